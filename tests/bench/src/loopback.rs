//! Both servers over loopback, in turn (A B, B A, ...), so that what else the machine does hits both.

use crate::client::{Client, Result};
use crate::servers::Server;
use crate::{Effort, median};
use dovecot_tests::dovecot::PASSWORD;
use std::time::Instant;

/// One figure.
#[derive(Debug)]
pub struct Figure {
    /// Its name, unit included.
    pub name: &'static str,
    /// Whether a larger number is the better one.
    pub more_is_better: bool,
    /// The medians: of the bridge, and of Dovecot.
    pub medians: [f64; 2],
}

impl Figure {
    /// How many times better the bridge is than Dovecot.
    pub fn ahead(&self) -> f64 {
        let [ours, theirs] = self.medians;
        if self.more_is_better { ours / theirs } else { theirs / ours }
    }
}

type Measure = fn(&Server, &Effort) -> Result<f64>;

const MEASURES: [(&str, bool, Measure); 21] = [
    ("imap_noop_per_s", true, imap_noop),
    ("imap_noop_pipelined_per_s", true, imap_noop_pipelined),
    ("imap_noop_16_clients_per_s", true, imap_noop_16_clients),
    ("pop3_noop_per_s", true, pop3_noop),
    ("pop3_noop_pipelined_per_s", true, pop3_noop_pipelined),
    ("imap_fetch_flags_of_1000_messages_per_s", true, |server, effort| {
        flags(server, "k1", 1_000, 40, effort)
    }),
    ("imap_fetch_flags_of_10000_messages_per_s", true, |server, effort| {
        flags(server, "k10", 10_000, 8, effort)
    }),
    ("imap_fetch_body_all_mb_per_s", true, body_all),
    ("imap_fetch_body_each_mb_per_s", true, body_each),
    ("pop3_retr_mb_per_s", true, retr),
    ("imap_search_text_mb_per_s", true, search_text),
    ("imap_search_few_flags_of_10000_messages_per_s", true, |server, effort| {
        search_flags(server, "FLAGGED UNSEEN", effort)
    }),
    ("imap_search_many_flags_of_10000_messages_per_s", true, |server, effort| {
        search_flags(server, "SEEN UNDELETED", effort)
    }),
    ("imap_store_per_s", true, store),
    ("imap_store_pipelined_per_s", true, store_pipelined),
    ("imap_store_all_of_1000_messages_per_s", true, store_all),
    ("imap_append_per_s", true, append),
    ("imap_append_pipelined_per_s", true, append_pipelined),
    ("imap_connections_per_s", true, imap_connections),
    ("pop3_connections_per_s", true, pop3_connections),
    ("imap_idle_connection_kib", false, idle_memory),
];

/// Messages of the mailbox with contents, and octets of each.
const CONTENTS: usize = 1_000;
const CONTENT: usize = 16 * 1024;
/// Commands that are sent before their replies are read.
const PIPELINE: usize = 100;

/// Connections that are open at once while the memory of each is measured.
pub fn idle_connections(effort: &Effort) -> usize {
    (2_000 / effort.less).max(10)
}

/// Whether any figure of these is to be taken.
pub fn is_wanted(effort: &Effort) -> bool {
    MEASURES.iter().any(|(name, ..)| effort.wants(name))
}

/// Takes all figures, telling each before it begins.
///
/// # Errors
/// A server does not do what it should.
pub fn measure(servers: &[Server; 2], effort: &Effort, tell: impl Fn(&str)) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    tell("mailboxes");
    for server in servers {
        prepare(server, effort).map_err(|why| format!("{}: {why}", server.name))?;
    }
    for (name, more_is_better, measure) in MEASURES.into_iter().filter(|(name, ..)| effort.wants(name)) {
        tell(name);
        let mut taken = [Vec::new(), Vec::new()];
        // Counting memory needs no repetition, and what was allocated once would hide what comes.
        let rounds = if more_is_better { effort.rounds } else { 1 };
        for round in 0..rounds {
            for turn in 0..2 {
                let which = (round + turn) % 2;
                let number = measure(&servers[which], effort);
                taken[which].push(number.map_err(|why| format!("{name}, {}: {why}", servers[which].name))?);
            }
        }
        figures.push(Figure { name, more_is_better, medians: taken.map(median) });
    }
    Ok(figures)
}

/// A message of about so many octets: header, and lines of text of which no two are the same.
pub fn message(number: usize, octets: usize) -> Vec<u8> {
    let mut text = format!(
        "From: Ben <ben@example.org>\r\nTo: Anna <anna@example.org>\r\nSubject: Message {number}\r\n\
         Date: Mon, 6 Jul 2026 08:00:00 +0200\r\nMessage-ID: <{number}@example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
    );
    let mut line = 0;
    while text.len() < octets {
        text += &format!("Line {line} of message {number}: the quick brown fox jumps over the lazy dog.\r\n");
        line += 1;
    }
    text.into_bytes()
}

fn prepare(server: &Server, effort: &Effort) -> Result {
    for (user, count, octets) in
        [("k1", 1_000, 1_000), ("k10", 10_000, 1_000), ("contents", CONTENTS, CONTENT), ("few", 100, 1_000)]
    {
        let mut client = server.imap(user)?;
        let messages: Vec<_> = (0..some(count, effort)).map(|number| message(number, octets)).collect();
        append_all(&mut client, &messages, 20)?;
        // So that no later round marks them as seen for the first time.
        client.imap("FETCH 1:* BODY[]")?;
        client.leave()?;
    }
    Ok(())
}

fn some(count: usize, effort: &Effort) -> usize {
    (count / effort.less).max(10)
}

fn append_all(client: &mut Client, messages: &[Vec<u8>], at_once: usize) -> Result {
    for messages in messages.chunks(at_once) {
        let mut octets = Vec::new();
        for message in messages {
            let mut command = format!("APPEND INBOX {{{}+}}\r\n", message.len()).into_bytes();
            command.extend_from_slice(message);
            client.put(&mut octets, &command);
        }
        client.send(&octets)?;
        for _ in messages {
            client.finish()?;
        }
    }
    Ok(())
}

/// How often per second something happens that happens `count` times in `work`.
fn rate(count: usize, work: impl FnOnce() -> Result) -> Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Megabytes (10^6 octets) of contents per second.
fn throughput(client: &mut Client, work: impl FnOnce(&mut Client) -> Result) -> Result<f64> {
    client.take_content();
    let start = Instant::now();
    work(client)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(client.take_content() as f64 / seconds / 1e6)
}

fn pipelined(client: &mut Client, count: usize, command: impl Fn(usize) -> String) -> Result<f64> {
    rate(count, || {
        for first in (0..count).step_by(PIPELINE) {
            let numbers = first..(first + PIPELINE).min(count);
            let mut octets = Vec::new();
            numbers.clone().for_each(|number| client.put(&mut octets, command(number).as_bytes()));
            client.send(&octets)?;
            for _ in numbers {
                client.finish()?;
            }
        }
        Ok(())
    })
}

fn imap_noop(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("few")?;
    let count = some(5_000, effort);
    rate(count, || (0..count).try_for_each(|_| client.imap("NOOP")))
}

fn imap_noop_pipelined(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("few")?;
    pipelined(&mut client, some(40_000, effort), |_| "NOOP".to_owned())
}

fn imap_noop_16_clients(server: &Server, effort: &Effort) -> Result<f64> {
    let mut clients = (0..16).map(|_| server.imap("few")).collect::<Result<Vec<_>>>()?;
    let count = some(1_000, effort);
    rate(count * clients.len(), || {
        std::thread::scope(|scope| {
            let threads: Vec<_> = clients
                .iter_mut()
                .map(|client| scope.spawn(move || (0..count).try_for_each(|_| client.imap("NOOP"))))
                .collect();
            threads
                .into_iter()
                .try_for_each(|thread| thread.join().map_err(|_| "a client fell".to_owned())?)
        })
    })
}

fn pop3_noop(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.pop3("few")?;
    let count = some(5_000, effort);
    rate(count, || (0..count).try_for_each(|_| client.pop3("NOOP")))
}

/// Commands of POP3 that are sent before their replies are read.
const POP3_PIPELINE: usize = 64;

fn pop3_noop_pipelined(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.pop3("few")?;
    let octets = b"NOOP\r\n".repeat(POP3_PIPELINE);
    let times = some(100_000, effort) / POP3_PIPELINE + 1;
    rate(times * POP3_PIPELINE, || {
        (0..times).try_for_each(|_| {
            client.send(&octets)?;
            (0..POP3_PIPELINE).try_for_each(|_| client.finish_pop3("NOOP"))
        })
    })
}

fn search_flags(server: &Server, keys: &str, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("k10")?;
    // Every seventh message.
    let set: Vec<String> = (1..=some(10_000, effort)).step_by(7).map(|number| number.to_string()).collect();
    for set in set.chunks(500) {
        client.imap(format!("STORE {} +FLAGS.SILENT (\\Flagged)", set.join(",")))?;
    }
    let times = 200usize.div_ceil(effort.less);
    let rate = rate(times * some(10_000, effort), || {
        (0..times).try_for_each(|_| client.imap(format!("SEARCH {keys}")))
    });
    client.imap("STORE 1:* -FLAGS.SILENT (\\Flagged)")?;
    rate
}

fn flags(server: &Server, user: &str, messages: usize, times: usize, effort: &Effort) -> Result<f64> {
    let mut client = server.imap(user)?;
    let times = times.div_ceil(effort.less);
    let count = times * some(messages, effort);
    rate(count, || (0..times).try_for_each(|_| client.imap("FETCH 1:* FLAGS")))
}

fn body_all(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("contents")?;
    let times = 4usize.div_ceil(effort.less);
    throughput(&mut client, |client| (0..times).try_for_each(|_| client.imap("FETCH 1:* BODY[]")))
}

fn body_each(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("contents")?;
    let count = some(CONTENTS, effort);
    throughput(&mut client, |client| {
        (1..=count).try_for_each(|number| client.imap(format!("FETCH {number} BODY[]")))
    })
}

fn retr(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.pop3("contents")?;
    let count = some(CONTENTS, effort);
    throughput(&mut client, |client| {
        (1..=count).try_for_each(|number| client.pop3_lines(&format!("RETR {number}")))
    })
}

fn search_text(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("contents")?;
    let octets = some(CONTENTS, effort) * CONTENT;
    let found = rate(octets, || client.imap("SEARCH TEXT \"the slow brown fox\""))?;
    Ok(found / 1e6)
}

fn stored(number: usize, messages: usize) -> String {
    // On in one round through the mailbox, off in the next: each changes something.
    let sign = if (number / messages).is_multiple_of(2) { '+' } else { '-' };
    format!("STORE {} {sign}FLAGS (\\Flagged)", number % messages + 1)
}

fn store(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("k1")?;
    let (count, messages) = (some(4_000, effort), some(1_000, effort));
    rate(count, || (0..count).try_for_each(|number| client.imap(stored(number, messages))))
}

fn store_pipelined(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("k1")?;
    let messages = some(1_000, effort);
    pipelined(&mut client, some(20_000, effort), |number| stored(number, messages))
}

fn store_all(server: &Server, effort: &Effort) -> Result<f64> {
    let mut client = server.imap("k1")?;
    let times = 20usize.div_ceil(effort.less);
    rate(2 * times * some(1_000, effort), || {
        (0..times).try_for_each(|_| {
            client.imap("STORE 1:* +FLAGS (\\Flagged)")?;
            client.imap("STORE 1:* -FLAGS (\\Flagged)")
        })
    })
}

fn appended(server: &Server, effort: &Effort, at_once: usize) -> Result<f64> {
    // A mailbox of its own in each round, so that none is larger than the other server's.
    static USERS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = USERS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let mut client = server.imap(&format!("append-{number}"))?;
    let messages: Vec<_> = (0..some(2_000, effort)).map(|number| message(number, 2_000)).collect();
    rate(messages.len(), || append_all(&mut client, &messages, at_once))
}

fn append(server: &Server, effort: &Effort) -> Result<f64> {
    appended(server, effort, 1)
}

fn append_pipelined(server: &Server, effort: &Effort) -> Result<f64> {
    appended(server, effort, 20)
}

fn imap_connections(server: &Server, effort: &Effort) -> Result<f64> {
    let count = some(300, effort);
    rate(count, || {
        (0..count).try_for_each(|_| {
            let mut client = Client::with_buffer(server.imap, 4096)?;
            client.imap(format!("LOGIN few {PASSWORD}"))?;
            client.leave()
        })
    })
}

fn pop3_connections(server: &Server, effort: &Effort) -> Result<f64> {
    let count = some(300, effort);
    rate(count, || {
        (0..count).try_for_each(|_| {
            let mut client = Client::with_buffer(server.pop3, 4096)?;
            client.pop3("USER few")?;
            client.pop3(&format!("PASS {PASSWORD}"))?;
            client.leave()
        })
    })
}

/// KiB for each connection that has selected a mailbox and then says nothing.
fn idle_memory(server: &Server, effort: &Effort) -> Result<f64> {
    let before = server.memory()?;
    let mut clients = Vec::new();
    for _ in 0..idle_connections(effort) {
        let mut client = Client::with_buffer(server.imap, 4096)?;
        client.imap(format!("LOGIN few {PASSWORD}"))?;
        client.imap("SELECT INBOX")?;
        clients.push(client);
    }
    let after = server.memory()?;
    // All of them are still there.
    clients.iter_mut().try_for_each(|client| client.imap("NOOP"))?;
    // With few connections nothing may show; one page is the least that can.
    Ok(after.saturating_sub(before).max(4) as f64 / clients.len() as f64)
}
