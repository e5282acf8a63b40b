//! The reader of lessons: line by line, each mistake with its line.
//!
//! After a mistake it goes on with the next line; the texts and the lines of protocol that belong to a keyword with a
//! mistake are passed over, and so is a step of a kind that there is not.

use super::content::{Answer, Head, Kind, Lesson, Reference, Step, Topic};
use super::goal::Goal;
use super::keyword::Keyword;
use super::limits::{
    ID_MAX, INDEX_MAX, MINUTES_MAX, MISTAKES_MAX, PARTS_MAX, SENT_MAX, STEPS_MAX, TEXT_MAX, WRONG_MAX,
};
use super::look::Look;
use super::mistake::{Error, Mistake};
use super::text::Text;
use crate::engine::Preset;
use crate::engine::mail::scenario::scenario;
use crate::engine::switches::SWITCHES;
use crate::script::{self, Item};

/// Reads a lesson.
///
/// # Errors
/// The first mistake.
pub fn read(text: &str) -> Result<Lesson, Error> {
    read_all(text).map_err(|errors| errors[0])
}

/// Reads a lesson, and goes on after a mistake: for an editor.
///
/// # Errors
/// All mistakes, at least one and at most [`MISTAKES_MAX`], in the order of their lines.
pub fn read_all(text: &str) -> Result<Lesson, Vec<Error>> {
    let mut reader = Reader::default();
    reader.read(text);
    if reader.steps.is_empty() && !reader.skips {
        reader.tell(reader.line, Mistake::Missing("step"));
    }
    let (head, steps) = (reader.head, reader.steps);
    told(reader.errors).map(|()| Lesson { head, steps })
}

/// Reads all before the first step.
///
/// # Errors
/// The first mistake there.
pub fn read_head(text: &str) -> Result<Head, Error> {
    let mut reader = Reader { only_head: true, ..Reader::default() };
    reader.read(text);
    let head = reader.head;
    told(reader.errors).map(|()| head).map_err(|errors| errors[0])
}

/// The heads of an index: those of several lessons, one below the other. A head with a mistake is left out.
pub fn read_index(text: &str) -> Vec<Head> {
    if text.len() > INDEX_MAX {
        return Vec::new();
    }
    // Each begins with a line of its own.
    let begins = |at: &usize| *at == 0 || text[..*at].trim_end_matches([' ', '\t']).ends_with('\n');
    let mut starts: Vec<usize> = text.match_indices("lesson:").map(|(at, _)| at).filter(begins).collect();
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| read_head(&text[pair[0]..pair[1]]).ok()).collect()
}

/// The mistakes, if there are any: they stand in the order of their lines.
fn told(errors: Vec<Error>) -> Result<(), Vec<Error>> {
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The text that a paragraph belongs to: the last of its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Slot {
    /// Paragraphs belong to nothing.
    #[default]
    None,
    /// They belong to something with a mistake.
    Lost,
    Title,
    Summary,
    Audience,
    Teacher,
    Step,
    Goal,
    Avoid,
    Hint,
    Answer,
    Because,
}

/// The script that a line of protocol belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Block {
    #[default]
    None,
    /// They belong to something with a mistake.
    Lost,
    Before,
    Lines,
}

#[derive(Debug)]
struct Reader {
    only_head: bool,
    head: Head,
    steps: Vec<Step>,
    /// The present line's number.
    line: usize,
    /// Whether all is passed over until the next step.
    skips: bool,
    /// The keywords of the head, or of the present step, so far.
    seen: Vec<&'static str>,
    slot: Slot,
    /// The line of the keyword that the present text belongs to.
    owner: usize,
    block: Block,
    /// The line of octets that are held back.
    held: Option<usize>,
    /// The line of an answer without a reply.
    unanswered: Option<usize>,
    /// The octets that all lines send.
    sent: usize,
    /// The languages of the first text.
    languages: Vec<String>,
    errors: Vec<Error>,
}

impl Default for Reader {
    fn default() -> Self {
        Reader {
            only_head: false,
            head: Head::new(),
            steps: Vec::new(),
            line: 1,
            skips: false,
            seen: Vec::new(),
            slot: Slot::None,
            owner: 1,
            block: Block::None,
            held: None,
            unanswered: None,
            sent: 0,
            languages: Vec::new(),
            errors: Vec::new(),
        }
    }
}

impl Reader {
    fn read(&mut self, text: &str) {
        if text.len() > TEXT_MAX {
            return self.tell(1, Mistake::TooLong);
        }
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..).peekable();
        while let Some((line, number)) = lines.next() {
            self.line = number;
            let is_step = line.starts_with("step");
            if line.is_empty() || line.starts_with('#') || self.skips && !is_step {
                continue;
            }
            if self.only_head && is_step {
                break;
            }
            let done = if is_of_script(line) {
                let mut text = line.to_owned();
                while line.starts_with("@deliver")
                    && let Some((line, _)) = lines.next_if(|(line, _)| line.starts_with('|'))
                {
                    text.push('\n');
                    text.push_str(line);
                }
                self.script(&text)
            } else {
                self.plain(line)
            };
            if let Err(mistake) = done {
                self.tell(number, mistake);
            }
        }
        self.end_part();
    }

    fn tell(&mut self, line: usize, mistake: Mistake) {
        if self.errors.len() < MISTAKES_MAX {
            let place = self.errors.partition_point(|error| error.line <= line);
            self.errors.insert(place, Error { line, mistake });
        }
    }

    /// A line that begins with a keyword or with a language's tag.
    fn plain(&mut self, line: &str) -> Result<(), Mistake> {
        let (word, value) = match line.split_once(':') {
            Some((word, value)) => (word.trim_end(), Some(value.trim())),
            None => (line, None),
        };
        let keyword = Keyword::named(word);
        if let Some(paragraph) = value
            && keyword.is_none()
            && is_tag(word)
        {
            return self.paragraph(word, paragraph);
        }
        self.end_block();
        let done = match keyword {
            Some(keyword) => self.keyword(keyword, value.unwrap_or_default()),
            None => Err(Mistake::UnknownKeyword),
        };
        if done.is_err() {
            (self.slot, self.block) = (Slot::Lost, Block::Lost);
        }
        done
    }

    fn keyword(&mut self, keyword: &Keyword, value: &str) -> Result<(), Mistake> {
        let word = keyword.word;
        if word == "step" {
            return self.step(value);
        }
        if !keyword.fits(self.steps.last().map(|step| step.kind)) {
            return Err(Mistake::Misplaced);
        }
        if self.seen.contains(&word) && !keyword.repeats {
            return Err(Mistake::Twice);
        }
        match (keyword.has_value, value.is_empty()) {
            (true, true) => return Err(Mistake::NoValue),
            (false, false) => return Err(Mistake::NeedlessValue),
            _ => self.seen.push(word),
        }
        if self.steps.is_empty() { self.of_head(word, value) } else { self.of_step(word, value) }
    }

    fn of_head(&mut self, word: &str, value: &str) -> Result<(), Mistake> {
        self.open(match word {
            "title" => Slot::Title,
            "summary" => Slot::Summary,
            "audience" => Slot::Audience,
            "teacher" => Slot::Teacher,
            "avoid" => Slot::Avoid,
            _ => Slot::None,
        });
        let head = &mut self.head;
        match word {
            "lesson" => head.id = id(value)?,
            "minutes" => {
                let minutes = value.parse().ok().filter(|minutes| (1..=MINUTES_MAX).contains(minutes));
                head.minutes = minutes.ok_or(Mistake::BadMinutes)?;
            }
            "server" => head.server = Preset::by_id(value).ok_or(script::Mistake::NoSuchPreset)?,
            "switch" => {
                let (id, to) = value.split_once(' ').unwrap_or((value, ""));
                let row = SWITCHES.iter().find(|row| row.id == id).ok_or(script::Mistake::NoSuchSwitch)?;
                let on = match to.trim() {
                    "on" => true,
                    "off" => false,
                    _ => return Err(script::Mistake::NeitherOnNorOff.into()),
                };
                push(&mut head.switches, (row.switch, on))?;
            }
            "scenario" => head.scenario = scenario(value).ok_or(Mistake::NoSuchScenario)?,
            "teaches" => {
                let topics = value.split_whitespace().map(Topic::read);
                head.teaches = topics.collect::<Option<_>>().ok_or(Mistake::NoSuchTopic)?;
            }
            "reads" => {
                let references = value.split(',').map(Reference::read);
                head.reads = references.collect::<Option<_>>().ok_or(Mistake::BadReference)?;
            }
            "avoid" => push(&mut head.avoids, avoid(value, self.line)?)?,
            "before" => self.block = Block::Before,
            _ => {}
        }
        Ok(())
    }

    fn step(&mut self, value: &str) -> Result<(), Mistake> {
        self.end_part();
        self.skips = true;
        if self.steps.len() == STEPS_MAX {
            return Err(Mistake::TooManySteps);
        }
        let kind = Kind::named(value).ok_or(Mistake::NoSuchKind)?;
        self.skips = false;
        self.steps.push(Step::new(self.line, kind));
        self.open(Slot::Step);
        Ok(())
    }

    fn of_step(&mut self, word: &str, value: &str) -> Result<(), Mistake> {
        let slot = match word {
            "goal" => Slot::Goal,
            "avoid" => Slot::Avoid,
            "hint" => Slot::Hint,
            "right" | "wrong" => Slot::Answer,
            "because" => Slot::Because,
            "solution" | "play" | "try" => Slot::None,
            // The text that they stand before is still the step's, or an answer's.
            _ => Slot::Lost,
        };
        if slot == Slot::Answer {
            self.end_answer();
        }
        if slot != Slot::Lost {
            self.open(slot);
        }
        let Some(step) = self.steps.last_mut() else { return Ok(()) };
        match word {
            "fresh" => step.fresh = true,
            "before" => self.block = Block::Before,
            "solution" | "play" | "try" => self.block = Block::Lines,
            "look" => {
                for look in value.split(',') {
                    push(&mut step.looks, Look::read(look.trim())?)?;
                }
            }
            "goal" => push(&mut step.goals, Goal::read(value, self.line)?)?,
            "avoid" => push(&mut step.avoids, avoid(value, self.line)?)?,
            "hint" => push(&mut step.hints, Text::default())?,
            "right" | "wrong" => {
                // One is right.
                if word == "wrong" && step.answers.iter().filter(|it| !it.is_right).count() == WRONG_MAX {
                    return Err(Mistake::TooManyWrong);
                }
                step.answers.push(Answer { is_right: word == "right", ..Answer::default() });
                self.unanswered = Some(self.line);
            }
            "because" => drop(self.unanswered.take().ok_or(Mistake::Misplaced)?),
            "confusion" => {
                let answer = step.answers.last_mut().filter(|answer| !answer.is_right);
                let answer = answer.ok_or(Mistake::Misplaced)?;
                let Some(Topic::Confusion(number)) = Topic::read(value) else {
                    return Err(Mistake::NoSuchTopic);
                };
                answer.confusion = Some(number);
            }
            _ => {}
        }
        Ok(())
    }

    /// A paragraph of the present text.
    fn paragraph(&mut self, tag: &str, paragraph: &str) -> Result<(), Mistake> {
        if self.slot == Slot::Lost {
            return Ok(());
        }
        self.end_block();
        let text = text(self.slot, &mut self.head, self.steps.last_mut()).ok_or(Mistake::StrayText)?;
        if paragraph.is_empty() {
            return Err(Mistake::NoValue);
        }
        text.push(tag, paragraph);
        let is_closed = paragraph.matches('`').count().is_multiple_of(2);
        if is_closed { Ok(()) } else { Err(Mistake::OpenBackquote) }
    }

    /// A line of protocol.
    fn script(&mut self, text: &str) -> Result<(), Mistake> {
        let Some(line) = script::lines(text).next() else { return Ok(()) };
        let item = line.map_err(|error| error.mistake)?.item;
        let script = match (self.block, self.steps.last_mut()) {
            (Block::Lost, _) => return Ok(()),
            (Block::Before, None) => &mut self.head.before,
            (Block::Before, Some(step)) => &mut step.before,
            (Block::Lines, Some(step)) => &mut step.lines,
            _ => return Err(Mistake::StrayLine),
        };
        let sent = match &item {
            Item::Scenario(_) | Item::Include(_) | Item::Listen(_) | Item::Forget(_) | Item::Other(_) => {
                return Err(Mistake::NotInLessons);
            }
            Item::Send { text, held, .. } => {
                self.held = held.then_some(self.line);
                std::slice::from_ref(text)
            }
            Item::Deliver { message, .. } => message,
            _ => &[],
        };
        for text in sent {
            if self.sent > SENT_MAX {
                return Err(Mistake::TooMuchSent);
            }
            self.sent += text.octets().len();
        }
        script.lines.push(script::Line { number: self.line, item });
        Ok(())
    }

    /// Ends the present text, and begins another one.
    fn open(&mut self, slot: Slot) {
        let may_lack = matches!(self.slot, Slot::Goal | Slot::Avoid);
        let text = text(self.slot, &mut self.head, self.steps.last_mut());
        let mistake = match text {
            Some(text) if text.is_empty() => (!may_lack).then_some(Mistake::NoText),
            Some(text) => {
                if self.languages.is_empty() {
                    self.languages = text.languages();
                }
                (!text.has_just(&self.languages)).then_some(Mistake::LanguagesDiffer)
            }
            None => None,
        };
        if let Some(mistake) = mistake {
            self.tell(self.owner, mistake);
        }
        (self.slot, self.owner) = (slot, self.line);
    }

    /// Ends the present lines of protocol.
    fn end_block(&mut self) {
        self.block = Block::None;
        if let Some(line) = self.held.take() {
            self.tell(line, script::Mistake::NeverSent.into());
        }
    }

    /// Ends the present answer.
    fn end_answer(&mut self) {
        if let Some(line) = self.unanswered.take() {
            self.tell(line, Mistake::Missing("because"));
        }
    }

    /// Ends the head, or the present step, and tells what it lacks.
    fn end_part(&mut self) {
        self.end_block();
        self.end_answer();
        self.open(Slot::None);
        let seen = std::mem::take(&mut self.seen);
        let (line, needed) = match self.steps.last() {
            _ if self.skips => return,
            None => (1, &["lesson", "title", "summary", "minutes", "teaches"][..]),
            Some(step) => (step.line, step.kind.needs()),
        };
        for word in needed.iter().filter(|word| !seen.contains(word)) {
            self.tell(line, Mistake::Missing(word));
        }
        let Some(step) = self.steps.last() else { return };
        let has_limits_alone = !step.goals.is_empty() && step.goals.iter().all(|goal| goal.fact.is_limit());
        let lines = step.kind.needs().iter().find(|word| ["play", "solution", "try"].contains(word));
        let is_idle = !step.lines.lines.iter().any(|line| !line.item.is_expectation());
        let without_lines = lines.filter(|word| is_idle && seen.contains(word));
        if has_limits_alone {
            self.tell(line, Mistake::Missing("goal"));
        }
        if let Some(word) = without_lines {
            self.tell(line, Mistake::Missing(word));
        }
    }
}

/// The text that a paragraph would belong to.
fn text<'a>(slot: Slot, head: &'a mut Head, step: Option<&'a mut Step>) -> Option<&'a mut Text> {
    match (slot, step) {
        (Slot::Title, _) => Some(&mut head.title),
        (Slot::Summary, _) => Some(&mut head.summary),
        (Slot::Audience, _) => Some(&mut head.audience),
        (Slot::Teacher, _) => Some(&mut head.teacher),
        (Slot::Avoid, None) => head.avoids.last_mut().map(|goal| &mut goal.text),
        (Slot::Step, Some(step)) => Some(&mut step.text),
        (Slot::Goal, Some(step)) => step.goals.last_mut().map(|goal| &mut goal.text),
        (Slot::Avoid, Some(step)) => step.avoids.last_mut().map(|goal| &mut goal.text),
        (Slot::Hint, Some(step)) => step.hints.last_mut(),
        (Slot::Answer, Some(step)) => step.answers.last_mut().map(|answer| &mut answer.text),
        (Slot::Because, Some(step)) => step.answers.last_mut().map(|answer| &mut answer.because),
        _ => None,
    }
}

fn is_of_script(line: &str) -> bool {
    line.starts_with(|c: char| matches!(c, '@' | '|' | '=' | '[' | 'C' | 'S') || c.is_ascii_digit())
}

/// Whether a word has the form of a language's tag: `de`, `pt-BR`.
pub(super) fn is_tag(word: &str) -> bool {
    let (first, rest) = word.split_once('-').unwrap_or((word, ""));
    let is_first = (2..=3).contains(&first.len()) && first.bytes().all(|octet| octet.is_ascii_lowercase());
    is_first && rest.len() <= 20 && rest.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
}

/// Whether a word is the id of a lesson: lower case letters, digits and hyphens, at most [`ID_MAX`].
pub fn is_id(word: &str) -> bool {
    let fits = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    (1..=ID_MAX).contains(&word.len()) && word.bytes().all(fits)
}

fn id(value: &str) -> Result<String, Mistake> {
    if is_id(value) { Ok(value.to_owned()) } else { Err(Mistake::BadId) }
}

fn avoid(value: &str, line: usize) -> Result<Goal, Mistake> {
    let goal = Goal::read(value, line)?;
    if goal.fact.is_limit() { Err(Mistake::LimitToAvoid) } else { Ok(goal) }
}

fn push<T>(parts: &mut Vec<T>, part: T) -> Result<(), Mistake> {
    if parts.len() == PARTS_MAX {
        return Err(Mistake::TooManyParts);
    }
    parts.push(part);
    Ok(())
}
