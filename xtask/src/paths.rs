//! The folders of the project.

use std::path::{Path, PathBuf};

/// The folder of the clone.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in a folder of the clone")
}

/// The finished site.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder of the tools that we installed ourselves.
pub(crate) fn tools() -> Result<PathBuf, String> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("POSTAMT_TOOLS")
        .or_else(|| from("XDG_CACHE_HOME").map(|folder| folder.join("postamt")))
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache/postamt")))
        .ok_or_else(|| "No place for tools: set POSTAMT_TOOLS to a folder that may be written to.".to_owned())
}
