//! One file from the network: as a stream, with progress, tried again where that can help.

use super::{LoadError, is_sound};
use crate::session::manifest::FileEntry;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

/// Waits before the second and the third attempt, in milliseconds.
const PAUSES_MS: [i32; 2] = [400, 1600];

/// How much of the browser's own HTTP cache is believed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// As usual; for addresses that hold a hash.
    Cached,
    /// Ask the server whether it is still so; for the manifest.
    Revalidated,
    /// Past the cache; for what came damaged.
    New,
}

/// Sends the request now; the answer may be awaited later.
pub fn start(url: &str, freshness: Freshness, signal: Option<&AbortSignal>) -> JsFuture {
    let init = RequestInit::new();
    init.set_signal(signal);
    init.set_cache(match freshness {
        Freshness::Cached => RequestCache::Default,
        Freshness::Revalidated => RequestCache::NoCache,
        Freshness::New => RequestCache::Reload,
    });
    JsFuture::from(match web_sys::window() {
        Some(window) => window.fetch_with_str_and_init(url, &init),
        None => Promise::reject(&"there is no page".into()),
    })
}

/// A small file whose size is not known beforehand: the manifest.
pub async fn small(
    url: &str,
    file: &str,
    signal: Option<&AbortSignal>,
) -> Result<Uint8Array, LoadError> {
    let fetched = Fetched { url, file, signal };
    let mut attempt = 0;
    loop {
        let response = start(url, Freshness::Revalidated, signal).await;
        let result = match fetched.accept(response) {
            Ok(response) => fetched.whole(&response).await,
            Err(error) => Err(error),
        };
        match result {
            Err(error) => fetched.pause_after(error, &mut attempt).await?,
            bytes => return bytes,
        }
    }
}

/// A file that is being fetched.
pub struct Fetched<'a> {
    pub url: &'a str,
    pub file: &'a str,
    pub signal: Option<&'a AbortSignal>,
}

impl Fetched<'_> {
    /// Reads the file that `entry` describes from the request `first`, and asks again where it fails.
    pub async fn read(
        &self,
        first: JsFuture,
        entry: &FileEntry,
        on_bytes: impl Fn(u64),
    ) -> Result<Uint8Array, LoadError> {
        let mut attempt = 0;
        let mut request = first;
        loop {
            let result = match self.accept(request.await) {
                Ok(response) => self.body(&response, entry, &on_bytes).await,
                Err(error) => Err(error),
            };
            let error = match result {
                Ok(bytes) if is_sound(entry, &bytes).await => return Ok(bytes),
                Ok(_) => self.damaged(),
                Err(error) => error,
            };
            let freshness = match error {
                LoadError::Damaged { .. } => Freshness::New,
                _ => Freshness::Cached,
            };
            self.pause_after(error, &mut attempt).await?;
            on_bytes(0);
            request = start(self.url, freshness, self.signal);
        }
    }

    /// The response, if it is one of success.
    fn accept(&self, answer: Result<JsValue, JsValue>) -> Result<Response, LoadError> {
        let response: Response = answer
            .and_then(JsCast::dyn_into)
            .map_err(|_| self.broken())?;
        let file = || self.file.to_owned();
        match response.status() {
            404 | 410 => Err(LoadError::NotFound { file: file() }),
            _ if !response.ok() => Err(LoadError::Refused {
                file: file(),
                status: response.status(),
            }),
            // A server of single-page applications answers everything it lacks with its index.html.
            _ if is_page(&response) => Err(LoadError::NotFound { file: file() }),
            _ => Ok(response),
        }
    }

    async fn whole(&self, response: &Response) -> Result<Uint8Array, LoadError> {
        let buffer = response.array_buffer().map_err(|_| self.broken())?;
        let buffer = JsFuture::from(buffer).await.map_err(|_| self.broken())?;
        Ok(Uint8Array::new(&buffer))
    }

    /// The body, as it comes; stops when it gets longer than it should be.
    async fn body(
        &self,
        response: &Response,
        entry: &FileEntry,
        on_bytes: &impl Fn(u64),
    ) -> Result<Uint8Array, LoadError> {
        let Some(stream) = response.body() else {
            return self.whole(response).await;
        };
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        // The manifest's total has an upper bound far below 4 GiB.
        let length = u32::try_from(entry.bytes).map_err(|_| self.damaged())?;
        let bytes = Uint8Array::new_with_length(length);
        let mut received = 0;
        loop {
            let chunk = JsFuture::from(reader.read()).await;
            let chunk = chunk.map_err(|_| self.broken())?;
            let Some(chunk) = next_chunk(&chunk) else {
                break;
            };
            if chunk.length() > length - received {
                // Nobody waits for how the cancellation goes; the future is there to hear a rejection.
                drop(JsFuture::from(reader.cancel()));
                return Err(self.damaged());
            }
            bytes.set(&chunk, received);
            received += chunk.length();
            on_bytes(u64::from(received));
        }
        match received == length {
            true => Ok(bytes),
            false => Err(self.damaged()),
        }
    }

    /// Waits before another attempt; gives the error back where another one is of no use.
    async fn pause_after(&self, error: LoadError, attempt: &mut usize) -> Result<(), LoadError> {
        let may_pass = match error {
            LoadError::Offline | LoadError::Damaged { .. } => true,
            LoadError::Refused { status, .. } => status >= 500 || matches!(status, 408 | 429),
            _ => false,
        };
        match PAUSES_MS.get(*attempt) {
            Some(&pause) if may_pass => sleep(pause).await,
            _ => return Err(error),
        }
        *attempt += 1;
        match self.is_aborted() {
            true => Err(LoadError::Aborted),
            false => Ok(()),
        }
    }

    /// What a rejected promise means: called off, or no connection.
    fn broken(&self) -> LoadError {
        match self.is_aborted() {
            true => LoadError::Aborted,
            false => LoadError::Offline,
        }
    }

    fn is_aborted(&self) -> bool {
        self.signal.is_some_and(AbortSignal::aborted)
    }

    fn damaged(&self) -> LoadError {
        LoadError::Damaged {
            file: self.file.to_owned(),
        }
    }
}

/// The bytes of a reader's `{ value, done }`, or `None` at the end.
fn next_chunk(result: &JsValue) -> Option<Uint8Array> {
    let value = Reflect::get(result, &"value".into()).ok()?;
    value.dyn_into().ok()
}

fn is_page(response: &Response) -> bool {
    let content_type = response.headers().get("content-type").ok().flatten();
    content_type.is_some_and(|kind| kind.starts_with("text/html"))
}

async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, reject| {
        let timer = web_sys::window().and_then(|window| {
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
                .ok()
        });
        if timer.is_none() {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    // Without a page nobody waits; the next attempt fails then.
    let _ = JsFuture::from(promise).await;
}
