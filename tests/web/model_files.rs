//! The download of a model against a server that is a table in here: `window.fetch` is replaced.

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use teddy_reads::session::manifest::{CONFIG_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE};
use teddy_reads::session::protocol::Request;
use teddy_reads::worker::model_files::{AbortOnDrop, LoadError, Progress, fetch_model};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Headers, Response, ResponseInit};

/// What the server answers.
#[derive(Clone)]
enum Answer {
    Bytes(Vec<u8>),
    Page,
    Status(u16),
    Broken,
    /// Not until the request is called off.
    Never,
}

/// Answers by path without query; the last one of a list stays.
type Answers = Rc<RefCell<BTreeMap<String, VecDeque<Answer>>>>;

/// The server; `window.fetch` is the browser's own again once it is dropped.
struct Server {
    answers: Answers,
    /// What was asked for: path, then `reload` and the like where it was said.
    log: Rc<RefCell<Vec<String>>>,
    original: JsValue,
    _fetch: Closure<dyn FnMut(String, JsValue) -> Promise>,
}

fn window() -> web_sys::Window {
    web_sys::window().expect("the tests run in a page")
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn set(object: &JsValue, key: &str, value: &JsValue) {
    Reflect::set(object, &key.into(), value).unwrap();
}

impl Server {
    fn start() -> Self {
        let (answers, log): (Answers, Rc<RefCell<Vec<String>>>) = Default::default();
        let fetch = {
            let (answers, log) = (Rc::clone(&answers), Rc::clone(&log));
            Closure::new(move |url: String, init: JsValue| {
                let path = url.split('?').next().unwrap_or_default().to_owned();
                let cache = get(&init, "cache").as_string().unwrap_or_default();
                log.borrow_mut().push(format!("{path} {cache}"));
                let mut answers = answers.borrow_mut();
                let answer = match answers.get_mut(&path) {
                    Some(list) if list.len() > 1 => list.pop_front(),
                    Some(list) => list.front().cloned(),
                    None => None,
                };
                respond(answer.unwrap_or(Answer::Status(404)), &get(&init, "signal"))
            })
        };
        let original = get(&window(), "fetch");
        set(&window(), "fetch", fetch.as_ref());
        Server {
            answers,
            log,
            original,
            _fetch: fetch,
        }
    }

    fn answer(&self, path: String, answers: impl IntoIterator<Item = Answer>) {
        let answers = answers.into_iter().collect();
        self.answers.borrow_mut().insert(path, answers);
    }

    /// Puts a model with these weights into the folder.
    fn publish(&self, base: &str, weights: &[u8]) {
        let files = [
            (CONFIG_FILE, &b"{}"[..]),
            (TOKENIZER_FILE, b"tokens"),
            (WEIGHTS_FILE, weights),
        ];
        let manifest = Manifest::of_files("toy", files).to_json().into_bytes();
        for (name, bytes) in files.into_iter().chain([("manifest.json", &manifest[..])]) {
            self.answer(format!("{base}/{name}"), [Answer::Bytes(bytes.to_vec())]);
        }
    }

    fn take_log(&self) -> Vec<String> {
        self.log.take()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        set(&window(), "fetch", &self.original);
    }
}

fn respond(answer: Answer, signal: &JsValue) -> Promise {
    let init = ResponseInit::new();
    let headers = Headers::new().unwrap();
    let body = match answer {
        Answer::Broken => return Promise::reject(&js_sys::TypeError::new("network")),
        Answer::Never => {
            let signal = signal.clone();
            return Promise::new(&mut |_, reject| set(&signal, "onabort", &reject));
        }
        Answer::Status(status) => {
            init.set_status(status);
            vec![]
        }
        Answer::Page => {
            headers
                .set("content-type", "text/html; charset=utf-8")
                .unwrap();
            b"<!DOCTYPE html>".to_vec()
        }
        Answer::Bytes(bytes) => bytes,
    };
    init.set_headers(&headers);
    let body = Uint8Array::from(&body[..]);
    let response = Response::new_with_opt_js_u8_array_and_init(Some(&body), &init).unwrap();
    Promise::resolve(&JsValue::from(response))
}

/// The weights and every progress report, or the error.
async fn load(base: &str) -> Result<(Vec<u8>, Vec<Progress>), LoadError> {
    let reports = RefCell::new(vec![]);
    let request = fetch_model(base, None, |p| reports.borrow_mut().push(p)).await?;
    match request {
        Request::LoadModel {
            config,
            tokenizer,
            weights,
            ..
        } => {
            assert_eq!((&config[..], &tokenizer[..]), (&b"{}"[..], &b"tokens"[..]));
            Ok((weights, reports.take()))
        }
        other => panic!("{other:?}"),
    }
}

fn weights(seed: u8) -> Vec<u8> {
    (0..100_000u32).map(|i| i as u8 ^ seed).collect()
}

#[wasm_bindgen_test]
async fn is_fetched_once_and_then_comes_from_the_cache() {
    let (server, base) = (Server::start(), "/models/once");
    server.publish(base, &weights(1));
    let (found, reports) = load(base).await.unwrap();
    assert_eq!(found, weights(1));
    let total = 100_008;
    assert_eq!(
        reports[0],
        Progress {
            total,
            ..Progress::default()
        }
    );
    assert!(reports.is_sorted_by_key(|p| p.loaded));
    let end = Progress {
        loaded: total,
        cached: 0,
        total,
    };
    assert_eq!(reports.last(), Some(&end));
    assert_eq!(
        server.take_log(),
        [
            "/models/once/manifest.json no-cache",
            "/models/once/config.json default",
            "/models/once/tokenizer.json default",
            "/models/once/model.safetensors default"
        ]
    );

    let (found, reports) = load(base).await.unwrap();
    assert_eq!(found, weights(1));
    assert_eq!(
        reports.last(),
        Some(&Progress {
            cached: total,
            ..end
        })
    );
    assert_eq!(server.take_log(), ["/models/once/manifest.json no-cache"]);

    // Without the server.
    server.answer(format!("{base}/manifest.json"), [Answer::Broken]);
    assert_eq!(load(base).await.unwrap().0, weights(1));
}

#[wasm_bindgen_test]
async fn a_new_model_replaces_the_old_one() {
    let (server, base) = (Server::start(), "/models/new");
    server.publish(base, &weights(1));
    load(base).await.unwrap();
    server.publish("/models/new-neighbour", &weights(3));
    load("/models/new-neighbour").await.unwrap();
    let before = cached_addresses("/models/new/").await;
    server.publish(base, &weights(2));
    assert_eq!(load(base).await.unwrap().0, weights(2));
    let after = cached_addresses("/models/new/").await;
    assert_eq!((before.len(), after.len()), (4, 4));
    assert_ne!(before, after);
    assert_eq!(cached_addresses("/models/new-neighbour/").await.len(), 4);
}

async fn cached_addresses(folder: &str) -> Vec<String> {
    let cache = window().caches().unwrap().open("teddy-reads-models");
    let cache: web_sys::Cache = JsFuture::from(cache).await.unwrap().into();
    let keys: js_sys::Array = JsFuture::from(cache.keys()).await.unwrap().into();
    let urls = keys.iter().map(|key| web_sys::Request::from(key).url());
    urls.filter(|url| url.contains(folder)).collect()
}

#[wasm_bindgen_test]
async fn what_is_missing_is_named() {
    let (server, base) = (Server::start(), "/models/missing");
    let missing = |file: &str| LoadError::NotFound { file: file.into() };
    assert_eq!(load(base).await, Err(missing("manifest.json")));
    server.answer(format!("{base}/manifest.json"), [Answer::Page]);
    assert_eq!(load(base).await, Err(missing("manifest.json")));
    server.publish(base, &weights(1));
    for answer in [Answer::Status(404), Answer::Page] {
        server.answer(format!("{base}/tokenizer.json"), [answer]);
        assert_eq!(load(base).await, Err(missing("tokenizer.json")));
    }
    server.answer(format!("{base}/tokenizer.json"), [Answer::Status(403)]);
    let refused = LoadError::Refused {
        file: "tokenizer.json".into(),
        status: 403,
    };
    assert_eq!(load(base).await, Err(refused));
    server.answer(
        format!("{base}/manifest.json"),
        [Answer::Bytes(b"{".to_vec())],
    );
    assert!(matches!(load(base).await, Err(LoadError::BadManifest(_))));
}

#[wasm_bindgen_test]
async fn damage_is_found_and_fetched_again() {
    let (server, base) = (Server::start(), "/models/damage");
    server.publish(base, &weights(1));
    let file = format!("{base}/model.safetensors");
    let mut flipped = weights(1);
    flipped[5000] ^= 1;
    let short = weights(1)[..99_999].to_vec();
    let long = [weights(1), vec![0]].concat();
    let whole = Answer::Bytes(weights(1));
    for damaged in [flipped, short, long] {
        server.take_log();
        server.answer(file.clone(), [Answer::Bytes(damaged), whole.clone()]);
        assert_eq!(load(base).await.unwrap().0, weights(1));
        let log = server.take_log();
        assert_eq!(log.last().unwrap(), &format!("{file} reload"));
        // Another model in between, so that the next round fetches the file again.
        server.publish(base, &weights(9));
        load(base).await.unwrap();
        server.publish(base, &weights(1));
    }
    server.take_log();
    server.answer(file.clone(), [Answer::Bytes(vec![])]);
    let damaged = LoadError::Damaged {
        file: WEIGHTS_FILE.into(),
    };
    assert_eq!(load(base).await, Err(damaged));
    let attempts = server.take_log();
    assert_eq!(attempts.iter().filter(|a| a.starts_with(&file)).count(), 3);
}

#[wasm_bindgen_test]
async fn hiccups_pass_and_being_offline_is_said() {
    let (server, base) = (Server::start(), "/models/hiccup");
    server.publish(base, &weights(1));
    let file = format!("{base}/config.json");
    let whole = Answer::Bytes(b"{}".to_vec());
    server.answer(file, [Answer::Broken, Answer::Status(503), whole]);
    assert_eq!(load(base).await.unwrap().0, weights(1));

    let base = "/models/offline";
    server.answer(format!("{base}/manifest.json"), [Answer::Broken]);
    assert_eq!(load(base).await, Err(LoadError::Offline));
}

#[wasm_bindgen_test]
async fn goes_without_a_cache_and_with_a_full_one() {
    let server = Server::start();
    server.publish("/models/uncached", &weights(1));
    // Window's attributes are properties of its own: what is taken away has to be put back.
    let caches = Object::get_own_property_descriptor(&window(), &"caches".into());
    let missing = Object::new();
    set(&missing, "value", &JsValue::UNDEFINED);
    set(&missing, "configurable", &true.into());
    Object::define_property(&window(), &"caches".into(), &missing);
    let first = load("/models/uncached").await;
    let again = load("/models/uncached").await;
    Object::define_property(&window(), &"caches".into(), caches.unchecked_ref());
    assert_eq!(first.unwrap().0, weights(1));
    assert_eq!(again.unwrap().1.last().unwrap().cached, 0);

    server.publish("/models/full", &weights(1));
    let prototype = get(&get(&window(), "Cache"), "prototype");
    let put = get(&prototype, "put");
    let full =
        Function::new_no_args("return Promise.reject(new DOMException('', 'QuotaExceededError'))");
    set(&prototype, "put", &full);
    let found = load("/models/full").await;
    set(&prototype, "put", &put);
    assert_eq!(found.unwrap().0, weights(1));
}

#[wasm_bindgen_test]
async fn can_be_called_off() {
    let (server, base) = (Server::start(), "/models/abort");
    server.publish(base, &weights(1));
    server.answer(format!("{base}/model.safetensors"), [Answer::Never]);
    let abort = AbortOnDrop::new().unwrap();
    let signal = abort.signal();
    let abort = RefCell::new(Some(abort));
    let result = fetch_model(base, Some(&signal), |progress| {
        // The two small files are here.
        if progress.loaded == 8 {
            let abort = abort.take();
            wasm_bindgen_futures::spawn_local(async move { drop(abort) });
        }
    });
    assert_eq!(result.await.unwrap_err(), LoadError::Aborted);
}
