//! A static web server on the loopback, which serves the site from below a path as any web space would. It
//! answers one request per connection: tiny_http, with its pool of threads, now and then left one waiting for
//! ever when a browser opened many at once.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A mistake that a server can make with those files whose names contain this.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// They are told to be plain text, and the browser is told to believe it.
    WrongType(&'static str),
    /// They are told to be of this type, or of none, and the browser is told nothing else.
    Typed(&'static str, Option<&'static str>),
    /// Their beginning comes, and then nothing.
    Stalled(&'static str),
    /// They are not there.
    Missing(&'static str),
}

/// The stand-in for the page's service worker, which would answer where a test's server is meant to.
const NO_WORKER: &str = include_str!("../../../www/sw-none.js");

/// The site must not care where it lies.
const BELOW: &str = "/some/where/";

/// The same site, whose files everybody may read.
const FOR_ALL: &str = "/for/all/";

pub(crate) struct Server {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves the files of a folder, on a free port, until dropped.
    pub(crate) fn start(folder: PathBuf) -> Self {
        Self::serve(folder, None, false)
    }

    /// Like `start`, with a fault.
    pub(crate) fn faulty(folder: PathBuf, fault: Fault) -> Self {
        Self::serve(folder, Some(fault), false)
    }

    /// Like `start`, and the page's service worker may keep it.
    pub(crate) fn kept(folder: PathBuf) -> Self {
        Self::serve(folder, None, true)
    }

    fn serve(folder: PathBuf, fault: Option<Fault>, kept: bool) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        let thread = std::thread::spawn(move || {
            for browser in listener.incoming() {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                let (folder, end) = (folder.clone(), Arc::clone(&end));
                // A browser that hangs up early is its own affair.
                std::thread::spawn(move || {
                    browser.and_then(|stream| answer(&stream, &folder, (fault, kept), &end))
                });
            }
        });
        Self { address, ended, thread: Some(thread) }
    }

    /// Stops for good: whoever knocks from now on finds nobody.
    pub(crate) fn stop(&self) {
        self.ended.store(true, Ordering::Relaxed);
        // The thread looks at the flag when somebody knocks.
        while TcpStream::connect(self.address).is_ok() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// `http://127.0.0.1:…`, without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The page's address, without a fragment.
    pub(crate) fn address(&self) -> String {
        format!("{}{BELOW}", self.origin())
    }

    /// The address of the same page where everybody may read its files.
    pub(crate) fn address_for_all(&self) -> String {
        format!("{}{FOR_ALL}", self.origin())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        // Its panic, if any, was printed already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn answer(
    stream: &TcpStream,
    folder: &Path,
    (fault, kept): (Option<Fault>, bool),
    end: &AtomicBool,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut request = BufReader::new(stream);
    let mut first = String::new();
    request.read_line(&mut first)?;
    let (mut header, mut accepted) = (String::new(), String::new());
    while request.read_line(&mut header)? > 2 {
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("Accept-Encoding")
        {
            value.clone_into(&mut accepted);
        }
        header.clear();
    }
    let url = first.split(' ').nth(1).unwrap_or_default();
    let is_faulty = |part: &str| url.contains(part);
    let found = file_for(folder, url).and_then(|file| Some((read(&file, &accepted)?, media_type(&file))));
    let found = found.filter(|_| !matches!(fault, Some(Fault::Missing(part)) if is_faulty(part)));
    let (status, (octets, coding), media_type) = match found {
        Some((_, media_type)) if !kept && url.ends_with("/sw.js") => {
            ("200 OK", (NO_WORKER.as_bytes().to_vec(), None), Some(media_type))
        }
        Some((read, _)) if matches!(fault, Some(Fault::WrongType(part)) if is_faulty(part)) => {
            ("200 OK", read, Some("text/plain\r\nX-Content-Type-Options: nosniff"))
        }
        Some((read, media_type)) => match fault {
            Some(Fault::Typed(part, wrong)) if is_faulty(part) => ("200 OK", read, wrong),
            _ => ("200 OK", read, Some(media_type)),
        },
        None => ("404 Not Found", (b"Nothing is here.".to_vec(), None), Some("text/plain")),
    };
    let len = octets.len();
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {len}\r\n")?;
    if let Some(media_type) = media_type {
        write!(stream, "Content-Type: {media_type}\r\n")?;
    }
    if matches!(fault, Some(Fault::Stalled(part)) if is_faulty(part)) {
        while !end.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(50));
        }
        return Ok(());
    }
    if let Some(coding) = coding {
        write!(stream, "Content-Encoding: {coding}\r\n")?;
    }
    if url.starts_with(FOR_ALL) {
        stream.write_all(b"Access-Control-Allow-Origin: *\r\n")?;
    }
    stream.write_all(b"Vary: Accept-Encoding\r\nConnection: close\r\n\r\n")?;
    stream.write_all(&octets)
}

/// The file's octets and their coding: its compressed twin, where there is one that the browser accepts. Browsers
/// give no weights.
fn read(file: &Path, accepted: &str) -> Option<(Vec<u8>, Option<&'static str>)> {
    let twins = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(coding, _)| {
        accepted.split(',').any(|accepted| accepted.trim().eq_ignore_ascii_case(coding))
    });
    let twin =
        |(coding, ending)| Some((std::fs::read(file.with_added_extension(ending)).ok()?, Some(coding)));
    twins.filter_map(twin).next().or_else(|| Some((std::fs::read(file).ok()?, None)))
}

fn file_for(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let path = path.strip_prefix(BELOW).or_else(|| path.strip_prefix(FOR_ALL))?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path.components().all(|component| matches!(component, Component::Normal(_)));
    inside.then(|| folder.join(path))
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}
