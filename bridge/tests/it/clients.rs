//! Mail programs that nobody here wrote, each doing a whole job whose result is looked at.

use crate::bridge::{Bridge, Talk, finish, program, succeed};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A bridge at all four ports, with TLS's certificate in its folder.
pub(crate) fn bridge(more: &[&str]) -> (Bridge, PathBuf) {
    let options = ["--pop3", "0", "--pop3s", "0", "--imap", "0", "--imaps", "0", "--any-user", "offen"];
    let certificate = crate::bridge::folder().join("certificate.pem");
    let file = certificate.display().to_string();
    let bridge = Bridge::start(&[&options[..], &["--certificate", &file], more].concat());
    (bridge, certificate)
}

/// A script of this folder's neighbour.
pub(crate) fn python(script: &str) -> Command {
    self::script("python3", script)
}

/// The same in any language.
pub(crate) fn script(language: &str, script: &str) -> Command {
    let mut command = program(language);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script));
    command
}

/// Runs curl for a URL; gives what it got.
pub(crate) fn curl(certificate: &Path, user: &str, more: &[&str], url: &str) -> String {
    let mut curl = program("curl");
    curl.args(["--silent", "--show-error", "--max-time", "20", "--user", user]);
    succeed(curl.arg("--cacert").arg(certificate).args(more).arg(url))
}

/// Writes a file that only its owner may read: programs insist on that where passwords stand.
pub(crate) fn private(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, text).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("its owner may");
    file
}

/// The sizes in octets of anna's messages in the school scenario's INBOX.
const SIZES: [u64; 7] = [969, 355, 790, 1140, 898, 888, 1050];

/// Identifies a message that both anna and ben have.
const EXCURSION: &str = "20031013163045.5@schule.example";

/// All regular files of a maildir's `new` and `cur`.
fn maildir(folder: &Path) -> Vec<Vec<u8>> {
    let folders = ["new", "cur"].map(|name| fs::read_dir(folder.join(name)).expect("a maildir"));
    let files = folders.into_iter().flatten().map(|entry| entry.expect("an entry").path());
    let mut messages: Vec<_> = files.map(|file| fs::read(file).expect("a message")).collect();
    messages.sort();
    messages
}

/// The one file of a maildir that contains some text.
fn message_file(folder: &Path, text: &str) -> PathBuf {
    let folders = ["new", "cur"].map(|name| fs::read_dir(folder.join(name)).expect("a maildir"));
    let files = folders.into_iter().flatten().map(|entry| entry.expect("an entry").path());
    let has = |file: &PathBuf| String::from_utf8_lossy(&fs::read(file).expect("a message")).contains(text);
    let found: Vec<_> = files.filter(has).collect();
    let [file] = &found[..] else { panic!("{text} is in {found:?}") };
    file.clone()
}

/// STAT's numbers of somebody's maildrop: messages and octets.
fn stat(bridge: &Bridge, name: &str, password: &str) -> String {
    let mut talk = bridge.maildrop(name, password);
    let stat = talk.ask("STAT");
    talk.ask("QUIT");
    stat
}

#[test]
fn poplib_in_clear_and_in_tls() {
    for tls in [false, true] {
        let (bridge, certificate) = bridge(&[]);
        let mut python = python("pop3_job.py");
        match tls {
            false => python.arg(bridge.port("POP3")),
            true => python.arg(bridge.port("POP3S")).arg(&certificate),
        };
        assert_eq!(succeed(&mut python), "done\n");
        let complaints = bridge.stop_with_complaints(1);
        assert!(complaints.contains("hung up without QUIT"), "{complaints}");
    }
}

#[test]
fn imaplib_in_clear_and_in_tls() {
    let (bridge, certificate) = bridge(&[]);
    assert_eq!(succeed(python("imap_job.py").arg(bridge.port("IMAP"))), "done\n");
    assert_eq!(succeed(python("imap_job.py").arg(bridge.port("IMAPS")).arg(&certificate)), "done\n");
    bridge.stop_content();
}

#[test]
fn imapflow_in_clear_and_in_tls() {
    let modules = std::env::var_os("POSTAMT_IMAPFLOW")
        .expect("imapflow is missing: `cargo xtask test bridge` installs it and runs these tests");
    let (bridge, certificate) = bridge(&[]);
    let job = || {
        let mut node = script("node", "imapflow_job.js");
        node.env("NODE_PATH", &modules);
        node
    };
    assert_eq!(succeed(job().args([bridge.port("IMAP"), "tom"])), "done\n");
    assert_eq!(succeed(job().args([bridge.port("IMAPS"), "tim"]).arg(&certificate)), "done\n");
    bridge.stop_content();
}

#[test]
fn curl_reads_and_deletes_by_pop3() {
    let (bridge, certificate) = bridge(&[]);
    let curl = |url: &str, more: &[&str]| curl(&certificate, "anna:geheim", more, url);
    let plain = format!("pop3://127.0.0.1:{}", bridge.port("POP3"));
    let secure = format!("pop3s://localhost:{}", bridge.port("POP3S"));
    for place in [&plain, &secure] {
        let list = curl(&format!("{place}/"), &[]);
        let sizes: Vec<u64> = list
            .lines()
            .map(|line| line.split(' ').nth(1).and_then(|size| size.parse().ok()).expect("a size"))
            .collect();
        assert_eq!(sizes, SIZES);
    }
    let letter = curl(&format!("{secure}/2"), &[]);
    assert_eq!(letter.len() as u64, SIZES[1], "{letter}");
    curl(&format!("{plain}/2"), &["--request", "DELE", "--list-only"]);
    assert_eq!(curl(&format!("{plain}/"), &[]).lines().count(), 6);
    bridge.stop_content();
}

#[test]
fn curl_writes_searches_and_marks_by_imap() {
    let (bridge, certificate) = bridge(&[]);
    let curl = |url: &str, more: &[&str]| curl(&certificate, "carla:offen", more, url);
    let letter = "Subject: von curl\r\nFrom: c@x.example\r\n\r\nHallo.\r\n".repeat(3_000);
    let file = bridge.folder.join("letter.eml");
    fs::write(&file, &letter).expect("a file");
    let plain = format!("imap://127.0.0.1:{}", bridge.port("IMAP"));
    let secure = format!("imaps://localhost:{}", bridge.port("IMAPS"));
    for place in [&plain, &secure] {
        curl(&format!("{place}/INBOX"), &["--upload-file", &file.display().to_string()]);
    }
    assert_eq!(curl(&format!("{plain}/INBOX;UID=2"), &[]), letter);
    assert_eq!(curl(&format!("{secure}/INBOX;MAILINDEX=1;SECTION=TEXT"), &[]).len(), letter.len() - 40);
    curl(&format!("{plain}/INBOX"), &["--request", "STORE 1 +FLAGS (\\Answered)"]);
    let found = curl(&format!("{secure}/INBOX?SUBJECT%20curl%20ANSWERED"), &[]);
    assert_eq!(found, "* SEARCH 1\r\n");
    curl(&format!("{plain}/"), &["--request", "CREATE Neu"]);
    assert_eq!(
        curl(&format!("{secure}/"), &[]),
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasNoChildren) \"/\" Neu\r\n"
    );
    bridge.stop_content();
}

#[test]
fn curl_logs_in_by_every_mechanism_that_it_knows() {
    let (bridge, certificate) = bridge(&[]);
    for (scheme, service, place) in [
        ("imap", "IMAP", "INBOX;MAILINDEX=2"),
        ("imaps", "IMAPS", "INBOX;MAILINDEX=2"),
        ("pop3", "POP3", "2"),
        ("pop3s", "POP3S", "2"),
    ] {
        for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5"] {
            let mechanism = format!("AUTH={mechanism}");
            let url = format!("{scheme}://localhost:{}/{place}", bridge.port(service));
            let more = ["--ssl-reqd", "--login-options", &mechanism];
            let letter = curl(&certificate, "anna:geheim", &more, &url);
            assert_eq!(letter.len() as u64, SIZES[1], "{letter}");
        }
    }
    bridge.stop_content();
}

#[test]
fn fetchmail_fetches_and_deletes() {
    fetchmail(["POP3", "IMAPS"], false);
    fetchmail(["POP3S", "IMAP"], false);
    fetchmail(["POP3", "IMAP"], true); // behind STLS and STARTTLS
}

fn fetchmail(services: [&str; 2], encrypted: bool) {
    let (bridge, certificate) = bridge(&[]);
    // Without a mail server of its own: each message goes to a program, here one that adds it to a file.
    let inbox = bridge.folder.join("inbox");
    let fetch = |protocol: &str, port: &str, name: &str, password: &str, tls: &str| {
        let mda = format!("{{ cat; echo --end--; }} >> {}", inbox.display());
        let text = format!(
            "poll localhost protocol {protocol} port {port} auth password\n\
             user {name} password {password} {tls} no keep fetchall no rewrite mda \"{mda}\"\n"
        );
        let file = private(&bridge.folder, "fetchmailrc", &text);
        let mut fetchmail = program("fetchmail");
        fetchmail.env("FETCHMAILHOME", &bridge.folder).env("HOME", &bridge.folder);
        finish(fetchmail.args(["--nosyslog", "--nodetach", "--fetchmailrc"]).arg(file))
    };
    // Without `ssl`, it asks for TLS by STLS or STARTTLS, and insists on it.
    let starttls = format!("sslcertck sslcertfile \"{}\" sslproto 'auto'", certificate.display());
    let trust = format!("ssl {starttls}");
    let tls = |service: &str| match (service, encrypted) {
        ("POP3S" | "IMAPS", _) => &trust,
        (_, true) => &starttls,
        (_, false) => "sslproto ''",
    };
    for (protocol, service, name, count) in
        [("pop3", services[0], "anna", 7), ("imap", services[1], "ben", 5)]
    {
        let tls = tls(service);
        let _ = fs::remove_file(&inbox);
        let (code, output) = fetch(protocol, bridge.port(service), name, "geheim", tls);
        assert_eq!(code, Some(0), "{output}");
        let octets = fs::read(&inbox).expect("mail");
        let text = String::from_utf8_lossy(&octets);
        assert_eq!(text.matches("--end--").count(), count, "{output}");
        let (code, output) = fetch(protocol, bridge.port(service), name, "geheim", tls);
        assert_eq!(code, Some(1), "nothing is left: {output}");
        assert_eq!(stat(&bridge, name, "geheim"), "+OK 0 0");
    }
    bridge.stop_content();
}

#[test]
fn getmail_fetches_and_deletes() {
    getmail(("POP3", "SimplePOP3Retriever"), ("IMAPS", "SimpleIMAPSSLRetriever"));
    getmail(("POP3S", "SimplePOP3SSLRetriever"), ("IMAP", "SimpleIMAPRetriever"));
}

fn getmail(pop3: (&str, &str), imap: (&str, &str)) {
    let (bridge, certificate) = bridge(&[]);
    for ((service, kind), name, count) in [(pop3, "anna", 7), (imap, "ben", 5)] {
        // It does not write a maildir for root, but gives mail to any program.
        let inbox = bridge.folder.join(service);
        let mda = format!("cat >> {inbox}; echo --end-- >> {inbox}", inbox = inbox.display());
        let trust = format!("ca_certs = {}", certificate.display());
        let text = format!(
            "[retriever]\ntype = {kind}\nserver = localhost\nport = {}\nusername = {name}\n\
             password = geheim\n{}\n[destination]\ntype = MDA_external\npath = /bin/sh\n\
             arguments = (\"-c\", \"{mda}\")\nallow_root_commands = true\n\
             [options]\ndelete = true\nread_all = true\nreceived = false\ndelivered_to = false\n",
            bridge.port(service),
            if service.ends_with('S') { &trust } else { "" },
        );
        let file = private(&bridge.folder, "getmailrc", &text);
        for _ in 0..2 {
            let mut getmail = program("getmail");
            let output = succeed(getmail.arg("--getmaildir").arg(&bridge.folder).arg("--rcfile").arg(&file));
            let octets = fs::read(&inbox).expect("mail");
            let text = String::from_utf8_lossy(&octets);
            assert_eq!(text.matches("--end--").count(), count, "all at first, none again: {output}");
        }
        assert_eq!(stat(&bridge, name, "geheim"), "+OK 0 0");
    }
    bridge.stop_content();
}

/// New messages go from there to here alone: mbsync 1.4.4 cannot find again what it has added itself on a
/// server without UIDPLUS.
#[test]
fn mbsync_keeps_two_sides_alike() {
    mbsync(&[("IMAP", "None", "anna"), ("IMAPS", "IMAPS", "ben")]);
    mbsync(&[("IMAP", "STARTTLS", "ben")]);
}

fn mbsync(accounts: &[(&str, &str, &str)]) {
    let (bridge, certificate) = bridge(&[]);
    for &(service, security, name) in accounts {
        let local = bridge.folder.join(name);
        fs::create_dir_all(&local).expect("a folder");
        let security = match security {
            "None" => "SSLType None".to_owned(),
            tls => format!("SSLType {tls}\nCertificateFile {}", certificate.display()),
        };
        let text = format!(
            "IMAPAccount there\nHost localhost\nPort {}\nUser {name}\nPass geheim\nAuthMechs LOGIN\n{security}\n\n\
             IMAPStore far\nAccount there\n\nMaildirStore near\nPath {local}/\nInbox {local}/INBOX\n\
             SubFolders Verbatim\n\nChannel all\nFar :far:\nNear :near:\nPatterns *\nCreate Both\nExpunge Both\n\
             SyncState *\n",
            bridge.port(service),
            local = local.display(),
        );
        let file = private(&bridge.folder, "mbsyncrc", &text);
        let sync = || succeed(program("mbsync").arg("--config").arg(&file).arg("--all"));
        sync();
        let inbox = local.join("INBOX");
        // anna's scenario has one message that is marked as deleted already: Expunge takes it on both sides.
        let at_first = if name == "ben" { 5 } else { 6 };
        assert_eq!(maildir(&inbox).len(), at_first);

        // Changes on the far side: a flag, a new message, a new mailbox. And on the near side: a flag.
        let mut talk = bridge.talk("IMAP");
        talk.command(&format!("a LOGIN {name} geheim"));
        talk.command("b SELECT INBOX");
        talk.command("c STORE 2 +FLAGS (\\Draft)");
        talk.append("INBOX", "Subject: fern\r\n\r\nfern\r\n");
        talk.command("d CREATE Fern");
        let excursion = message_file(&inbox, EXCURSION);
        let name = excursion.file_name().expect("a name").to_string_lossy().into_owned();
        let name = name.split(":2,").next().expect("what tells it apart");
        let flagged = inbox.join(format!("cur/{name}:2,FR"));
        fs::rename(&excursion, flagged).expect("flags are part of the name");
        sync();
        assert_eq!(maildir(&inbox).len(), at_first + 1);
        assert!(message_file(&inbox, "Subject: fern").is_file());
        assert!(local.join("Fern/cur").is_dir(), "the mailbox has come over");
        let found = talk.command(&format!("e SEARCH FLAGGED ANSWERED TEXT \"{EXCURSION}\""));
        assert!(found.starts_with("* SEARCH ") && found.contains("e OK"), "{found}");
        let drafts =
            fs::read_dir(inbox.join("cur")).expect("a folder").map(|entry| entry.expect("one").path());
        let flags = |file: &PathBuf| file.to_string_lossy().rsplit(":2,").next().map(str::to_owned);
        let drafts = drafts.filter(|file| flags(file).is_some_and(|flags| flags.contains('D')));
        assert_eq!(drafts.count(), 1, "the flag has come over");

        // Deleted here, deleted there.
        fs::remove_file(message_file(&inbox, EXCURSION)).expect("gone");
        talk.command("f STORE 1 +FLAGS.SILENT (\\Deleted)");
        talk.command("g EXPUNGE");
        sync();
        assert_eq!(maildir(&inbox).len(), at_first - 1);
        let status = talk.command("h STATUS INBOX (MESSAGES)");
        assert!(status.contains(&format!("MESSAGES {})", at_first - 1)), "{status}");
        let before = maildir(&inbox);
        sync();
        assert_eq!(maildir(&inbox), before, "nothing is left to do");
        talk.command("i LOGOUT");
    }
    bridge.stop_content();
}

#[test]
fn neomutt_reads_marks_and_files_in_batch() {
    let (bridge, certificate) = bridge(&["--user", "toni:geheim"]);
    let mut talk = bridge.talk("IMAP");
    talk.command("a LOGIN toni geheim");
    talk.append("INBOX", &format!("Message-ID: <{EXCURSION}>\r\nSubject: Ausflug\r\n\r\nDa.\r\n"));
    talk.command("b LOGOUT");
    for (scheme, service, name, starttls) in
        [("imap", "IMAP", "anna", "no"), ("imaps", "IMAPS", "ben", "no"), ("imap", "IMAP", "toni", "yes")]
    {
        let saved = bridge.folder.join(format!("{name}.mbox"));
        let url = format!("{scheme}://{name}@localhost:{}/", bridge.port(service));
        let settings = format!(
            "set imap_pass = \"geheim\"\nset folder = \"{url}\"\nset spoolfile = \"+INBOX\"\n\
             set certificate_file = \"{}\"\nset ssl_starttls = {starttls}\nset ssl_force_tls = {starttls}\n\
             set header_cache = \"\"\nset record = \"\"\nset sleep_time = 0\n\
             set confirmappend = no\nset confirmcreate = no\nset delete = yes\nset mark_old = no\n\
             set mbox_type = mbox\nset wait_key = no\n",
            certificate.display()
        );
        let file = private(&bridge.folder, "neomuttrc", &settings);
        // The excursion's letter: flag it, keep a copy in a file and one in another mailbox, delete it.
        let keys = format!(
            "push \"<limit>~i{EXCURSION}<enter><flag-message><copy-message>{}<enter><copy-message>+Ausflug<enter>\
             <delete-message><sync-mailbox><quit>\"",
            saved.display()
        );
        let mut terminal = python("terminal.py");
        terminal.arg("neomutt").args(["-n", "-F"]).arg(file).args(["-e", &keys]);
        succeed(terminal.env("HOME", &bridge.folder).env("TERM", "xterm"));
        let copy = fs::read_to_string(&saved).expect("a copy in a file");
        assert!(copy.contains(EXCURSION), "{copy}");
        let mut talk = bridge.talk("IMAP");
        talk.command(&format!("a LOGIN {name} geheim"));
        talk.command("b EXAMINE Ausflug");
        let found = talk.command(&format!("c SEARCH FLAGGED TEXT \"{EXCURSION}\""));
        assert!(found.starts_with("* SEARCH 1\n"), "{found}");
        talk.command("d EXAMINE INBOX");
        let found = talk.command(&format!("e SEARCH TEXT \"{EXCURSION}\""));
        assert!(found.starts_with("* SEARCH\n"), "{found}");
        talk.command("f LOGOUT");
    }
    let (_, _, complaints) = bridge.stop();
    // It ends without LOGOUT, and that is all there is to complain of.
    assert!(complaints.lines().all(|line| line.ends_with("hung up without LOGOUT.")), "{complaints}");
}

#[test]
fn who_idles_is_told_at_once() {
    let (bridge, _) = bridge(&[]);
    let mut waits = bridge.talk("IMAP");
    waits.command("a LOGIN tom offen");
    waits.command("b SELECT INBOX");
    assert!(waits.ask("c IDLE").starts_with('+'));
    let mut writes = bridge.talk("IMAP");
    writes.command("a LOGIN tom offen");
    writes.append("INBOX", "Subject: eins\r\n\r\neins\r\n");
    // It has sent nothing since IDLE, and reads what comes by itself.
    assert_eq!(waits.line(), "* 1 EXISTS");
    writes.command("b SELECT INBOX");
    // There may be a line on \Recent in between.
    let next = |waits: &mut Talk, end: &str| {
        let mut lines = std::iter::repeat_with(|| waits.line()).take_while(|line| !line.is_empty());
        lines.find(|line| line.ends_with(end)).expect("the connection goes on")
    };
    writes.command("c STORE 1 +FLAGS (\\Flagged \\Deleted)");
    let flags = next(&mut waits, "))");
    assert!(flags.starts_with("* 1 FETCH ") && flags.contains("\\Flagged"), "{flags}");
    writes.command("d EXPUNGE");
    assert_eq!(next(&mut waits, "EXPUNGE"), "* 1 EXPUNGE");
    writes.command("e LOGOUT");
    waits.send("DONE\r\n");
    assert_eq!(next(&mut waits, "terminated"), "c OK IDLE terminated");
    waits.command("d LOGOUT");
    bridge.stop_content();
}
