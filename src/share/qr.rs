//! A QR code as one path (ISO/IEC 18004), by the crate `qrcodegen`.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The free margin on each side, in modules (ISO/IEC 18004 §9.1).
const QUIET: i32 = 4;

/// A QR code, drawn: dark modules on a light square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The side of the square in modules, the margin included.
    pub side: i32,
    /// The data of an SVG path: a rectangle for each run of dark modules.
    pub path: String,
}

/// The QR code of a text, with the lowest correction that keeps its size; `None` for a text of more than 2,953 octets.
pub fn draw(text: &str) -> Option<Drawn> {
    // On a screen nothing is torn or dirty, and fewer modules are larger ones.
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    Some(Drawn { side: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that another program reads in what is drawn.
    fn read(drawn: &Drawn) -> String {
        let side = drawn.side as usize;
        let mut dark = vec![false; side * side];
        for run in drawn.path.split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split(|c: char| !c.is_ascii_digit())
                .filter(|digits| !digits.is_empty())
                .map(|digits| digits.parse().expect("digits"))
                .collect();
            let [x, y, run, 1, back] = numbers[..] else { panic!("{run} is no run") };
            assert_eq!(run, back);
            dark[y * side + x..][..run].fill(true);
        }
        // Points of a picture: three for each module.
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(3 * side, 3 * side, |x, y| {
            if dark[y / 3 * side + x / 3] { 0 } else { 255 }
        });
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1, "one code");
        grids[0].decode().expect("a code that can be read").1
    }

    #[test]
    fn what_is_drawn_is_read_by_another_program() {
        for length in [1, 30, 100, 600, 1500] {
            let text: String = "https://example.org/#lang=de&s=1z.".chars().cycle().take(length).collect();
            let drawn = draw(&text).expect("a code");
            assert_eq!(read(&drawn), text);
        }
    }

    #[test]
    fn a_text_beyond_the_largest_code_has_none() {
        assert_eq!(draw(&"x".repeat(2953)).map(|drawn| drawn.side), Some(177 + 8));
        assert_eq!(draw(&"x".repeat(2954)), None);
    }
}
