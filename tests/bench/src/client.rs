//! A small client for both protocols that does nothing but send, and read to the end of the reply. Both
//! servers are measured with it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Octets that one read can take.
const BUFFER: usize = 256 * 1024;
/// Nothing that is measured takes so long, unless something hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no number: a sentence.
pub type Result<T = ()> = std::result::Result<T, String>;

/// One connection.
#[derive(Debug)]
pub struct Client {
    socket: TcpStream,
    /// Octets that have come and are not read: `start..end`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// IMAP's next tag.
    tag: u64,
    /// The tag of the oldest command without a reply.
    open: u64,
    /// Octets of literals, or of POP3's lines, that have come so far.
    content: u64,
    /// Its last line.
    farewell: &'static [u8],
}

impl Client {
    /// Connects and reads the greeting.
    ///
    /// # Errors
    /// The server does not answer.
    pub fn connect(address: SocketAddr) -> Result<Self> {
        Self::with_buffer(address, BUFFER)
    }

    /// The same for a client that will hear little.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn with_buffer(address: SocketAddr, octets: usize) -> Result<Self> {
        let socket = TcpStream::connect(address).map_err(|error| format!("{address}: {error}"))?;
        let failed = |error: std::io::Error| error.to_string();
        socket.set_nodelay(true).map_err(failed)?;
        socket.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        socket.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
        let buffer = vec![0; octets];
        let farewell = b"";
        let mut client = Self { socket, buffer, start: 0, end: 0, tag: 0, open: 0, content: 0, farewell };
        let greeting = client.line()?;
        let farewell: &[u8] = match greeting {
            pop3 if pop3.starts_with(b"+OK") => b"QUIT\r\n",
            imap if imap.starts_with(b"* OK") => b"bye LOGOUT\r\n",
            _ => return Err(format!("the greeting is {}", greeting.escape_ascii())),
        };
        client.farewell = farewell;
        Ok(client)
    }

    /// Ends the conversation as it should be, and waits for the server to hang up.
    ///
    /// # Errors
    /// The server does not.
    pub fn leave(mut self) -> Result {
        self.part()
    }

    fn part(&mut self) -> Result {
        let farewell = std::mem::take(&mut self.farewell);
        if farewell.is_empty() {
            return Ok(()); // done already
        }
        self.send(farewell)?;
        let mut rest = Vec::new();
        self.socket.read_to_end(&mut rest).map(drop).map_err(|error| error.to_string())
    }

    /// Sends octets.
    ///
    /// # Errors
    /// The server does not take them.
    pub fn send(&mut self, octets: &[u8]) -> Result {
        self.socket.write_all(octets).map_err(|error| error.to_string())
    }

    /// Puts the next IMAP command, with its tag, behind `octets`; [`Client::finish`] will read its reply.
    pub fn put(&mut self, octets: &mut Vec<u8>, command: &[u8]) {
        octets.extend_from_slice(format!("t{} ", self.tag).as_bytes());
        octets.extend_from_slice(command);
        octets.extend_from_slice(b"\r\n");
        self.tag += 1;
    }

    /// Sends one IMAP command and reads its reply.
    ///
    /// # Errors
    /// The tagged response is not OK.
    pub fn imap(&mut self, command: impl AsRef<[u8]>) -> Result {
        let mut octets = Vec::with_capacity(64);
        self.put(&mut octets, command.as_ref());
        self.send(&octets)?;
        self.finish()
    }

    /// Reads the reply to the oldest IMAP command that has none.
    ///
    /// # Errors
    /// Its tagged response is not OK.
    pub fn finish(&mut self) -> Result {
        let tag = format!("t{} ", self.open);
        self.open += 1;
        loop {
            let line = self.line()?;
            if let Some(status) = line.strip_prefix(tag.as_bytes()) {
                let ok = status.starts_with(b"OK");
                return if ok { Ok(()) } else { Err(format!("{}", line.escape_ascii())) };
            }
            if let Some(length) = literal(line) {
                self.content += length as u64;
                self.skip(length)?;
            }
        }
    }

    /// Sends one POP3 command and reads a reply of one line.
    ///
    /// # Errors
    /// The reply is not `+OK`.
    pub fn pop3(&mut self, command: &str) -> Result {
        self.send(format!("{command}\r\n").as_bytes())?;
        self.finish_pop3(command)
    }

    /// Reads the reply of one line to a POP3 command.
    ///
    /// # Errors
    /// It is not `+OK`.
    pub fn finish_pop3(&mut self, command: &str) -> Result {
        let line = self.line()?;
        if line.starts_with(b"+OK") { Ok(()) } else { Err(format!("{command}: {}", line.escape_ascii())) }
    }

    /// Sends one POP3 command and reads a reply of many lines.
    ///
    /// # Errors
    /// The reply is not `+OK`.
    pub fn pop3_lines(&mut self, command: &str) -> Result {
        self.pop3(command)?;
        loop {
            let line = self.line()?;
            if line == b"." {
                return Ok(());
            }
            let length = line.len() as u64 + 2;
            self.content += length;
        }
    }

    /// Octets of message content since the last call.
    pub fn take_content(&mut self) -> u64 {
        std::mem::take(&mut self.content)
    }

    /// The next line, without its end.
    fn line(&mut self) -> Result<&[u8]> {
        let mut searched = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.buffer[self.start + searched..self.end]) {
                let (first, feed) = (self.start, self.start + searched + at);
                self.start = feed + 1;
                let line = &self.buffer[first..feed];
                return Ok(line.strip_suffix(b"\r").unwrap_or(line));
            }
            searched = self.end - self.start;
            self.read()?;
        }
    }

    fn skip(&mut self, octets: usize) -> Result {
        let mut left = octets;
        loop {
            let there = left.min(self.end - self.start);
            self.start += there;
            left -= there;
            if left == 0 {
                return Ok(());
            }
            self.read()?;
        }
    }

    fn read(&mut self) -> Result {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(2 * self.end, 0);
        }
        match self.socket.read(&mut self.buffer[self.end..]) {
            Ok(0) => Err("the server hung up".to_owned()),
            Ok(count) => {
                self.end += count;
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Client {
    /// Nobody is to complain of a client that just vanishes.
    fn drop(&mut self) {
        let _ = self.part();
    }
}

/// The octets of the literal that a line announces at its end.
fn literal(line: &[u8]) -> Option<usize> {
    let digits = line.strip_suffix(b"}")?;
    let open = digits.iter().rposition(|octet| *octet == b'{')?;
    std::str::from_utf8(&digits[open + 1..]).ok()?.parse().ok()
}
