use super::*;
use serde_json::json;

/// The folder of the workspace.
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of the workspace")
}

/// Works in a folder that goes when dropped.
struct Works(PathBuf);

impl Works {
    fn new(test: &str) -> Self {
        let folder = env::temp_dir().join(format!("postamt-licences-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        Self(folder)
    }

    /// A package with these files.
    fn package(&self, name: &str, licence: &str, files: &[(&str, &str)]) -> Value {
        let folder = self.0.join(name);
        for (file, text) in files {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
            fs::write(file, text).expect("a temporary file");
        }
        fs::create_dir_all(&folder).expect("a temporary folder");
        json!({ "id": name, "name": name, "version": "1.0.0", "license": licence, "source": "registry",
            "manifest_path": folder.join("Cargo.toml"), "targets": [{ "kind": ["lib"] }], "authors": [] })
    }
}

impl Drop for Works {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A use of a package, by the kind that Cargo tells.
fn uses(package: &str, kind: Value) -> Value {
    json!({ "pkg": package, "dep_kinds": [{ "kind": kind }] })
}

fn made(packages: Vec<Value>, nodes: Value) -> Result<String, String> {
    let mut all = vec![json!({ "id": "own", "name": "own", "version": "1.0.0", "license": "MIT",
        "source": null, "manifest_path": "/none/Cargo.toml", "targets": [{ "kind": ["bin"] }] })];
    all.extend(packages);
    let mut works = BTreeMap::new();
    collect(&json!({ "packages": all, "resolve": { "nodes": nodes } }), "own", &mut works)?;
    let mit = "MIT License\n\nCopyright (c) we\n\nPermission".to_owned();
    text(&works, &Standard { apache: "the Apache licence".to_owned(), mit })
}

#[test]
fn each_text_stands_once_and_names_its_works() {
    let folder = Works::new("once");
    let packages = vec![
        folder.package("b", "MIT", &[("LICENSE", "one\r\n\r\ntwo  \n\n")]),
        folder.package("a", "MIT", &[("licence.md", "\u{feff}one\n\ntwo\n"), ("src/notices.rs", "code")]),
        folder.package("deep", "ISC", &[("LICENSE", "isc"), ("third_party/c/COPYING", "other bits")]),
        folder.package("none", "MIT OR Apache-2.0", &[]),
    ];
    let deps = ["b", "a", "deep", "none"].map(|name| uses(name, Value::Null));
    let nodes = json!([{ "id": "own", "deps": deps }]);
    let text = made(packages, nodes).expect("all have licences");
    let (list, licences) = text.split_once(LINE).expect("a list, and licences");
    let at = |line: &str| list.find(line).unwrap_or_else(|| panic!("{line} in {list}"));
    assert!(at("\na 1.0.0 | MIT\n") < at("\nb 1.0.0 | MIT\n") && at("\nb ") < at("\ndeep 1.0.0 | ISC\n"));
    assert_eq!(licences.matches("one\n\ntwo\n").count(), 1, "{licences}");
    assert!(licences.contains("\na 1.0.0, b 1.0.0\n\none\n\ntwo\n"), "{licences}");
    assert!(licences.contains("\ndeep 1.0.0\n\nisc\n") && licences.contains("\ndeep 1.0.0\n\nother bits\n"));
    assert!(licences.contains("library, none 1.0.0\n\nthe Apache licence\n"), "{licences}");
    assert!(!text.contains("code") && !text.contains("\nown "), "{text}");
}

#[test]
fn of_several_licences_mit_is_enough_and_of_two_that_both_hold_none_is_left_out() {
    let folder = Works::new("choice");
    let files = [("LICENSE-APACHE", "apache"), ("LICENSE-MIT", "mit"), ("LICENSE-UNICODE", "unicode")];
    let packages = vec![
        folder.package("choice", "(MIT OR Apache-2.0) AND Unicode-3.0", &files),
        folder.package("both", "MIT AND Apache-2.0", &files[..2]),
    ];
    let nodes = json!([{ "id": "own", "deps": [uses("choice", Value::Null), uses("both", Value::Null)] }]);
    let text = made(packages, nodes).expect("all have licences");
    assert!(text.contains("\nboth 1.0.0\n\napache\n"), "{text}");
    assert!(text.contains("\nboth 1.0.0, choice 1.0.0\n\nmit\n"), "{text}");
    assert!(text.contains("\nchoice 1.0.0\n\nunicode\n"), "{text}");
}

#[test]
fn tools_of_the_build_are_not_inside() {
    let folder = Works::new("inside");
    let names = ["inside", "build", "test", "macro", "below"];
    let mut packages = names.map(|name| folder.package(name, "MIT", &[("LICENSE", name)])).to_vec();
    packages[3]["targets"] = json!([{ "kind": ["proc-macro"] }]);
    let deps = [
        uses("inside", Value::Null),
        uses("build", json!("build")),
        uses("test", json!("dev")),
        uses("macro", Value::Null),
    ];
    let nodes =
        json!([{ "id": "own", "deps": deps }, { "id": "macro", "deps": [uses("below", Value::Null)] }]);
    let text = made(packages, nodes).expect("all have licences");
    let there = names.map(|name| text.contains(&format!("\n{name} 1.0.0 |")));
    assert_eq!(there, [true, false, false, true, false], "{text}");
}

#[test]
fn a_work_without_a_file_has_its_authors_in_the_licence_or_is_refused() {
    let folder = Works::new("refused");
    let made_of = |licence: &str, authors: Value| {
        let mut package = folder.package("bare", licence, &[]);
        package["authors"] = authors;
        made(vec![package], json!([{ "id": "own", "deps": [uses("bare", Value::Null)] }]))
    };
    let text = made_of("MIT", json!(["Nayuki"])).expect("MIT needs the owner alone");
    assert!(text.contains("\nbare 1.0.0\n\nMIT License\n\nCopyright (c) Nayuki\n\nPermission\n"), "{text}");
    for (licence, authors) in [("ISC", json!(["Nayuki"])), ("MIT", json!([]))] {
        let problem = made_of(licence, authors).expect_err("nothing says whose it is, or how it reads");
        assert!(problem.contains("bare 1.0.0 comes without the text of its licence"), "{problem}");
    }
}

#[test]
fn every_dependency_of_the_page_has_its_licence_and_one_that_may_be_handed_on() {
    let text = licences(workspace(), &[PAGE]).expect("Cargo tells, and all have licences");
    // Parts of the program as Cargo itself calls them: another way to the same list.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let options = "tree --locked --package postamt --features ui --target wasm32-unknown-unknown \
                   --edges normal,no-proc-macro --prefix none --no-dedupe --format {p}|{l}";
    let output = Command::new(cargo).args(options.split_whitespace()).current_dir(workspace()).output();
    let tree = String::from_utf8(output.expect("cargo runs").stdout).expect("names are text");
    let parts: BTreeSet<&str> = tree.lines().filter(|line| !line.contains(" (")).collect();
    assert!(parts.len() > 20, "Cargo's list is {tree}");
    for part in parts {
        let (package, licence) = part.split_once('|').expect("a package and its licence");
        let known = ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "Unicode-3.0", "Zlib"];
        assert!(known.iter().any(|known| licence.contains(known)), "{package} is under {licence}");
        let line = format!("\n{} | {licence}", package.replacen(" v", " ", 1));
        assert!(text.contains(&line), "{package} is not in the list");
    }
    assert!(text.contains("Permission is hereby granted") && text.contains("Apache License"));
    assert_eq!(licences(workspace(), &[PAGE]).as_ref(), Ok(&text), "the same works, the same text");
}
