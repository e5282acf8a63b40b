//! The page without a network: kept by its service worker, and as one single file.

use crate::LANGUAGES;
use browser_tests::{Page, Setup, wait_for, wait_for_value};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The folder of the finished page.
fn dist() -> PathBuf {
    std::env::var_os("POSTAMT_DIST").map(PathBuf::from).expect("xtask names the page's folder")
}

/// A copy of the finished page that a test may change, and that goes with it.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("postamt-{name}-{}", std::process::id()));
        copy(&dist(), &folder).expect("the page can be copied");
        Self(folder)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // A folder that stays is told by nobody and harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        match path.is_dir() {
            true => copy(&path, &to.join(name))?,
            false => drop(std::fs::copy(&path, to.join(name))?),
        }
    }
    Ok(())
}

/// Waits until a service worker has all files and answers for the page.
fn wait_until_kept(page: &Page) {
    let ready = "return navigator.serviceWorker.controller?.state ?? 'none'";
    wait_for_value("the service worker", "activated", || {
        page.script(ready, &[]).as_str().unwrap_or_default().to_owned()
    });
}

fn stores(page: &Page) -> Vec<String> {
    let names = page.script("return caches.keys()", &[]);
    names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn log_in(page: &Page) {
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.ask("USER anna");
    page.ask("PASS geheim");
    page.wait_for_state("TRANSACTION");
}

#[test]
fn after_one_visit_everything_works_without_a_network() {
    let setup = Setup { reduced_motion: true, ..Setup::default() };
    let page = setup.open_kept(dist(), "lang=en&proto=pop3");
    log_in(&page);
    page.wait_until_saved();
    wait_until_kept(&page);
    page.unplug();
    page.reload();
    page.wait_for_state("TRANSACTION");
    page.ask("STAT");
    page.click_button("DE");
    wait_for_value("the other language", "de", || page.language());
    // A lesson that was never opened before.
    page.set_fragment("lesson=imap-uid");
    page.wait_for_text("Nummer oder UID?");
    page.wait_for_text("Vorn die Nummer");
    // By its address, as if typed anew.
    page.go("lang=en");
    page.wait_for_state("TRANSACTION");
}

#[test]
fn a_newer_version_is_offered_and_the_work_survives_it() {
    let site = Copy::new("newer");
    for (lang, offer, take) in [
        ("en", "There is a new version of this page.", "Change now"),
        ("de", "Es gibt eine neue Fassung dieser Seite.", "Jetzt wechseln"),
    ] {
        let setup = Setup { reduced_motion: true, ..Setup::default() };
        let page = setup.open_kept(site.0.clone(), &format!("lang={lang}&proto=pop3"));
        log_in(&page);
        wait_until_kept(&page);
        let before = stores(&page);
        assert_eq!(before.len(), 1);
        // A server whose page has changed by one octet.
        let file = site.0.join("sw.js");
        let worker = std::fs::read_to_string(&file).expect("the page has a service worker");
        std::fs::write(&file, format!("{worker}// {lang}\n").replace("VERSION = \"", "VERSION = \"1"))
            .expect("the copy can be changed");
        // Its twins would be given in its place.
        for ending in ["br", "gz"] {
            let _ = std::fs::remove_file(file.with_added_extension(ending));
        }
        page.reload();
        page.wait_for_text(offer);
        page.wait_for_state("TRANSACTION");
        page.ask("NOOP");
        page.wait_until_saved();
        page.script("window.isOld = true", &[]);
        page.click_button(take);
        wait_for("the page to load anew", || {
            page.script("return window.isOld ?? null", &[]).is_null().then_some(())
        });
        page.wait_for_sent("NOOP");
        page.wait_for_state("TRANSACTION");
        let after = stores(&page);
        assert_eq!(after.len(), 1, "the older version goes");
        assert_ne!(after, before);
        page.assert_clean();
    }
}

#[test]
fn the_single_file_opens_by_itself() {
    let page = Setup { reduced_motion: true, ..Setup::default() }.open_blank();
    let file = dist().join("postamt.html");
    for lang in LANGUAGES {
        page.open_file(&file, &format!("lang={lang}&proto=pop3"));
        assert_eq!(page.language(), lang);
        if lang == LANGUAGES[0] {
            log_in(&page);
            page.choose_protocol("IMAP4");
            page.wait_for_protocol("imap");
        }
        page.open_file(&file, &format!("lang={lang}&lesson=pop3-delete"));
        page.wait_for_text(if lang == "de" {
            "Löschen und zurücknehmen"
        } else {
            "Deleting and taking it back"
        });
    }
    page.assert_accessible();
    assert_eq!(page.console_errors(), [""; 0]);
    let own = format!("file://{}", file.display());
    let others: Vec<String> =
        page.requests().into_iter().filter(|address| !address.starts_with(&own)).collect();
    assert_eq!(others, [""; 0], "everything is inside");
    let policy = "return document.querySelector('meta[http-equiv]').content";
    let policy = page.script(policy, &[json!(null)]);
    assert!(!policy.as_str().unwrap_or_default().contains("unsafe-inline"), "{policy}");
}

/// The licences, saved by the link in the help that has this name.
fn licences(page: &Page, link: &str) -> String {
    page.blur();
    page.press("?");
    page.script(
        "window.saved = [];
         HTMLAnchorElement.prototype.click = function () { saved.push(this.download) };
         URL.createObjectURL = blob => { blob.text().then(text => saved.push(text)); return 'about:blank' }",
        &[],
    );
    page.click_button(link);
    let saved = wait_for("the licences", || {
        let saved = page.script("return window.saved", &[]);
        saved.as_array().filter(|saved| saved.len() == 2).cloned()
    });
    assert!(saved.contains(&json!("licences.txt")), "the file's name");
    let text = saved.iter().filter_map(|saved| saved.as_str()).find(|text| text.len() > 20);
    text.expect("the file's text").to_owned()
}

#[test]
fn the_licences_are_fetched_for_those_who_want_them_and_stand_inside_the_file() {
    let page = Setup { reduced_motion: true, ..Setup::default() }.open("lang=de");
    let asked = |file: &str| page.requests().iter().any(|address| address.ends_with(file));
    assert!(!asked("/licences.txt"), "the first load is without them");
    // Neither does it have the icon that home screens of iOS ask for: xtask/src/size.rs relies on it.
    assert!(!asked("/icons/postamt-180.png"));
    let text = licences(&page, "Lizenzen der Teile, aus denen die Seite besteht");
    assert!(asked("/licences.txt"));
    for part in ["\nwasm-bindgen 0.2.", "\nqrcodegen 1.", "Copyright (c) Project Nayuki", "Apache License"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    page.assert_clean();
    page.open_file(&dist().join("postamt.html"), "lang=en");
    assert_eq!(licences(&page, "Licences of the parts that this page is made of"), text);
}
