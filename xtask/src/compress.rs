//! Compressed twins of files: `page.css.br` and `page.css.gz` beside `page.css`, for web servers that give them to
//! browsers which take them.

use crate::run::{self, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The endings of twins.
const BROTLI: &str = "br";
const GZIP: &str = "gz";

/// Lays both twins beside every file in the folder and below.
pub(crate) fn folder(folder: &Path) -> Result {
    for file in files(folder)? {
        let plain = std::fs::read(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
        for (ending, octets) in [(BROTLI, brotli(&plain)), (GZIP, gzip(&plain))] {
            run::write(&twin(&file, ending), octets)?;
        }
    }
    Ok(())
}

/// All files in the folder and below that are no twins, by name.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = run::files_below(folder)?;
    files.retain(|file| !file.extension().is_some_and(|ending| ending == BROTLI || ending == GZIP));
    Ok(files)
}

/// Octets of a file's twins: gzip and brotli.
pub(crate) fn twin_sizes(file: &Path) -> Result<[usize; 2]> {
    let size = |ending| {
        let twin = twin(file, ending);
        let size = std::fs::metadata(&twin).map(|data| data.len() as usize);
        size.map_err(|error| format!("{}: {error}: run `cargo xtask build`.", twin.display()))
    };
    Ok([size(GZIP)?, size(BROTLI)?])
}

fn twin(file: &Path, ending: &str) -> PathBuf {
    file.with_added_extension(ending)
}

/// Brotli at its best, which is level 11.
fn brotli(plain: &[u8]) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &params)
        .expect("memory is read and written without errors");
    compressed
}

/// Gzip at its best, which is level 9.
fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).and_then(|()| encoder.finish()).expect("memory is written without errors")
}
