//! Reading text files, plain or compressed, and writing files whole or not at all.

use anyhow::{Context, Result};
use std::fs;
use std::io::Read;
use std::path::Path;

/// A text file as UTF-8; `.xz` and `.gz` are unpacked.
pub fn read_text(path: &Path) -> Result<String> {
    let shown = path.display();
    let bytes = fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    let mut text = String::new();
    let unpacked = match path.extension().and_then(|e| e.to_str()) {
        Some("xz") => liblzma::read::XzDecoder::new(&bytes[..]).read_to_string(&mut text),
        Some("gz") => flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text),
        _ => {
            return String::from_utf8(bytes).with_context(|| format!("{shown} is not UTF-8 text"));
        }
    };
    unpacked.with_context(|| format!("cannot unpack {shown}"))?;
    Ok(text)
}

/// Writes through a temporary file beside the target, so that a crash leaves the old content.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let temporary = path.with_extension("part");
    fs::write(&temporary, content)
        .and_then(|()| fs::rename(&temporary, path))
        .with_context(|| format!("cannot write {}", path.display()))
}
