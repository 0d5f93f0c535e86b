//! Which files a model consists of: `public/models/<name>/manifest.json`.
//!
//! The page fetches the manifest first, so it knows how many bytes will come and under which hash each
//! file may lie in its cache; the session checks every file by size and SHA-256 before it reads it.
//!
//! Fields that this version does not know are ignored; a change of meaning raises `format`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// The only format so far.
pub const MANIFEST_FORMAT: u32 = 1;
/// The manifest's own file name.
pub const MANIFEST_FILE: &str = "manifest.json";
/// Dimensions and switches of the model.
pub const CONFIG_FILE: &str = "config.json";
/// The tokenizer, in Hugging Face's format.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// The parameters.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// What a model directory holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The model's name, as the page shows it.
    pub name: String,
    pub files: Vec<FileEntry>,
    /// What was measured of the model, by name of the measure ("BLEU on Tatoeba": 48.1), for the About page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub quality: BTreeMap<String, Measure>,
}

/// One file of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// A plain file name, without a folder.
    pub name: String,
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// A number, or words where a number does not say it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Measure {
    Number(f64),
    Text(String),
}

/// What is wrong with a manifest, or with a file that it lists.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ManifestError {
    #[error("line {line}, column {column}: {why}")]
    NotJson {
        line: usize,
        column: usize,
        why: String,
    },
    #[error("format {found}, but this program knows format {MANIFEST_FORMAT}")]
    UnknownFormat { found: u32 },
    /// Not a plain file name, or listed twice.
    #[error("bad entry {name:?}")]
    BadEntry { name: String },
    /// The SHA-256 of an entry is not 64 lower-case hexadecimal digits.
    #[error("the SHA-256 of {name} is not one")]
    BadHash { name: String },
    #[error("{name} is not listed in the manifest")]
    NotListed { name: String },
    #[error("{name} has {found} bytes instead of {expected}")]
    WrongSize {
        name: String,
        expected: u64,
        found: u64,
    },
    #[error("{name} is not the file that the manifest lists (SHA-256 differs)")]
    WrongHash { name: String },
}

impl ManifestError {
    /// The file that is at fault.
    pub fn file(&self) -> &str {
        match self {
            ManifestError::NotListed { name }
            | ManifestError::WrongSize { name, .. }
            | ManifestError::WrongHash { name } => name,
            _ => MANIFEST_FILE,
        }
    }
}

impl Manifest {
    /// The manifest of these files.
    ///
    /// ```
    /// use teddy_reads::session::manifest::Manifest;
    /// let manifest = Manifest::of_files("toy", [("config.json", &b"abc"[..])]);
    /// assert_eq!(manifest.files[0].bytes, 3);
    /// assert!(manifest.files[0].sha256.starts_with("ba7816bf")); // FIPS 180-2, appendix B.1
    /// ```
    pub fn of_files<'a>(
        name: impl Into<String>,
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Self {
        let entry = |(name, bytes): (&str, &[u8])| FileEntry {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        };
        Manifest {
            format: MANIFEST_FORMAT,
            name: name.into(),
            files: files.into_iter().map(entry).collect(),
            quality: BTreeMap::new(),
        }
    }

    /// Reads and checks a `manifest.json`.
    pub fn from_json(json: &[u8]) -> Result<Self, ManifestError> {
        // The format first: what the rest should look like depends on it.
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_slice(json).map_err(not_json)?;
        if head.format != MANIFEST_FORMAT {
            return Err(ManifestError::UnknownFormat { found: head.format });
        }
        let manifest: Manifest = serde_json::from_slice(json).map_err(not_json)?;
        let mut seen = BTreeSet::new();
        for FileEntry { name, sha256, .. } in &manifest.files {
            // A name goes into an address and a path: nothing may climb out of the folder.
            let plain = !name.is_empty()
                && !name.starts_with('.')
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
            if !plain || !seen.insert(name) {
                return Err(ManifestError::BadEntry { name: name.clone() });
            }
            if sha256.len() != 64 || !sha256.bytes().all(|b| b"0123456789abcdef".contains(&b)) {
                return Err(ManifestError::BadHash { name: name.clone() });
            }
        }
        Ok(manifest)
    }

    /// The manifest as it stands in a file, for people to read too.
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(self);
        json.expect("strings, integers and a map with string keys always have a JSON form") + "\n"
    }

    /// The entry of the file `name`.
    pub fn file(&self, name: &str) -> Result<&FileEntry, ManifestError> {
        let entry = self.files.iter().find(|file| file.name == name);
        entry.ok_or_else(|| ManifestError::NotListed {
            name: name.to_owned(),
        })
    }

    /// The bytes of all files together.
    pub fn total_bytes(&self) -> u64 {
        self.files
            .iter()
            .fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    /// Whether `bytes` are those of the file `name`: by size, then by SHA-256.
    pub fn verify(&self, name: &str, bytes: &[u8]) -> Result<(), ManifestError> {
        let entry = self.file(name)?;
        if entry.bytes != bytes.len() as u64 {
            return Err(ManifestError::WrongSize {
                name: name.to_owned(),
                expected: entry.bytes,
                found: bytes.len() as u64,
            });
        }
        if entry.sha256 != sha256_hex(bytes) {
            return Err(ManifestError::WrongHash {
                name: name.to_owned(),
            });
        }
        Ok(())
    }
}

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").expect("a String takes everything");
    }
    hex
}

fn not_json(error: serde_json::Error) -> ManifestError {
    ManifestError::NotJson {
        line: error.line(),
        column: error.column(),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy() -> Manifest {
        Manifest::of_files(
            "toy",
            [(CONFIG_FILE, &b"{}"[..]), (WEIGHTS_FILE, &b"weights"[..])],
        )
    }

    #[test]
    fn goes_to_json_and_back() {
        let mut manifest = toy();
        manifest.quality = BTreeMap::from([
            ("BLEU".into(), Measure::Number(48.25)),
            ("data".into(), Measure::Text("Tatoeba".into())),
        ]);
        let json = manifest.to_json();
        assert_eq!(Manifest::from_json(json.as_bytes()), Ok(manifest));
    }

    #[test]
    fn verifies_by_size_then_by_hash() {
        let manifest = toy();
        assert_eq!(manifest.verify(WEIGHTS_FILE, b"weights"), Ok(()));
        for wrong in [&b"weight"[..], b"weights!", b""] {
            assert_eq!(
                manifest.verify(WEIGHTS_FILE, wrong),
                Err(ManifestError::WrongSize {
                    name: WEIGHTS_FILE.into(),
                    expected: 7,
                    found: wrong.len() as u64
                })
            );
        }
        assert_eq!(
            manifest.verify(WEIGHTS_FILE, b"weighty"),
            Err(ManifestError::WrongHash {
                name: WEIGHTS_FILE.into()
            })
        );
        assert_eq!(
            manifest.verify("other", b""),
            Err(ManifestError::NotListed {
                name: "other".into()
            })
        );
        assert_eq!(manifest.total_bytes(), 9);
    }

    #[test]
    fn fields_of_a_later_day_are_ignored() {
        let json = toy()
            .to_json()
            .replacen('{', r#"{ "colour": ["brown"],"#, 1);
        assert_eq!(Manifest::from_json(json.as_bytes()), Ok(toy()));
    }

    #[test]
    fn another_format_is_said_so_even_if_nothing_else_fits() {
        assert_eq!(
            Manifest::from_json(br#"{"format": 2, "parts": []}"#),
            Err(ManifestError::UnknownFormat { found: 2 })
        );
    }

    #[test]
    fn damaged_manifests_are_refused() {
        let json = toy().to_json();
        for end in (0..json.trim_end().len()).step_by(7) {
            let cut = Manifest::from_json(&json.as_bytes()[..end]);
            assert!(matches!(cut, Err(ManifestError::NotJson { .. })), "{end}");
        }
        let bad_name = |name: &str| {
            let json = toy().to_json().replace(CONFIG_FILE, name);
            Manifest::from_json(json.as_bytes())
        };
        for name in ["", "..", "a/b", "C:x", "..\\\\x", WEIGHTS_FILE] {
            let error = bad_name(name).unwrap_err();
            assert!(matches!(error, ManifestError::BadEntry { .. }), "{name}");
        }
        let hash = &toy().files[0].sha256;
        let short = json.replace(hash, &hash[1..]);
        let upper = json.replace(hash, &hash.to_uppercase());
        for json in [short, upper] {
            let error = Manifest::from_json(json.as_bytes()).unwrap_err();
            assert!(matches!(error, ManifestError::BadHash { .. }));
        }
    }
}
