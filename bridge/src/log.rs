//! The actions so far, kept for pages that look on.
//!
//! The log is a world and the actions since. It is bounded: with more than [`ACTIONS_MAX`] actions or
//! [`OCTETS_MAX`] octets the oldest go, and then nobody can begin to look on until the log begins anew.
//! It does so when it is half full and no connection is open, because a world without connections is all
//! that a page needs to go on from.

use postamt::engine::Action;
use postamt::share::world::World;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;
use tokio::time::Instant;

/// Most actions that are kept: as many as the page's player takes.
pub(crate) const ACTIONS_MAX: usize = 50_000;
/// Most octets that the actions hold together.
pub(crate) const OCTETS_MAX: usize = 64 << 20;
/// Actions of one message, at most; and octets, unless one action alone is longer.
const PIECE_ACTIONS: usize = 500;
const PIECE_OCTETS: usize = 256 << 10;

/// The log. Actions are numbered from 0, for as long as the bridge runs.
#[derive(Debug)]
pub(crate) struct Log {
    /// Tells this run of the bridge from others.
    run: String,
    kept: Mutex<Kept>,
    news: watch::Sender<()>,
}

#[derive(Debug)]
struct Kept {
    /// The JSON of the world as it was before the action numbered `world_at`.
    world: String,
    world_at: u64,
    /// The number of the oldest action that is kept.
    first: u64,
    /// As they came: they become JSON when somebody looks on.
    actions: VecDeque<Action>,
    octets: usize,
    /// The time of the last action.
    last: Instant,
}

/// The next message for a page that has all actions before a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// It must begin here: a world, and the number of the first action after it.
    World {
        /// JSON.
        world: String,
        /// The number of the next action.
        next: u64,
    },
    /// It goes on with these.
    Actions {
        /// A JSON list of actions.
        actions: String,
        /// The number of the next action.
        next: u64,
    },
    /// It has everything.
    UpToDate,
    /// The beginning is no longer kept, and a page that begins has to wait.
    TooLate,
}

impl Log {
    /// A log that begins with this world.
    pub(crate) fn new(world: &World) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let kept = Kept {
            world: world.save(),
            world_at: 0,
            first: 0,
            actions: VecDeque::new(),
            octets: 0,
            last: Instant::now(),
        };
        let run = format!("{:x}-{:x}", started.as_nanos(), std::process::id());
        Self { run, kept: Mutex::new(kept), news: watch::Sender::new(()) }
    }

    /// Tells this run of the bridge from others.
    pub(crate) fn run(&self) -> &str {
        &self.run
    }

    /// Announces that there is a new action.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// The time since the last action.
    pub(crate) fn quiet_for(&self) -> Duration {
        self.kept().last.elapsed()
    }

    /// Adds an action that was done at this moment.
    pub(crate) fn append(&self, action: Action, now: Instant) {
        let mut kept = self.kept();
        kept.octets += octets_of(&action);
        kept.actions.push_back(action);
        kept.last = now;
        while kept.actions.len() > ACTIONS_MAX || kept.octets > OCTETS_MAX {
            let Some(oldest) = kept.actions.pop_front() else { break };
            kept.octets -= octets_of(&oldest);
            kept.first += 1;
        }
        drop(kept);
        // A page that begins to look on from now on finds it among the actions.
        if self.news.receiver_count() > 0 {
            self.news.send_replace(());
        }
    }

    /// Whether the log should begin anew as soon as no connection is open.
    pub(crate) fn wants_a_new_start(&self) -> bool {
        let kept = self.kept();
        let half_full = kept.actions.len() > ACTIONS_MAX / 2 || kept.octets > OCTETS_MAX / 2;
        (half_full && kept.world_at < kept.end()) || kept.world_at < kept.first
    }

    /// Takes the world as it is now, without connections, as the place to begin. The actions before it stay
    /// for pages that have not yet got them, as long as there is room.
    pub(crate) fn begin_anew(&self, world: World) {
        let world = world.save();
        let mut kept = self.kept();
        kept.world = world;
        kept.world_at = kept.end();
        drop(kept);
        self.news.send_replace(()); // viewers that were too late can begin now
    }

    /// The next message for a page that has all actions before `next`, or nothing yet.
    pub(crate) fn after(&self, next: Option<u64>) -> Piece {
        let kept = self.kept();
        let Some(next) = next.filter(|next| (kept.first..=kept.end()).contains(next)) else {
            if kept.world_at < kept.first {
                return Piece::TooLate;
            }
            return Piece::World { world: kept.world.clone(), next: kept.world_at };
        };
        let mut actions = String::new();
        let mut count = 0;
        for action in kept.actions.iter().skip((next - kept.first) as usize).take(PIECE_ACTIONS) {
            // Strings, numbers and maps with string keys: serde_json has no error for these.
            let text = serde_json::to_string(action).unwrap_or_default();
            if count > 0 && actions.len() + text.len() > PIECE_OCTETS {
                break;
            }
            actions.push(if count == 0 { '[' } else { ',' });
            actions.push_str(&text);
            count += 1;
        }
        if count == 0 {
            return Piece::UpToDate;
        }
        actions.push(']');
        Piece::Actions { actions, next: next + count }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The octets of an action that may be long.
fn octets_of(action: &Action) -> usize {
    match action {
        Action::Send { octets, .. } => octets.len(),
        Action::Deliver { message, .. } => message.len(),
        _ => 0,
    }
}

impl Kept {
    fn end(&self) -> u64 {
        self.first + self.actions.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use postamt::engine::Preset;
    use postamt::engine::mail::scenario::SCENARIOS;
    use postamt::engine::time::Time;

    fn world() -> World {
        let switches = Preset::MinimalPop3.switches();
        World { now: Time::START, store: SCENARIOS[0].store(), opened: 0, switches }
    }

    fn wait(log: &Log, times: usize) {
        (0..times).for_each(|_| log.append(Action::Wait { milliseconds: 1 }, Instant::now()));
    }

    #[test]
    fn a_page_gets_the_world_then_all_actions_in_pieces() {
        let log = Log::new(&world());
        wait(&log, PIECE_ACTIONS + 1);
        assert_eq!(log.after(None), Piece::World { world: world().save(), next: 0 });
        let Piece::Actions { next, .. } = log.after(Some(0)) else { panic!("the first piece") };
        assert_eq!(next, PIECE_ACTIONS as u64);
        let actions = r#"[{"wait":{"milliseconds":1}}]"#.to_owned();
        assert_eq!(log.after(Some(next)), Piece::Actions { actions, next: next + 1 });
        assert_eq!(log.after(Some(next + 1)), Piece::UpToDate);
        assert!(matches!(log.after(Some(next + 2)), Piece::World { .. }), "a number of another run");
    }

    #[test]
    fn a_full_log_forgets_its_beginning_until_it_can_begin_anew() {
        let log = Log::new(&world());
        wait(&log, ACTIONS_MAX);
        assert!(matches!(log.after(None), Piece::World { next: 0, .. }));
        wait(&log, 1);
        assert_eq!(log.after(None), Piece::TooLate);
        assert_eq!(log.after(Some(0)), Piece::TooLate, "what it lacks is gone");
        assert!(matches!(log.after(Some(1)), Piece::Actions { .. }), "who was quick enough goes on");
        assert!(log.wants_a_new_start());
        log.begin_anew(world());
        assert!(!log.wants_a_new_start());
        let end = ACTIONS_MAX as u64 + 1;
        assert_eq!(log.after(None), Piece::World { world: world().save(), next: end });
        assert!(matches!(log.after(Some(1)), Piece::Actions { .. }));
        assert_eq!(log.after(Some(end)), Piece::UpToDate);
    }

    #[test]
    fn one_long_action_is_a_piece_of_its_own() {
        let log = Log::new(&world());
        let message = vec![b'x'; PIECE_OCTETS];
        for _ in 0..2 {
            let deliver = Action::Deliver { account: "anna".to_owned(), message: message.clone() };
            log.append(deliver, Instant::now());
        }
        assert!(matches!(log.after(Some(0)), Piece::Actions { next: 1, .. }));
        assert!(matches!(log.after(Some(1)), Piece::Actions { next: 2, .. }));
    }
}
