//! How the files of a model come to the page: manifest first, then each file from the browser's cache or
//! the network, checked by size and SHA-256 before anything uses it.
//!
//! ```text
//!  manifest.json ──► for each file:  cache has its hash? ──yes──► check ──► there
//!                                          │ no, or damaged          ▲
//!                                          └──► fetch (in parallel, with progress, retried) ──► cache
//! ```
//!
//! A file lies in the cache under an address that holds its hash, so a new model never meets an old
//! file; what the manifest no longer lists is removed. Without the Cache API, or with a full one,
//! everything works and is fetched every time. Offline, the last manifest is used.

mod fetch;
mod store;

use crate::session::manifest::{
    CONFIG_FILE, FileEntry, MANIFEST_FILE, Manifest, ManifestError, TOKENIZER_FILE, WEIGHTS_FILE,
    sha256_hex,
};
use crate::session::protocol::Request;
use fetch::Fetched;
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use std::cell::Cell;
use store::Store;
use thiserror::Error;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, SubtleCrypto};

/// A model larger than this is taken for a damaged manifest.
const MAX_BYTES: u64 = 256 << 20;

/// How far the download is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are here, of all files.
    pub loaded: u64,
    /// Of these, how many came out of the browser's cache and cost nothing.
    pub cached: u64,
    /// What the manifest says all files have together.
    pub total: u64,
}

/// Why the files did not come.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LoadError {
    /// The server could not be reached, or the connection broke, several times.
    #[error("no connection to the server")]
    Offline,
    /// The server has no such file.
    #[error("{file} is not there")]
    NotFound { file: String },
    /// The server answered with another status than success.
    #[error("{file}: the server answered with status {status}")]
    Refused { file: String, status: u16 },
    /// What came is not what the manifest lists, also when fetched again.
    #[error("{file} is damaged")]
    Damaged { file: String },
    /// The manifest cannot be used.
    #[error("manifest.json: {0}")]
    BadManifest(ManifestError),
    /// The reader, or the page on leaving the lesson, called it off.
    #[error("called off")]
    Aborted,
}

/// Calls a download off when it is dropped.
pub struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    /// `None` in a browser that cannot abort; the download then runs to its end unheard.
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(AbortOnDrop)
    }

    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The files of a model directory as fetched, each as its manifest lists it.
pub struct Fetch {
    pub manifest: Vec<u8>,
    /// Name and content, in the order in which they were asked for.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Fetches the translator in the folder `base` (`/models/translator`), as the request that loads it.
pub async fn fetch_model(
    base: &str,
    signal: Option<&AbortSignal>,
    on_progress: impl Fn(Progress),
) -> Result<Request, LoadError> {
    let names = [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];
    let Fetch { manifest, files } = fetch_files(base, &names, signal, on_progress).await?;
    let [config, tokenizer, weights] = files
        .try_into()
        .map(|files: [_; 3]| files.map(|(_, bytes)| bytes))
        .unwrap_or_else(|_| unreachable!("as many files as names"));
    Ok(Request::LoadModel {
        manifest,
        config,
        tokenizer,
        weights,
    })
}

/// Fetches files of the folder `base`: those with these names, or, where `names` is empty, all that its manifest
/// lists.
pub async fn fetch_files(
    base: &str,
    names: &[&str],
    signal: Option<&AbortSignal>,
    on_progress: impl Fn(Progress),
) -> Result<Fetch, LoadError> {
    let store = Store::open().await;
    let manifest_url = format!("{base}/{MANIFEST_FILE}");
    let (manifest_bytes, is_new) = match fetch::small(&manifest_url, MANIFEST_FILE, signal).await {
        Ok(bytes) => (bytes, true),
        Err(LoadError::Offline) => match store.get(&manifest_url).await {
            Some(bytes) => (bytes, false),
            None => return Err(LoadError::Offline),
        },
        Err(error) => return Err(error),
    };
    let manifest_vec = manifest_bytes.to_vec();
    let manifest = Manifest::from_json(&manifest_vec).map_err(LoadError::BadManifest)?;
    if manifest.total_bytes() > MAX_BYTES {
        let file = MANIFEST_FILE.into();
        return Err(LoadError::Damaged { file });
    }

    let entries: Vec<FileEntry> = if names.is_empty() {
        manifest.files.clone()
    } else {
        let entry = |name: &&str| manifest.file(name).cloned().map_err(LoadError::BadManifest);
        names.iter().map(entry).collect::<Result<_, _>>()?
    };
    let download = Download {
        base,
        signal,
        store: &store,
        on_progress: &on_progress,
        progress: Cell::new(Progress {
            total: entries.iter().map(|entry| entry.bytes).sum(),
            ..Progress::default()
        }),
    };
    let files = download.files(&entries).await?;

    if is_new {
        store.put(&manifest_url, &manifest_bytes).await;
        // All that the manifest lists: another lesson may have fetched the others.
        let urls = manifest.files.iter().map(|entry| file_url(base, entry));
        let keep: Vec<String> = urls.chain([manifest_url]).collect();
        store.keep_only(base, &keep).await;
    }
    let named = entries.into_iter().zip(files);
    Ok(Fetch {
        manifest: manifest_vec,
        files: named
            .map(|(entry, bytes)| (entry.name, bytes.to_vec()))
            .collect(),
    })
}

/// A file's address, different for every content: servers ignore the query, caches do not.
fn file_url(base: &str, entry: &FileEntry) -> String {
    format!("{base}/{}?sha256={}", entry.name, entry.sha256)
}

struct Download<'a, P> {
    base: &'a str,
    signal: Option<&'a AbortSignal>,
    store: &'a Store,
    on_progress: &'a P,
    progress: Cell<Progress>,
}

impl<P: Fn(Progress)> Download<'_, P> {
    async fn files(&self, entries: &[FileEntry]) -> Result<Vec<Uint8Array>, LoadError> {
        self.tell(|_| ());
        // What is not in the cache is asked for at once, all together; then the bodies are read in turn
        // while the browser goes on receiving all of them.
        let mut coming = Vec::new();
        for entry in entries {
            let stored = self.stored(entry).await;
            let url = file_url(self.base, entry);
            coming.push(
                stored.ok_or_else(|| fetch::start(&url, fetch::Freshness::Cached, self.signal)),
            );
        }
        let mut files = Vec::new();
        for (entry, coming) in entries.iter().zip(coming) {
            files.push(match coming {
                Ok(stored) => stored,
                Err(started) => self.download(entry, started).await?,
            });
        }
        Ok(files)
    }

    async fn stored(&self, entry: &FileEntry) -> Option<Uint8Array> {
        let bytes = self.store.get(&file_url(self.base, entry)).await?;
        if !is_sound(entry, &bytes).await {
            return None;
        }
        self.tell(|progress| {
            progress.loaded += entry.bytes;
            progress.cached += entry.bytes;
        });
        Some(bytes)
    }

    async fn download(&self, entry: &FileEntry, first: JsFuture) -> Result<Uint8Array, LoadError> {
        let url = file_url(self.base, entry);
        let before = self.progress.get().loaded;
        let fetched = Fetched {
            url: &url,
            file: &entry.name,
            signal: self.signal,
        };
        let bytes = fetched
            .read(first, entry, |received| {
                self.tell(|progress| progress.loaded = before + received);
            })
            .await?;
        self.store.put(&url, &bytes).await;
        Ok(bytes)
    }

    fn tell(&self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.progress.get();
        change(&mut progress);
        self.progress.set(progress);
        (self.on_progress)(progress);
    }
}

/// Whether `bytes` are those that the manifest lists.
async fn is_sound(entry: &FileEntry, bytes: &Uint8Array) -> bool {
    u64::from(bytes.length()) == entry.bytes && sha256(bytes).await == entry.sha256
}

/// By the browser, which is fast and leaves the page alone; by ourselves where it will not (the
/// function is missing outside HTTPS).
async fn sha256(bytes: &Uint8Array) -> String {
    match browser_sha256(bytes).await {
        Some(digest) => digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        None => sha256_hex(&bytes.to_vec()),
    }
}

async fn browser_sha256(bytes: &Uint8Array) -> Option<Vec<u8>> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    let subtle: SubtleCrypto = subtle.dyn_into().ok()?;
    let digest = subtle.digest_with_str_and_js_u8_array("SHA-256", bytes);
    let digest: ArrayBuffer = JsFuture::from(digest.ok()?).await.ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&digest).to_vec())
}
