//! A learner's progress as text: kept in the browser, and a file to take along.
//!
//! The form is JSON with a version:
//! `{"postamt-progress":1,"lessons":[{"lesson":"pop3-delete","step":4,"done":[0,1,3],"finished":false,"right":1,"answers":[[2,[1,0]]]}]}`. Steps and
//! answers are counted from 0, in the order of the lesson's file. Members that are unknown are passed over, and those
//! that are missing are empty.

use super::error::LoadError;
use serde::{Deserialize, Serialize};

/// The version that [`Progress::save`] writes.
pub const PROGRESS_VERSION: u32 = 1;

/// Longest text that [`Progress::load`] reads, in octets.
pub const PROGRESS_TEXT_MAX: usize = 1 << 20;

/// Most lessons; further ones are not kept.
const LESSONS_MAX: usize = 500;

/// Most steps of a lesson; further ones are not kept.
const STEPS_MAX: u32 = 100;

/// Most tries at one question; further ones are not kept.
const TRIES_MAX: usize = 20;

/// The progress in all lessons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    lessons: Vec<Visit>,
}

/// The progress in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// The lesson's id.
    pub lesson: String,
    /// The step at which the learner is.
    pub step: u32,
    /// The steps that are done, in ascending order.
    pub done: Vec<u32>,
    /// Whether the last step was done.
    pub finished: bool,
    /// The number of questions whose first answer was right.
    pub right: u32,
    /// For each question that was answered its step, and the answers in the order of the tries.
    answers: Vec<(u32, Vec<u32>)>,
}

#[derive(Serialize, Deserialize)]
struct Text<L> {
    #[serde(rename = "postamt-progress")]
    version: u32,
    #[serde(default)]
    lessons: L,
}

/// The member that every version has.
#[derive(Deserialize)]
struct Version {
    #[serde(rename = "postamt-progress")]
    version: u64,
}

impl Progress {
    /// The progress as text.
    pub fn save(&self) -> String {
        // Strings, numbers and lists: serde_json has no error for these.
        serde_json::to_string(&Text { version: PROGRESS_VERSION, lessons: &self.lessons }).unwrap_or_default()
    }

    /// Reads what [`Progress::save`] wrote, in this or an earlier version. Numbers beyond the limits are left out.
    ///
    /// # Errors
    /// [`LoadError`]; nothing of the text is used then.
    pub fn load(text: &str) -> Result<Progress, LoadError> {
        if text.len() > PROGRESS_TEXT_MAX {
            return Err(LoadError::TooLong);
        }
        let Version { version } = serde_json::from_str(text).map_err(|_| LoadError::Corrupt)?;
        if version > u64::from(PROGRESS_VERSION) {
            return Err(LoadError::Newer { version: u32::try_from(version).unwrap_or(u32::MAX) });
        }
        let text: Text<Vec<Visit>> = serde_json::from_str(text).map_err(|_| LoadError::Corrupt)?;
        let mut progress = Progress::default();
        text.lessons.iter().for_each(|visit| progress.add(visit));
        Ok(progress)
    }

    /// The progress in all lessons that were begun, in the order of their beginnings.
    pub fn visits(&self) -> &[Visit] {
        &self.lessons
    }

    /// The progress in a lesson that was begun.
    pub fn of(&self, lesson: &str) -> Option<&Visit> {
        self.lessons.iter().find(|visit| visit.lesson == lesson)
    }

    /// The learner is at a step.
    pub fn stand(&mut self, lesson: &str, step: u32) {
        if let Some(visit) = self.visit(lesson).filter(|_| step < STEPS_MAX) {
            visit.step = step;
        }
    }

    /// A step is done.
    pub fn finish(&mut self, lesson: &str, step: u32) {
        if let Some(visit) = self.visit(lesson).filter(|_| step < STEPS_MAX)
            && let Err(place) = visit.done.binary_search(&step)
        {
            visit.done.insert(place, step);
        }
    }

    /// The last step is done.
    pub fn complete(&mut self, lesson: &str) {
        self.visit(lesson).into_iter().for_each(|visit| visit.finished = true);
    }

    /// A question is answered, rightly or not.
    pub fn answer(&mut self, lesson: &str, step: u32, answer: u32, is_right: bool) {
        let Some(visit) = self.visit(lesson).filter(|_| step < STEPS_MAX) else { return };
        visit.right += u32::from(is_right && visit.tries(step).is_empty());
        let at = visit.answers.iter().position(|(own, _)| *own == step).unwrap_or_else(|| {
            visit.answers.push((step, Vec::new()));
            visit.answers.len() - 1
        });
        let tries = &mut visit.answers[at].1;
        if tries.len() < TRIES_MAX {
            tries.push(answer);
        }
    }

    /// Forgets a lesson, to begin it anew.
    pub fn forget(&mut self, lesson: &str) {
        self.lessons.retain(|visit| visit.lesson != lesson);
    }

    /// Adds what another place knows: steps that are done there are done, and a question that was not answered here
    /// has the answers from there.
    pub fn merge(&mut self, other: &Progress) {
        other.lessons.iter().for_each(|visit| self.add(visit));
    }

    fn add(&mut self, visit: &Visit) {
        let id = &*visit.lesson;
        if self.of(id).is_none() {
            self.stand(id, visit.step);
        }
        visit.done.iter().for_each(|step| self.finish(id, *step));
        for (step, tries) in &visit.answers {
            if self.of(id).is_some_and(|own| own.tries(*step).is_empty()) {
                tries.iter().for_each(|answer| self.answer(id, *step, *answer, false));
            }
        }
        if let Some(own) = self.visit(id) {
            own.finished |= visit.finished;
            own.right = own.right.max(visit.right);
        }
    }

    /// The progress in a lesson, which may begin now; none where there are too many.
    fn visit(&mut self, lesson: &str) -> Option<&mut Visit> {
        let known = self.lessons.iter().position(|visit| visit.lesson == lesson);
        let at = known.unwrap_or(self.lessons.len());
        if at == self.lessons.len() && at < LESSONS_MAX {
            self.lessons.push(Visit { lesson: lesson.to_owned(), ..Visit::default() });
        }
        self.lessons.get_mut(at)
    }
}

impl Visit {
    /// The answers to a step's question, in the order of the tries.
    pub fn tries(&self, step: u32) -> &[u32] {
        self.answers.iter().find(|(own, _)| *own == step).map_or(&[], |(_, tries)| tries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Progress {
        let mut progress = Progress::default();
        progress.stand("a", 4);
        [3, 0, 3].into_iter().for_each(|step| progress.finish("a", step));
        [1, 0].into_iter().for_each(|answer| progress.answer("a", 2, answer, answer == 1));
        progress.finish("b", 1);
        progress
    }

    #[test]
    fn progress_is_kept_and_merged() {
        let own = some();
        let a = own.of("a").expect("it was begun");
        assert_eq!((a.step, &*a.done, a.tries(2), a.tries(3)), (4, &[0, 3][..], &[1, 0][..], &[][..]));
        let mut other = Progress::default();
        other.answer("a", 2, 0, true);
        other.answer("a", 5, 2, false);
        other.finish("a", 1);
        other.stand("c", 1);
        let mut both = own.clone();
        both.merge(&other);
        let a = both.of("a").expect("it was begun");
        assert_eq!((a.step, &*a.done, a.tries(2), a.tries(5)), (4, &[0, 1, 3][..], &[1, 0][..], &[2][..]));
        assert_eq!((both.visits().len(), own.of("a").map(|a| a.right), a.right), (3, Some(1), 1));
        both.forget("a");
        assert_eq!(both.of("a"), None);
        assert_eq!(Progress::load(&own.save()), Ok(own));
    }

    #[test]
    fn numbers_beyond_the_limits_are_left_out() {
        let mut progress = Progress::default();
        (0..1000).for_each(|lesson: u32| progress.stand(&lesson.to_string(), 1));
        (0..1000).for_each(|step| progress.finish("1", step));
        (0..1000).for_each(|answer| progress.answer("2", 3, answer, false));
        progress.stand("3", STEPS_MAX);
        progress.answer("999", 1, 1, true);
        assert_eq!(progress.visits().len(), LESSONS_MAX);
        assert_eq!(progress.of("1").map(|visit| visit.done.len()), Some(STEPS_MAX as usize));
        assert_eq!(progress.of("2").map(|visit| visit.tries(3).len()), Some(TRIES_MAX));
        assert_eq!((progress.of("3").map(|visit| visit.step), progress.of("999")), (Some(1), None));
        let text = r#"{"postamt-progress":1,"lessons":[{"lesson":"a","done":[4000000000,2]},{"step":7}]}"#;
        let read = Progress::load(text).expect("what is known is used");
        assert_eq!(read.of("a").map(|visit| &*visit.done), Some(&[2][..]));
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        for text in ["", "[]", "{}", r#"{"postamt-progress":1,"lessons":{}}"#, r#"{"postamt":1}"#] {
            assert_eq!(Progress::load(text), Err(LoadError::Corrupt), "{text}");
        }
        assert_eq!(Progress::load(r#"{"postamt-progress":2}"#), Err(LoadError::Newer { version: 2 }));
        assert_eq!(Progress::load(r#"{"postamt-progress":1,"later":[]}"#), Ok(Progress::default()));
        assert_eq!(Progress::load(&" ".repeat(PROGRESS_TEXT_MAX + 1)), Err(LoadError::TooLong));
        let whole = some().save();
        for end in 0..whole.len() {
            assert_eq!(Progress::load(&whole[..end]), Err(LoadError::Corrupt));
        }
    }
}
