//! Which tab a run belongs to: only one at a time goes on with it (the browser's locks, which die with the tab).

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::collections::BTreeSet;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, DomException};

/// Before a run's id, in the name of its lock.
const PREFIX: &str = "teddy-reads run ";

/// A run that is this tab's until this is dropped.
#[derive(Debug)]
pub struct Claim {
    /// Where the browser has no locks, there is nothing to give back.
    release: Option<Function>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL); // resolves a promise, which cannot fail
        }
    }
}

/// Makes the run `id` this tab's; `None` where it is another's for as long as `patience`, in milliseconds. (A page that
/// is loaded again may still find its former self.)
pub async fn claim(id: &str, patience: u32) -> Option<Claim> {
    let (release, held) = promise();
    let (tell, told) = promise();
    // The lock is held until what this returns is resolved.
    let on_lock = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let is_ours = lock.is_object();
        let _ = tell.call1(&JsValue::NULL, &is_ours.into()); // resolves a promise, which cannot fail
        if is_ours {
            held.into()
        } else {
            JsValue::UNDEFINED
        }
    });
    let Some(asked) = request(id, patience, &on_lock) else {
        return Some(Claim { release: None });
    };
    let first = Promise::race(&Array::of2(&told, &asked));
    match JsFuture::from(first).await {
        Ok(is_ours) => (is_ours == JsValue::TRUE).then_some(Claim {
            release: Some(release),
        }),
        Err(error) if is_timeout(&error) => None,
        // Refused by the browser as such: the same as having none.
        Err(_) => Some(Claim { release: None }),
    }
}

fn is_timeout(error: &JsValue) -> bool {
    let exception: Option<&DomException> = error.dyn_ref();
    exception.is_some_and(|e| ["TimeoutError", "AbortError"].contains(&&*e.name()))
}

/// The runs that are some tab's, this one's among them.
pub async fn claimed() -> BTreeSet<String> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let query = || -> Option<Promise> {
        let locks = locks()?;
        let query: Function = get(&locks, "query")?.dyn_into().ok()?;
        query.call0(&locks).ok()?.dyn_into().ok()
    };
    let Some(query) = query() else {
        return BTreeSet::new();
    };
    let found = JsFuture::from(query).await.ok();
    let held = found.and_then(|found| get(&found, "held"));
    let name = |lock: JsValue| get(&lock, "name")?.as_string();
    let held = held
        .map(|held| Array::from(&held).to_vec())
        .unwrap_or_default();
    let names = held.into_iter().filter_map(name);
    names
        .filter_map(|name| Some(name.strip_prefix(PREFIX)?.to_owned()))
        .collect()
}

/// What resolves a promise, and the promise.
fn promise() -> (Function, Promise) {
    let mut resolve = None;
    let promise = Promise::new(&mut |how, _| resolve = Some(how));
    let resolve = resolve.expect("a promise calls its executor at once");
    (resolve, promise)
}

/// `navigator.locks`, which web-sys has only among its unstable interfaces.
fn locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"locks".into()).ok()
}

fn request(id: &str, patience: u32, on_lock: &JsValue) -> Option<Promise> {
    let locks = locks()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?;
    let request: Function = request.dyn_into().ok()?;
    let options = Object::new();
    let (key, value) = match patience {
        0 => ("ifAvailable", JsValue::TRUE),
        _ => ("signal", AbortSignal::timeout_with_u32(patience).into()),
    };
    Reflect::set(&options, &key.into(), &value).ok()?;
    let name = format!("{PREFIX}{id}");
    let asked = request.call3(&locks, &name.into(), &options, on_lock);
    asked.ok()?.dyn_into().ok()
}
