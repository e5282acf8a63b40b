//! A lesson's whole course: its lines one by one, with all that has to hold before, between and after them.

use super::Problems;
use postamt::engine::mail::Uid;
use postamt::engine::step::Party;
use postamt::engine::{Action, ConnectionId, Lab, Protocol, Turn};
use postamt::i18n::TONGUES;
use postamt::lesson::{Goal, Kind, Lesson, Look, Scene, Step};
use postamt::script::{Held, Item, Line, Script};

/// Plays a lesson to its end.
pub(super) fn replay(lesson: &Lesson, problems: &mut Problems) {
    let mut course = Course::new(lesson);
    for (index, step) in lesson.steps.iter().enumerate() {
        let beginning = lesson.beginning(index);
        if beginning.anew {
            course = Course { problems: course.problems, ..Course::new(lesson) };
            lesson.head.setting().into_iter().for_each(|action| course.act(1, action, false));
            if !step.fresh {
                course.play(&lesson.head.before, &[]);
            }
        }
        course.play(&step.before, &[]);
        if course.actions != lesson.actions_until(index) {
            course.tell(step.line, "the step begins otherwise after a jump");
        }
        course.turns.clear();
        course.looks(step);
        match step.kind {
            Kind::Do => course.solve(lesson, step),
            // Nothing that is tried out belongs to the course.
            Kind::Explore => {
                let mut aside = course.clone();
                aside.play(&step.lines, &[]);
                course.problems = aside.problems;
            }
            _ => course.play(&step.lines, &[]),
        }
    }
    problems.append(&mut course.problems);
}

#[derive(Clone)]
struct Course {
    lab: Lab,
    /// All actions since the world began.
    actions: Vec<Action>,
    /// All turns since the step began.
    turns: Vec<Turn>,
    /// The turns of the last action, and their lines of the server that have not been expected yet.
    last: Vec<Turn>,
    said: Vec<(ConnectionId, String)>,
    /// The client of the last action.
    shown: ConnectionId,
    problems: Problems,
}

impl Course {
    fn new(lesson: &Lesson) -> Self {
        Course {
            lab: Lab::new(lesson.head.scenario).speaking(TONGUES),
            actions: Vec::new(),
            turns: Vec::new(),
            last: Vec::new(),
            said: Vec::new(),
            shown: ConnectionId(1),
            problems: Problems::new(),
        }
    }

    fn tell(&mut self, line: usize, problem: impl Into<String>) {
        self.problems.push((line, problem.into()));
    }

    fn scene(&self) -> Scene<'_> {
        Scene::new(self.turns.iter(), &self.lab, self.shown)
    }

    /// The solution of a step: no goal is met before it, all are after it, and nothing is done that is to be avoided.
    fn solve(&mut self, lesson: &Lesson, step: &Step) {
        for (goal, met) in step.goals.iter().zip(self.scene().met(step)) {
            if met {
                self.tell(
                    goal.line,
                    "the goal is met before anything is done: what is to stay so is an `avoid`",
                );
            }
        }
        let avoids: Vec<&Goal> = step.avoids.iter().chain(&lesson.head.avoids).collect();
        self.avoids(step.line, &avoids, "before anything is done");
        self.play(&step.lines, &avoids);
        let met = self.scene().met(step);
        let missed = || step.goals.iter().zip(&met).filter(|(_, met)| !**met).map(|(goal, _)| goal);
        let others = missed().any(|goal| !goal.fact.is_limit());
        // A limit is missed together with the others.
        for goal in missed().filter(|goal| !(others && goal.fact.is_limit())) {
            self.tell(goal.line, "the goal is not met after the solution");
        }
    }

    fn avoids(&mut self, line: usize, avoids: &[&Goal], when: &str) {
        let broken: Vec<usize> =
            avoids.iter().filter(|goal| self.scene().is(goal)).map(|goal| goal.line).collect();
        for goal in broken {
            self.tell(line, format!("{when} that is so which line {goal} says to avoid"));
        }
    }

    fn play(&mut self, script: &Script, avoids: &[&Goal]) {
        let mut held = Held::default();
        for Line { number, item } in &script.lines {
            if item.is_expectation() {
                self.expect(*number, item);
            } else if let Some(action) = held.action(item) {
                self.act(*number, action, true);
                self.avoids(*number, avoids, "here");
            }
        }
    }

    fn act(&mut self, line: usize, action: Action, has_effect: bool) {
        match &action {
            Action::Connect { connection, .. }
            | Action::ConnectTls { connection, .. }
            | Action::Send { connection, .. }
            | Action::Cut { connection } => self.shown = *connection,
            _ => {}
        }
        let is_part = matches!(&action, Action::Send { octets, .. } if !octets.ends_with(b"\n"));
        self.last = self.lab.run(&action);
        if self.last.is_empty() && has_effect && !is_part {
            self.tell(line, "nothing happens");
        }
        self.said.clear();
        for turn in &self.last {
            let Some(connection) = turn.connection() else { continue };
            for wire in turn.wires(Party::Server) {
                self.said.extend(wire.text().lines().map(|line| (connection, line.to_owned())));
            }
        }
        self.turns.extend(self.last.iter().cloned());
        self.actions.push(action);
    }

    fn expect(&mut self, line: usize, item: &Item) {
        match item {
            Item::Reply { connection, text } => {
                let wanted = String::from_utf8_lossy(&text.octets()).trim_end().to_owned();
                let fits =
                    |(by, said): &(ConnectionId, String)| by == connection && said.starts_with(&wanted);
                match self.said.iter().position(fits) {
                    Some(at) => drop(self.said.drain(..=at)),
                    None => {
                        let rest: Vec<_> =
                            self.said.iter().map(|(by, said)| format!("\n    S{}: {said}", by.0)).collect();
                        let rest = if rest.is_empty() { " nothing".to_owned() } else { rest.concat() };
                        self.tell(line, format!("the server does not say {wanted:?}, it says:{rest}"));
                    }
                }
            }
            Item::Moved { connection, words } => {
                let name = words.trim_start_matches('[').split(']').next().unwrap_or_default();
                let name = name.rsplit(": ").next().unwrap_or_default();
                let moves = self.last.iter().filter(|turn| turn.is_of(*connection)).flat_map(Turn::moves);
                let states: Vec<&str> =
                    moves.filter(|moved| !moved.edge.is_loop()).map(|moved| moved.edge.to).collect();
                if !states
                    .iter()
                    .any(|state| state.replace(' ', "-").eq_ignore_ascii_case(&name.replace(' ', "-")))
                {
                    self.tell(line, format!("the state does not become {name}, but {states:?}"));
                }
            }
            _ => self.tell(line, "this expectation is not for lessons"),
        }
    }

    /// The places that light up are there as the step begins.
    fn looks(&mut self, step: &Step) {
        let protocols: Vec<Protocol> = self.lab.connections().map(|(_, it)| it.protocol).collect();
        // Before any client has connected, all may come.
        let any =
            |fits: &dyn Fn(Protocol) -> bool| protocols.is_empty() || protocols.iter().any(|it| fits(*it));
        // After a login, the page shows the mailboxes of those who are there.
        let users: Vec<&str> = self.lab.connections().filter_map(|(_, it)| it.session.account()).collect();
        let mailboxes = || {
            let accounts = self.lab.store().accounts();
            let seen = accounts.filter(|account| users.is_empty() || users.contains(&&*account.name));
            seen.flat_map(|account| account.mailboxes.values())
        };
        let mut wrong = Vec::new();
        for look in &step.looks {
            let is_there = match look {
                Look::State(name) => {
                    any(&|protocol| protocol.row().charts.iter().any(|chart| chart.state(name).is_some()))
                }
                Look::Edge(name) | Look::Command(name) => {
                    any(&|protocol| protocol.chart().trigger(name).is_some())
                }
                Look::Row(uid) => mailboxes().any(|it| it.entries.position(Uid(*uid)).is_some()),
                Look::Mailbox(name) => mailboxes().any(|mailbox| mailbox.name == *name),
                _ => true,
            };
            if !is_there {
                wrong.push(format!("{look:?} is nothing that can light up here"));
            }
        }
        wrong.into_iter().for_each(|problem| self.tell(step.line, problem));
    }
}
