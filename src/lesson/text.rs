//! Texts for people, in each language of a lesson.

/// A text in several languages, each with the same number of paragraphs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Each paragraph with its language's tag, in the file's order.
    paragraphs: Vec<(String, String)>,
}

/// A piece of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its characters.
    pub text: &'a str,
    /// Whether it stood between backquotes: protocol text.
    pub is_protocol: bool,
}

impl Text {
    /// Adds a paragraph in the language of a tag.
    pub(super) fn push(&mut self, tag: &str, paragraph: &str) {
        self.paragraphs.push((tag.to_owned(), paragraph.to_owned()));
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// The paragraphs in the language of this tag; in the file's first language where it lacks that one.
    pub fn paragraphs<'a>(&'a self, tag: &str) -> impl Iterator<Item = &'a str> {
        let tags = || self.paragraphs.iter().map(|(own, _)| &**own);
        let known = tags().find(|own| *own == tag).or_else(|| tags().next());
        let own = self.paragraphs.iter().filter(move |(own, _)| Some(&**own) == known);
        own.map(|(_, paragraph)| &**paragraph)
    }

    /// The tags of its languages, in the file's order.
    pub fn languages(&self) -> Vec<String> {
        let mut languages = Vec::new();
        for (tag, _) in &self.paragraphs {
            if !languages.contains(tag) {
                languages.push(tag.clone());
            }
        }
        languages
    }

    /// Whether it has these languages and no other, and as many paragraphs in each.
    pub(super) fn has_just(&self, languages: &[String]) -> bool {
        let count = |tag: &String| self.paragraphs.iter().filter(|(own, _)| own == tag).count();
        let each = self.paragraphs.len() / languages.len().max(1);
        languages.iter().all(|tag| count(tag) == each) && each * languages.len() == self.paragraphs.len()
    }
}

/// The pieces of a paragraph: plain text, and protocol text that stands between backquotes.
pub fn pieces(paragraph: &str) -> impl Iterator<Item = Piece<'_>> {
    let pieces = paragraph.split('`').enumerate();
    pieces.map(|(index, text)| Piece { text, is_protocol: index % 2 == 1 }).filter(|it| !it.text.is_empty())
}
