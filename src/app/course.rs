//! The lessons: the menu's list, the lesson that runs, the place in it, and how far a person has come.
//!
//! A lesson has a timeline of its own. Each step remembers the number of turns at which it began, so that its goals are
//! read off the turns since then, up to the place that is shown: stepping back unmeets them.

use super::own::Own;
use crate::engine::{Action, ConnectionId, Protocol};
use crate::lesson::{ExampleHead, Head, Kind, Lesson, Look, Scene, Step, untagged};
use crate::player::Player;
use crate::script::{Held, Item};
use crate::share::progress::Progress;
use crate::share::shown::LessonPlace;
use std::rc::Rc;

/// The lesson that somebody who is here for the first time is offered.
const FIRST: &str = "pop3-counter";

/// The lessons.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The heads of all, in the menu's order; none before they have come.
    pub heads: Rc<Vec<Head>>,
    /// The heads of all examples, in their menu's order; none before they have come.
    pub examples: Rc<Vec<ExampleHead>>,
    /// The file that is to be fetched.
    pub wanted: Option<Wanted>,
    /// The step, from 0, at which the lesson or the example that is fetched begins: the address names it.
    pub at: Option<usize>,
    /// The lesson that runs.
    pub running: Option<Running>,
    /// A person's progress in all lessons.
    pub progress: Rc<Progress>,
    /// The lesson whose sheet for teachers is shown.
    pub sheet: Option<Rc<Lesson>>,
}

impl Course {
    /// The id of the lesson that runs, or is about to.
    pub fn shown(&self) -> Option<String> {
        match (&self.wanted, &self.running) {
            (Some(Wanted::Lesson(id)), _) => Some(id.to_string()),
            (_, running) => {
                let running = running.as_ref().filter(|running| !running.is_draft);
                running.map(|running| running.lesson.head.id.clone())
            }
        }
    }

    /// Behind a protocol's lessons come the questions that were asked before them: how many of them had a right first
    /// answer then, how many have one now, and how many there are. None for other lessons.
    pub fn change_since_before(&self, running: &Running) -> Option<[usize; 3]> {
        let id = &*running.lesson.head.id;
        let before = self.progress.of(&[id.strip_suffix("after")?, "before"].concat())?;
        let now = self.progress.of(id)?;
        let all = running.lesson.steps.iter().filter(|step| step.right().is_some()).count();
        Some([before.right as usize, now.right as usize, all])
    }
}

/// Something to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The index.
    Index,
    /// The lesson with this id.
    Lesson(Rc<str>),
    /// Its text, for the editor.
    Copy(Rc<str>),
    /// The lesson again, for its sheet.
    Sheet(Rc<str>),
    /// The lesson again, to be printed and filled in by hand.
    Worksheet(Rc<str>),
    /// The index of the examples.
    Examples,
    /// The example with this id.
    Example(Rc<str>),
    /// The example with this id, whose words stand over a session that others show.
    Told(Rc<str>),
}

/// The wish of somebody who is here for the first time.
pub fn first() -> Msg {
    Msg::Want(Wanted::Lesson(FIRST.into()))
}

/// Messages of the lessons.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Fetch something.
    Want(Wanted),
    /// Something that was fetched, or could not be.
    Came(Wanted, Option<Rc<str>>),
    /// End the lesson.
    Leave,
    /// Go to a step, from 0.
    Go(usize),
    /// Go on by a step, or back.
    Turn(isize),
    /// Begin the step again.
    Again,
    /// Play the step's lines.
    Play,
    /// Choose an answer.
    Answer(usize),
    /// Tell one more hint.
    Hint,
    /// Write the next line of the solution into the prompt.
    ShowMe,
    /// Let the lesson play by itself, or no longer.
    Demonstrate,
    /// Add the progress of a file.
    Progress(Rc<str>),
    /// Show no sheet for teachers.
    PutSheetAway,
}

/// A lesson that runs.
#[derive(Clone, Debug)]
pub struct Running {
    /// The lesson.
    pub lesson: Rc<Lesson>,
    /// The step that is shown, from 0.
    pub step: usize,
    /// Whether it is being written: nothing of it is kept.
    pub is_draft: bool,
    /// Whether it plays by itself.
    pub demonstrates: bool,
    /// A place to look at besides those of the step.
    pub also: Option<Look>,
    /// A person's doings in each step.
    visits: Vec<Visit>,
    /// The step with which the timeline begins.
    first: usize,
    /// For each step that has begun in this timeline, the first one on: the number of turns before its beginning, and after.
    begun: Vec<[usize; 2]>,
    /// The page's own work, which waits.
    pub(super) own: Own,
}

/// A person's doings in a step.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The answers chosen, the last one last.
    pub answers: Vec<usize>,
    /// Whether its lines were played.
    pub played: bool,
    /// The number of hints told.
    pub hints: usize,
}

/// The state of a step's goals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// For each goal whether it is met.
    pub met: Vec<bool>,
    /// For each thing to avoid whether it was done: the step's, then the head's.
    pub broken: Vec<bool>,
}

impl Standing {
    fn is_done(&self) -> bool {
        self.met.iter().all(|met| *met) && !self.broken.contains(&true)
    }
}

impl Running {
    pub(super) fn new(lesson: Rc<Lesson>, own: Own, is_draft: bool) -> Self {
        let visits = vec![Visit::default(); lesson.steps.len()];
        let (first, begun) = (0, Vec::new());
        Running { lesson, step: 0, is_draft, demonstrates: false, also: None, visits, first, begun, own }
    }

    /// The step that is shown.
    pub fn current(&self) -> &Step {
        &self.lesson.steps[self.step]
    }

    /// A person's doings in the step that is shown.
    pub fn visit(&self) -> &Visit {
        &self.visits[self.step]
    }

    pub(super) fn visit_mut(&mut self) -> &mut Visit {
        &mut self.visits[self.step]
    }

    /// Whether the step is the last one.
    pub fn is_last(&self) -> bool {
        self.step + 1 == self.lesson.steps.len()
    }

    /// A new timeline begins with this step, of so many turns.
    pub(super) fn begin_with(&mut self, step: usize, turns: usize) {
        (self.first, self.begun) = (step, vec![[turns; 2]]);
        self.show(step);
        self.visits[step] = Visit::default();
    }

    /// The next step begins, between these numbers of turns.
    pub(super) fn go_on(&mut self, turns: [usize; 2]) {
        self.begun.push(turns);
        self.show(self.step + 1);
        self.visits[self.step] = Visit::default();
    }

    /// Shows a step that has begun.
    pub(super) fn show(&mut self, step: usize) {
        (self.step, self.also) = (step, None);
    }

    /// The number of turns after which a step ended, where it has begun in this timeline: `usize::MAX` for the last.
    pub(super) fn end_of(&self, step: usize) -> Option<usize> {
        let place = step.checked_sub(self.first).filter(|place| *place < self.begun.len())?;
        Some(self.begun.get(place + 1).map_or(usize::MAX, |[before, _]| *before))
    }

    /// Turns after this number were set aside: the steps that began later have not begun.
    pub(super) fn forget_after(&mut self, turns: usize) {
        self.begun.retain(|[before, _]| *before <= turns);
    }

    /// The place, as others are told it.
    pub(super) fn place(&self) -> LessonPlace {
        let visit = self.visit();
        LessonPlace {
            id: self.lesson.head.id.clone(),
            step: self.step as u32,
            first: self.first as u32,
            begun: self.begun.iter().map(|turns| turns.map(|number| number as u64)).collect(),
            answers: visit.answers.iter().map(|answer| *answer as u32).collect(),
            played: visit.played,
            hints: visit.hints as u32,
        }
    }

    /// Stands where another page stands, in a timeline of so many turns. A place that cannot be is passed over.
    pub(super) fn stand_at(&mut self, place: &LessonPlace, turns: usize) {
        let (step, first, steps) = (place.step as usize, place.first as usize, self.lesson.steps.len());
        let fits = first <= step && step < steps && first + place.begun.len() <= steps;
        if !fits || step >= first + place.begun.len() {
            return;
        }
        self.first = first;
        self.begun =
            place.begun.iter().map(|begun| begun.map(|number| (number as usize).min(turns))).collect();
        self.show(step);
        let (answers, hints) = (self.current().answers.len(), self.current().hints.len());
        let chosen = place.answers.iter().map(|answer| *answer as usize).filter(|answer| *answer < answers);
        let hints = (place.hints as usize).min(hints);
        *self.visit_mut() = Visit { answers: chosen.collect(), played: place.played, hints };
        self.demonstrates = false;
    }

    /// Whether the next step would begin in this timeline for the first time.
    pub(super) fn is_newest(&self) -> bool {
        self.step + 1 == self.first + self.begun.len()
    }

    /// The goals of the step that is shown, at the cursor.
    pub fn standing(&self, player: &Player, shown: ConnectionId) -> Standing {
        let step = self.current();
        if step.kind != Kind::Do {
            return Standing::default();
        }
        let start = self.step.checked_sub(self.first).and_then(|at| self.begun.get(at));
        let start = start.map_or(usize::MAX, |[_, after]| *after);
        let end = player.cursor().min(self.end_of(self.step).unwrap_or_default());
        let moments = player.moments();
        let turns = (start..end).filter_map(|at| moments.at(at)).map(|moment| &*moment.turn);
        let scene = Scene::new(turns, player.lab_after(end), shown);
        let avoids = step.avoids.iter().chain(&self.lesson.head.avoids);
        Standing { met: scene.met(step), broken: avoids.map(|goal| scene.is(goal)).collect() }
    }

    /// Whether the step has reached its end, at the cursor.
    pub fn is_done(&self, player: &Player, shown: ConnectionId) -> bool {
        self.is_done_with(&self.standing(player, shown))
    }

    /// The same, where its goals stand so.
    pub fn is_done_with(&self, standing: &Standing) -> bool {
        let visit = self.visit();
        match self.current().kind {
            Kind::Read | Kind::Explore => true,
            Kind::Watch => visit.played,
            Kind::Predict => !visit.answers.is_empty(),
            Kind::Explain => visit.answers.last().copied() == self.current().right(),
            Kind::Do => standing.is_done(),
        }
    }

    /// The first line of the step's that was not done yet since it began.
    pub fn next_line(&self, player: &Player) -> Option<Item> {
        let [_, start] = *self.begun.get(self.step.checked_sub(self.first)?)?;
        let first = player.moments().at(start).map_or(usize::MAX, |moment| moment.action);
        let mut done = player.actions().skip(first);
        let mut held = Held::default();
        for line in &self.current().lines.lines {
            let Some(action) = held.action(&line.item) else { continue };
            if !done.by_ref().any(|done| is_same(done, &action)) {
                return Some(line.item.clone());
            }
        }
        None
    }
}

/// Whether two actions are the same but for a tag, and for the case of letters.
fn is_same(one: &Action, other: &Action) -> bool {
    match (one, other) {
        (Action::Send { connection, octets }, Action::Send { connection: of_other, octets: others }) => {
            let [one, other] = [octets, others].map(|octets| String::from_utf8_lossy(octets));
            connection == of_other && untagged(one.trim()).eq_ignore_ascii_case(untagged(other.trim()))
        }
        (Action::Deliver { account, .. }, Action::Deliver { account: of_other, .. }) => account == of_other,
        _ => one == other,
    }
}

/// The protocol under which a lesson or an example is listed: its id begins with the protocol's.
pub fn group(id: &str) -> Option<Protocol> {
    Protocol::ALL.into_iter().find(|protocol| id.starts_with(protocol.row().id))
}

/// The protocol that a lesson is about: that of its first client.
pub fn protocol(lesson: &Lesson) -> Protocol {
    let scripts = lesson.steps.iter().flat_map(|step| [&step.before, &step.lines]);
    let mut items = [&lesson.head.before].into_iter().chain(scripts).flat_map(|script| &script.lines);
    let protocol = items.find_map(|line| match line.item {
        Item::Connect { protocol, .. } => Some(protocol),
        _ => None,
    });
    protocol.unwrap_or_default()
}
