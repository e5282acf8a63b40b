//! ZIP archives, as every system opens them by double click: PKWARE's APPNOTE.TXT 6.3, without its extensions. The same
//! files at the same time give the same octets.

use flate2::Compression;
use flate2::Crc;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// The version that a reader needs, 2.0 (§4.4.3), and the system whose permissions are told, Unix (§4.4.2).
const NEEDED: u16 = 20;
const MADE_BY: u16 = (3 << 8) | NEEDED;
/// Names are UTF-8: bit 11 (§4.4.4).
const FLAGS: u16 = 1 << 11;

/// An archive that grows.
pub(crate) struct Zip {
    octets: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
    /// Time and date as MS-DOS writes them (§4.4.6), the time first.
    moment: [u16; 2],
}

impl Zip {
    /// An empty archive whose files are all of this moment, in seconds of Unix. Web servers tell files apart by it.
    pub(crate) fn new(seconds: u64) -> Self {
        Self { octets: Vec::new(), directory: Vec::new(), count: 0, moment: moment(seconds) }
    }

    /// Adds a file under a name with slashes; a program may be carried out.
    ///
    /// # Errors
    /// More than this form holds: 65,535 files, 4 GiB, or a name of 64 KiB.
    pub(crate) fn add(&mut self, name: &str, plain: &[u8], program: bool) -> Result<(), String> {
        let deflated = deflated(plain);
        // Compressed twins and pictures only grow.
        let (method, octets) = if deflated.len() < plain.len() { (8, &*deflated) } else { (0, plain) };
        let mut crc = Crc::new();
        crc.update(plain);
        let too_much = |_| format!("{name} is too much for a ZIP archive.");
        let name_len = u16::try_from(name.len()).map_err(too_much)?;
        let [small, large, at] = [octets.len(), plain.len(), self.octets.len()].map(u32::try_from);
        let (small, large, at) = (small.map_err(too_much)?, large.map_err(too_much)?, at.map_err(too_much)?);
        self.count = self.count.checked_add(1).ok_or_else(|| format!("{name} is one file too many."))?;
        // The common part of the header before a file and its line in the directory (§4.3.7, §4.3.12).
        let mut about = Vec::new();
        about.extend([NEEDED, FLAGS, method, self.moment[0], self.moment[1]].map(u16::to_le_bytes).concat());
        about.extend([crc.sum(), small, large].map(u32::to_le_bytes).concat());
        about.extend([name_len, 0].map(u16::to_le_bytes).concat());
        self.octets.extend(b"PK\x03\x04");
        self.octets.extend(&about);
        self.octets.extend(name.as_bytes());
        self.octets.extend(octets);
        let mode: u32 = if program { 0o100_755 } else { 0o100_644 };
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(MADE_BY.to_le_bytes());
        self.directory.extend(&about);
        self.directory.extend([0_u16; 3].map(u16::to_le_bytes).concat());
        self.directory.extend([mode << 16, at].map(u32::to_le_bytes).concat());
        self.directory.extend(name.as_bytes());
        Ok(())
    }

    /// The archive's octets (§4.3.16).
    ///
    /// # Errors
    /// More than 4 GiB.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, String> {
        let too_much = |_| "The archive is larger than 4 GiB.".to_owned();
        let size = u32::try_from(self.directory.len()).map_err(too_much)?;
        let at = u32::try_from(self.octets.len()).map_err(too_much)?;
        self.octets.append(&mut self.directory);
        self.octets.extend(b"PK\x05\x06");
        self.octets.extend([0, 0, self.count, self.count].map(u16::to_le_bytes).concat());
        self.octets.extend([size, at].map(u32::to_le_bytes).concat());
        self.octets.extend(0_u16.to_le_bytes());
        Ok(self.octets)
    }
}

fn deflated(plain: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).and_then(|()| encoder.finish()).expect("memory is written without errors")
}

/// A moment as MS-DOS writes it: in UTC, by two seconds, from 1980 to 2107.
fn moment(seconds: u64) -> [u16; 2] {
    let (mut days, second) = (seconds / 86_400, seconds % 86_400);
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let time = (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2);
    let date = year.saturating_sub(1980).min(127) << 9 | (month as u64 + 1) << 5 | (days + 1);
    [time as u16, date as u16]
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::DeflateDecoder;
    use std::io::Read as _;

    fn number(octets: &[u8]) -> usize {
        octets.iter().rev().fold(0, |number, octet| number << 8 | usize::from(*octet))
    }

    /// The names, contents and permissions of an archive, read from its end as programs read it.
    fn entries(zip: &[u8]) -> Vec<(String, Vec<u8>, usize)> {
        let end = &zip[zip.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        let mut line = number(&end[16..20]);
        assert_eq!(line + number(&end[12..16]), zip.len() - 22, "the directory is right before the end");
        let mut found = Vec::new();
        for _ in 0..number(&end[10..12]) {
            let head = &zip[line..line + 46];
            assert_eq!(&head[..4], b"PK\x01\x02");
            let name_len = number(&head[28..30]);
            let name = String::from_utf8(zip[line + 46..line + 46 + name_len].to_vec()).expect("UTF-8");
            let at = number(&head[42..46]);
            let local = &zip[at..at + 30];
            assert_eq!(&local[..4], b"PK\x03\x04");
            assert_eq!(local[4..30], head[6..32], "both tell the same");
            let octets = &zip[at + 30 + name_len..][..number(&head[20..24])];
            let mut plain = Vec::new();
            match number(&head[10..12]) {
                8 => drop(DeflateDecoder::new(octets).read_to_end(&mut plain).expect("deflated")),
                _ => plain.extend(octets),
            }
            assert_eq!(plain.len(), number(&head[24..28]));
            let mut crc = Crc::new();
            crc.update(&plain);
            assert_eq!(crc.sum() as usize, number(&head[16..20]));
            found.push((name, plain, number(&head[38..42]) >> 16));
            line += 46 + name_len;
        }
        found
    }

    #[test]
    fn what_goes_in_comes_out() {
        let text = "words ".repeat(100).into_bytes();
        let made = || {
            let mut zip = Zip::new(1_800_000_000);
            zip.add("a/text.txt", &text, false).expect("room");
            zip.add("ä", &[0, 255, 7], true).expect("room");
            zip.add("empty", &[], false).expect("room");
            zip.finish().expect("room")
        };
        let zip = made();
        assert!(zip.len() < text.len() + 300, "{} octets", zip.len());
        let expected = [
            ("a/text.txt".to_owned(), text.clone(), 0o100_644),
            ("ä".to_owned(), vec![0, 255, 7], 0o100_755),
            ("empty".to_owned(), vec![], 0o100_644),
        ];
        assert_eq!(entries(&zip), expected);
        assert_eq!(zip, made(), "the same files, the same octets");
    }

    #[test]
    fn moments_are_those_of_the_calendar() {
        let read = |seconds| {
            let [time, date] = moment(seconds);
            let date = (1980 + (date >> 9), date >> 5 & 15, date & 31);
            (date, (time >> 11, time >> 5 & 63, 2 * (time & 31)))
        };
        assert_eq!(read(1_709_210_096), ((2024, 2, 29), (12, 34, 56)));
        assert_eq!(read(1_798_761_599), ((2026, 12, 31), (23, 59, 58)));
        assert_eq!(read(0).0, (1980, 1, 1));
    }
}
