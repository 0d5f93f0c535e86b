//! Messages through `Uint8Array`s, the fallback on the page, failing and living workers, and the core's
//! numbers in wasm. A worker with the real session in it is started by the end-to-end tests.

use crate::fake;
use js_sys::{Array, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::session::manifest::sha256_hex;
use teddy_reads::session::protocol::{Event, PROTOCOL_VERSION, Request, SessionError};
use teddy_reads::worker::{Answer, AnswerSoon, Client, ClientOptions, Mode, WorkerFailure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const TEDDY: &str = "A cute teddy bear is reading.";

/// A client with all that it reported so far.
struct Recorder {
    client: Client,
    events: Rc<RefCell<Vec<Event>>>,
    failures: Rc<RefCell<Vec<WorkerFailure>>>,
}

impl Recorder {
    fn start(worker_url: Option<&str>) -> Self {
        let (events, failures) = (Rc::default(), Rc::default());
        let options = ClientOptions {
            worker_url: worker_url.map(String::from),
            on_page: fake_on_page(),
        };
        let client = Client::start(
            options,
            {
                let events: Rc<RefCell<Vec<Event>>> = Rc::clone(&events);
                move |event| events.borrow_mut().push(event)
            },
            {
                let failures: Rc<RefCell<Vec<WorkerFailure>>> = Rc::clone(&failures);
                move |failure| failures.borrow_mut().push(failure)
            },
        );
        Recorder {
            client,
            events,
            failures,
        }
    }

    fn send(&self, request: Request) {
        assert_eq!(self.client.send(request), Ok(()));
    }

    /// Until `n` events have come.
    async fn events(&self, n: usize) -> Vec<Event> {
        until(|| self.events.borrow().len() >= n).await;
        self.events.borrow().clone()
    }

    async fn failure(&self) -> WorkerFailure {
        until(|| !self.failures.borrow().is_empty()).await;
        self.failures.borrow()[0].clone()
    }
}

async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("the tests run in a page");
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .expect("a page can wait");
    });
    JsFuture::from(promise).await.expect("it never fails");
}

async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..500 {
        if done() {
            return;
        }
        sleep(10).await;
    }
    panic!("waited five seconds in vain");
}

/// The fake session, as what the page imports where there is no worker.
fn fake_on_page() -> Rc<dyn Fn() -> AnswerSoon> {
    Rc::new(|| {
        let mut session = fake::session();
        let answer = Answer {
            request: Box::new(move |request: &Request| Ok(session.handle(request.clone()))),
            work: Box::new(|| Ok(None)),
        };
        Box::pin(async { Ok(answer) })
    })
}

/// The address of a worker's script with this text.
fn script(text: &str) -> String {
    let parts = Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)
        .expect("a blob of a string");
    web_sys::Url::create_object_url_with_blob(&blob).expect("an address for a blob")
}

/// JavaScript that posts `event` as the worker does.
fn posting(event: &Event) -> String {
    let bytes = postcard::to_allocvec(event).unwrap();
    format!("{{ const m = new Uint8Array({bytes:?}); postMessage(m, [m.buffer]); }}")
}

fn ready(protocol: u32) -> String {
    posting(&Event::Ready { protocol })
}

fn check_round_trip(events: &[Event]) {
    match events {
        [
            Event::ModelLoaded(summary),
            Event::Translated { id: 5, translation },
        ] => {
            assert_eq!(summary.name, "fake");
            assert_eq!(translation.text, "A etuc yddet raeb si .gnidaer");
        }
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn on_the_page_requests_are_answered_in_order_and_later() {
    let recorder = Recorder::start(None);
    assert_eq!(recorder.client.mode(), Mode::Inline);
    recorder.send(fake::load_model());
    recorder.send(fake::translate(5, TEDDY));
    assert!(
        recorder.events.borrow().is_empty(),
        "not before the next turn"
    );
    check_round_trip(&recorder.events(2).await);
    recorder.send(fake::translate(6, "  "));
    assert_eq!(
        recorder.events(3).await[2],
        Event::Failed {
            id: Some(6),
            error: SessionError::EmptyText
        }
    );
    assert!(recorder.failures.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_dropped_client_says_no_more() {
    let recorder = Recorder::start(None);
    recorder.send(fake::load_model());
    let events = Rc::clone(&recorder.events);
    drop(recorder);
    sleep(50).await;
    assert!(events.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn the_page_may_ask_from_within_an_answer() {
    let (client, seen) = (
        Rc::new(RefCell::new(None::<Client>)),
        Rc::new(RefCell::new(0)),
    );
    let options = ClientOptions {
        worker_url: None,
        on_page: fake_on_page(),
    };
    let started = {
        let (client, seen) = (Rc::downgrade(&client), Rc::clone(&seen));
        Client::start(
            options,
            move |_| {
                *seen.borrow_mut() += 1;
                let client = client.upgrade().expect("the test holds it");
                if *seen.borrow() < 3 {
                    let again = client.borrow().as_ref().map(|c| c.send(fake::load_model()));
                    assert_eq!(again, Some(Ok(())));
                } else {
                    // Even this: the client goes away inside its own callback.
                    drop(client.take());
                }
            },
            |failure| panic!("{failure}"),
        )
    };
    assert_eq!(started.send(fake::load_model()), Ok(()));
    client.replace(Some(started));
    until(|| client.borrow().is_none()).await;
    assert_eq!(*seen.borrow(), 3);
}

#[wasm_bindgen_test]
async fn a_worker_that_cannot_start_is_replaced_by_the_page_and_nothing_is_lost() {
    for url in ["/there/is/no/such/worker.js", &script("throw Error('no')")] {
        let recorder = Recorder::start(Some(url));
        assert_eq!(recorder.client.mode(), Mode::Starting);
        recorder.send(fake::load_model());
        recorder.send(fake::translate(5, TEDDY));
        check_round_trip(&recorder.events(2).await);
        assert_eq!(recorder.client.mode(), Mode::Inline);
        let failure = recorder.failure().await;
        assert!(
            matches!(failure, WorkerFailure::NotStarted { .. }),
            "{failure}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_worker_of_another_version_is_replaced_by_the_page() {
    let worker = PROTOCOL_VERSION + 1;
    let recorder = Recorder::start(Some(&script(&ready(worker))));
    recorder.send(fake::load_model());
    recorder.send(fake::translate(5, TEDDY));
    check_round_trip(&recorder.events(2).await);
    assert_eq!(
        recorder.failure().await,
        WorkerFailure::WrongVersion {
            page: PROTOCOL_VERSION,
            worker
        }
    );
}

#[wasm_bindgen_test]
async fn requests_wait_until_the_worker_is_ready_and_arrive_in_order() {
    // A worker that takes its time, then answers each request with an event of the same number: byte 1
    // of the request.
    let answer = Event::Vocabulary {
        id: 77,
        pieces: vec![],
    };
    let answer = posting(&answer).replace("77", "request.data[1]");
    let text = format!(
        "setTimeout(() => {{ onmessage = request => {answer}; {} }}, 80);",
        ready(PROTOCOL_VERSION)
    );
    let recorder = Recorder::start(Some(&script(&text)));
    for id in 1..=3 {
        recorder.send(Request::Vocabulary { id });
    }
    until(|| recorder.client.mode() == Mode::Worker).await;
    recorder.send(Request::Vocabulary { id: 4 });
    let ids: Vec<_> = recorder
        .events(4)
        .await
        .into_iter()
        .map(|event| match event {
            Event::Vocabulary { id, .. } => id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert!(recorder.failures.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_is_reported_and_can_be_started_again() {
    let text = format!(
        "onmessage = () => {{ throw Error('unreachable'); }}; {}",
        ready(PROTOCOL_VERSION)
    );
    let recorder = Recorder::start(Some(&script(&text)));
    until(|| recorder.client.mode() == Mode::Worker).await;
    recorder.send(Request::Vocabulary { id: 1 });
    match recorder.failure().await {
        WorkerFailure::Died { why } => assert!(why.contains("unreachable"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(recorder.client.mode(), Mode::Down);
    let request = Request::Vocabulary { id: 2 };
    assert_eq!(
        recorder.client.send(request.clone()),
        Err(Box::new(request))
    );
    recorder.client.restart();
    until(|| recorder.client.mode() == Mode::Worker).await;
}

#[wasm_bindgen_test]
fn a_hash_is_the_same_here() {
    // FIPS 180-2, appendix B.1 and the empty message.
    assert_eq!(
        sha256_hex(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(
        sha256_hex(b""),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[wasm_bindgen_test]
fn random_numbers_are_the_same_here() {
    let mut rng = Rng::new(2025);
    assert_eq!([(); 3].map(|()| rng.next_u64()), fake::RNG_2025);
}
