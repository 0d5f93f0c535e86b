//! The browser's Cache API as a place for files that may be missing, full or refused at any time: then
//! nothing is found and nothing is kept, and nobody is bothered.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Request, Response, Url};

/// The name among the caches of this address.
const CACHE_NAME: &str = "teddy-reads-models";

/// A cache, or none.
pub struct Store(Option<Cache>);

impl Store {
    pub async fn open() -> Self {
        Store(open().await)
    }

    /// The file that was kept under `url`.
    pub async fn get(&self, url: &str) -> Option<Uint8Array> {
        let found = settled(self.0.as_ref()?.match_with_str(url)).await?;
        let response: Response = found.dyn_into().ok()?;
        let buffer = settled(response.array_buffer().ok()?).await?;
        Some(Uint8Array::new(&buffer))
    }

    /// Keeps a file under `url`, if there is room.
    pub async fn put(&self, url: &str, bytes: &Uint8Array) {
        let response = Response::new_with_opt_js_u8_array(Some(bytes));
        if let (Some(cache), Ok(response)) = (&self.0, response) {
            settled(cache.put_with_str(url, &response)).await;
        }
    }

    /// Removes everything in the folder `base` but `keep`.
    pub async fn keep_only(&self, base: &str, keep: &[String]) {
        let Some(cache) = &self.0 else { return };
        let Some(keys) = settled(cache.keys()).await else {
            return;
        };
        let folder = format!("{}/", path_and_query(base));
        let keep: Vec<String> = keep.iter().map(|url| path_and_query(url)).collect();
        for request in keys.unchecked_into::<Array>() {
            let request: Request = request.unchecked_into();
            let path = path_and_query(&request.url());
            if path.starts_with(&folder) && !keep.contains(&path) {
                settled(cache.delete_with_request(&request)).await;
            }
        }
    }
}

async fn open() -> Option<Cache> {
    // Missing outside HTTPS; in some private windows it is there and refuses.
    let caches = Reflect::get(&js_sys::global(), &"caches".into()).ok()?;
    let caches: CacheStorage = caches.dyn_into().ok()?;
    settled(caches.open(CACHE_NAME)).await?.dyn_into().ok()
}

/// What a promise gives, or `None` where it is rejected.
async fn settled(promise: Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}

/// `/models/translator/x?y` of an address of this site, whole or not.
fn path_and_query(url: &str) -> String {
    let here = js_sys::global();
    let origin = Reflect::get(&here, &"origin".into()).ok();
    let origin = origin.and_then(|origin| origin.as_string());
    match Url::new_with_base(url, &origin.unwrap_or_default()) {
        Ok(url) => url.pathname() + &url.search(),
        Err(_) => url.to_owned(),
    }
}
