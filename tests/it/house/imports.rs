//! The imports between a crate's files, resolved as the compiler does.
//!
//! A file imports another one when its code names an item that the other one defines: in a `use`, or by a path. Names
//! are followed through re-exports to the file that defines the item, so `crate::engine::Lab` is an import of lab.rs
//! and not of the mod.rs that passes `Lab` on. Hence three things are no imports: to declare a module, to re-export
//! an item without using it, and to name a module without an item of it. Tests (`#[cfg(test)]`) are left out, because
//! nothing can import them; so is a method's definition in another file than its type's, because a call does not name
//! that file.

use super::sources::Source;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// Longest chain of re-exports that is followed.
const CHAIN_MAX: usize = 20;

/// Item keywords with the name behind them.
const ITEMS: &[&str] = &["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

/// One name of another file's item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Import {
    /// The file with the name.
    pub from: String,
    /// The file with the item.
    pub to: String,
    /// The name's line, from 1.
    pub line: usize,
    /// The path as written.
    pub path: String,
}

/// All imports between the files of the crate of this name, whose root lies in `folder`.
pub(super) fn imports(name: &str, folder: &str, sources: &[Source]) -> Vec<Import> {
    let mut modules = Modules { name: name.to_owned(), by_path: BTreeMap::new() };
    let has_library = sources.iter().any(|source| source.path == format!("{folder}/lib.rs"));
    let is_of_tests =
        |source: &&Source| source.path.ends_with("/tests.rs") || source.path.contains("/tests/");
    for source in sources.iter().filter(|source| !is_of_tests(source)) {
        let inner = source.path.strip_prefix(folder).and_then(|path| path.strip_prefix('/'));
        let inner = inner.and_then(|path| path.strip_suffix(".rs")).expect("a source below the root");
        let mut path: Vec<String> = inner.split('/').map(str::to_owned).collect();
        match path.last().map(String::as_str) {
            Some("mod" | "lib") => drop(path.pop()),
            Some("main") if !has_library => drop(path.pop()),
            _ => {}
        }
        let tokens: TokenStream = source.text.parse().expect("sources compile");
        modules.scan(tokens, &path, &source.path);
    }
    modules.imports()
}

/// The groups of files that import each other, directly or by way of others.
pub(super) fn circles(imports: &[Import]) -> Vec<BTreeSet<&str>> {
    let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in imports {
        direct.entry(&import.from).or_default().insert(&import.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        direct.keys().map(|file| (*file, reachable(&direct, file))).collect();
    let mut circles: Vec<BTreeSet<&str>> = Vec::new();
    for (file, own) in &reached {
        if own.contains(file) && !circles.iter().any(|circle| circle.contains(file)) {
            let back = |other: &&&str| reached.get(**other).is_some_and(|own| own.contains(file));
            circles.push(own.iter().filter(back).copied().collect());
        }
    }
    circles
}

/// All that `from` leads to in one step or more.
pub(super) fn reachable<'a>(direct: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = direct.get(from).into_iter().flatten().copied().collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(direct.get(next).into_iter().flatten());
        }
    }
    found
}

/// A module, inline ones included.
#[derive(Debug, Default)]
struct Module {
    file: String,
    defined: BTreeSet<String>,
    uses: BTreeMap<String, Use>,
    globs: Vec<Use>,
    /// Paths of two names or more in its code.
    paths: Vec<(Vec<String>, usize)>,
    /// All names in its code, apart from `use`.
    names: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Use {
    path: Vec<String>,
    line: usize,
    is_public: bool,
}

/// A crate's modules, by their paths from its root.
struct Modules {
    name: String,
    by_path: BTreeMap<Vec<String>, Module>,
}

impl Modules {
    fn scan(&mut self, tokens: TokenStream, module: &[String], file: &str) {
        let entry = self.by_path.entry(module.to_vec()).or_default();
        entry.file = file.to_owned();
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = self.item(&tokens, at, module, file);
        }
    }

    /// Reads what begins at `at`, and gives the position behind it.
    fn item(&mut self, tokens: &[TokenTree], at: usize, module: &[String], file: &str) -> usize {
        let own = self.by_path.entry(module.to_vec()).or_default();
        match &tokens[at] {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let bang = usize::from(is_punct(tokens.get(at + 1), '!'));
                match tokens.get(at + 1 + bang) {
                    Some(TokenTree::Group(group)) if is_for_tests(&group.stream().to_string()) => {
                        let ends = |token: &TokenTree| is_block(token) || is_punct(Some(token), ';');
                        let rest = &tokens[at + 2 + bang..];
                        at + 3 + bang + rest.iter().position(ends).unwrap_or(rest.len())
                    }
                    Some(TokenTree::Group(_)) => at + 2 + bang,
                    _ => at + 1,
                }
            }
            TokenTree::Group(group) => {
                self.scan(group.stream(), module, file);
                at + 1
            }
            TokenTree::Ident(ident) if *ident == "use" => {
                let end = tokens[at..].iter().position(|token| is_punct(Some(token), ';'));
                let end = end.map_or(tokens.len(), |length| at + length);
                let is_public = tokens[at.saturating_sub(2)..at].iter().any(|token| is_ident(token, "pub"));
                own.read_use(&tokens[at + 1..end], &[], is_public);
                end
            }
            TokenTree::Ident(ident) if *ident == "mod" => match (tokens.get(at + 1), tokens.get(at + 2)) {
                (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group))) => {
                    let inner = [module, &[name.to_string()]].concat();
                    self.scan(group.stream(), &inner, file);
                    at + 3
                }
                _ => at + 2,
            },
            TokenTree::Ident(ident) => {
                if let Some(TokenTree::Ident(name)) = tokens.get(at + 1)
                    && ITEMS.contains(&ident.to_string().as_str())
                {
                    own.defined.insert(name.to_string());
                    return at + 2;
                }
                let (path, end) = path(tokens, at);
                let is_field = is_punct(at.checked_sub(1).and_then(|before| tokens.get(before)), '.');
                if !is_field && !is_joined(tokens, at) {
                    own.names.insert(path[0].clone());
                    if path.len() > 1 {
                        own.paths.push((path, ident.span().start().line));
                    }
                }
                end
            }
            _ => at + 1,
        }
    }

    fn imports(&self) -> Vec<Import> {
        let mut imports = BTreeSet::new();
        for (place, module) in &self.by_path {
            let unused = |name: &str, of: &Use| of.is_public && !module.names.contains(name);
            let used = module.uses.iter().filter(|(name, of)| !unused(name, of));
            let used = used.map(|(_, of)| (&of.path, of.line));
            let named = module.paths.iter().map(|(path, line)| (path, *line));
            for (path, line) in used.chain(named) {
                let to = self.resolve(place, path, 0).map(|to| to.file.clone());
                imports.extend(to.map(|to| (module.file.clone(), to, line, path.join("::"))));
            }
            for glob in module.globs.iter().filter(|glob| !glob.is_public) {
                let to = self.target(place, &glob.path, 0).map(|to| self.by_path[&to].file.clone());
                let path = format!("{}::*", glob.path.join("::"));
                imports.extend(to.map(|to| (module.file.clone(), to, glob.line, path)));
            }
        }
        let imports = imports.into_iter().filter(|(from, to, ..)| from != to);
        imports.map(|(from, to, line, path)| Import { from, to, line, path }).collect()
    }

    /// The module that defines the item of this path, as seen from the module at `place`; none for another crate's
    /// items, and for modules.
    fn resolve(&self, place: &[String], path: &[String], chain: usize) -> Option<&Module> {
        let (mut place, mut rest) = (place.to_vec(), path);
        let mut is_first = true;
        while let Some((name, behind)) = rest.split_first() {
            let inner = [&place[..], std::slice::from_ref(name)].concat();
            match name.as_str() {
                _ if chain > CHAIN_MAX => return None,
                "crate" => place.clear(),
                name if is_first && name == self.name => place.clear(),
                "self" => {}
                "super" => drop(place.pop()),
                _ if self.by_path.contains_key(&inner) => place = inner,
                _ => {
                    let module = self.by_path.get(&place)?;
                    if let Some(of) = module.uses.get(name) {
                        let path = [&of.path[..], behind].concat();
                        return self.resolve(&place, &path, chain + 1);
                    }
                    if module.defined.contains(name) {
                        return Some(module);
                    }
                    let globs = module.globs.iter().filter_map(|glob| {
                        let inner = self.target(&place, &glob.path, chain + 1)?;
                        if inner == place { None } else { self.resolve(&inner, rest, chain + 1) }
                    });
                    return globs.into_iter().next().or((!is_first).then_some(module));
                }
            }
            (rest, is_first) = (behind, false);
        }
        None
    }

    /// The module of this path, if it is one.
    fn target(&self, place: &[String], path: &[String], chain: usize) -> Option<Vec<String>> {
        let mut place = place.to_vec();
        for (index, name) in path.iter().enumerate() {
            let inner = [&place[..], std::slice::from_ref(name)].concat();
            match name.as_str() {
                "crate" => place.clear(),
                name if index == 0 && name == self.name => place.clear(),
                "self" => {}
                "super" => drop(place.pop()),
                _ if self.by_path.contains_key(&inner) => place = inner,
                _ if chain > CHAIN_MAX => return None,
                _ => {
                    let of = self.by_path.get(&place)?.uses.get(name)?;
                    let path = [&of.path[..], &path[index + 1..]].concat();
                    return self.target(&place, &path, chain + 1);
                }
            }
        }
        Some(place)
    }
}

impl Module {
    /// Reads the tree behind `use`, whose beginning is `prefix`.
    fn read_use(&mut self, tokens: &[TokenTree], prefix: &[String], is_public: bool) {
        for tree in tokens.split(|token| is_punct(Some(token), ',')) {
            let mut path = prefix.to_vec();
            let mut alias = None;
            let Some(line) = tree.first().map(|token| token.span().start().line) else { continue };
            let mut rest = tree.iter();
            let mut is_whole = true;
            while let Some(token) = rest.next() {
                match token {
                    TokenTree::Ident(name) if *name == "as" => alias = rest.next().map(ToString::to_string),
                    TokenTree::Ident(name) if *name == "self" && !path.is_empty() => {}
                    TokenTree::Ident(name) => path.push(name.to_string()),
                    TokenTree::Group(group) => {
                        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                        self.read_use(&inner, &path, is_public);
                        is_whole = false;
                    }
                    TokenTree::Punct(punct) if punct.as_char() == '*' => {
                        self.globs.push(Use { path: path.clone(), line, is_public });
                        is_whole = false;
                    }
                    _ => {}
                }
            }
            if let Some(name) = alias.or(path.last().cloned()).filter(|_| is_whole) {
                self.uses.insert(name, Use { path, line, is_public });
            }
        }
    }
}

/// The path that begins at `at`, and the position behind it.
fn path(tokens: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut path = vec![tokens[at].to_string()];
    at += 1;
    while is_joined(tokens, at + 2)
        && let Some(TokenTree::Ident(name)) = tokens.get(at + 2)
    {
        path.push(name.to_string());
        at += 3;
    }
    (path, at)
}

/// Whether `::` stands before `at`.
fn is_joined(tokens: &[TokenTree], at: usize) -> bool {
    let Some([TokenTree::Punct(first), TokenTree::Punct(second)]) =
        at.checked_sub(2).and_then(|from| tokens.get(from..at))
    else {
        return false;
    };
    first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_ident(token: &TokenTree, wanted: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if *ident == wanted)
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_for_tests(attribute: &str) -> bool {
    attribute.starts_with("cfg") && attribute.contains("test") && !attribute.contains("not")
}

mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        let found: Vec<String> = imports("own", "src", &sources)
            .iter()
            .map(|import| format!("{}:{} {} {}", import.from, import.line, import.path, import.to))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn re_exports_lead_to_the_file_that_defines() {
        check(
            &[
                ("src/lib.rs", "mod a; mod b;"),
                ("src/a/mod.rs", "mod inner;\npub use inner::Thing;"),
                ("src/a/inner.rs", "pub struct Thing;"),
                ("src/b.rs", "use crate::a;\nfn f(it: a::Thing) {}"),
            ],
            &["src/b.rs:2 a::Thing src/a/inner.rs"],
        );
    }

    #[test]
    fn a_re_export_that_is_used_is_an_import() {
        check(
            &[
                ("src/lib.rs", "mod a;"),
                ("src/a/mod.rs", "mod inner;\npub use inner::Thing;\nfn f(it: Thing) {}\nconst C: u8 = 1;"),
                ("src/a/inner.rs", "pub struct Thing;\nfn f() { super::C; }"),
            ],
            &["src/a/inner.rs:2 super::C src/a/mod.rs", "src/a/mod.rs:2 inner::Thing src/a/inner.rs"],
        );
    }

    #[test]
    fn trees_inline_modules_and_macros_are_read_and_tests_are_not() {
        check(
            &[
                ("src/lib.rs", "mod a; mod b;"),
                ("src/a.rs", "pub fn one() {} pub fn two() {} pub const X: u8 = 0;"),
                (
                    "src/b.rs",
                    "use super::{a::{self, one as eins}, b as _};\nmod inner { use super::super::a::two; }\n\
                     fn f() { html! { <p>{ a::X } \"crate::a::one\"</p> } } // crate::a::one\n\
                     #[cfg(test)]\nmod tests { use crate::a::one; }",
                ),
            ],
            &[
                "src/b.rs:1 super::a::one src/a.rs",
                "src/b.rs:2 super::super::a::two src/a.rs",
                "src/b.rs:3 a::X src/a.rs",
            ],
        );
    }

    #[test]
    fn circles_are_found() {
        let import = |from: &str, to: &str| Import {
            from: from.to_owned(),
            to: to.to_owned(),
            line: 1,
            path: String::new(),
        };
        let imports = [import("a", "b"), import("b", "c"), import("c", "b"), import("c", "d")];
        assert_eq!(circles(&imports), [BTreeSet::from(["b", "c"])]);
    }
}
