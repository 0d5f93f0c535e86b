//! The page's side: starts the worker, queues until it is ready, falls back where there is none.

use super::inline::Inline;
use super::on_page::{AnswerSoon, import};
use super::protocol::{Protocol, Translation};
use super::{Mode, WorkerFailure, from_message, say, to_message, transfer_list};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// How long a worker may take to load before the page does its work, in milliseconds.
const READY_WITHIN_MS: i32 = 30_000;

/// The build's name, which `<meta name="build">` holds; the version of the program where there is none.
pub fn build_name() -> String {
    let build = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=build]").ok()?)
        .and_then(|meta| meta.get_attribute("content"));
    build.unwrap_or_else(|| env!("CARGO_PKG_VERSION").into())
}

/// How a [`Client`] is started.
pub struct ClientOptions<P: Protocol = Translation> {
    /// Address of the worker's script. `None`: always on the page.
    pub worker_url: Option<String>,
    /// What answers on the page where there is no worker.
    pub on_page: Rc<dyn Fn() -> AnswerSoon<P>>,
}

impl<P: Protocol> Default for ClientOptions<P> {
    /// With the worker under the name that Trunk gives its loader. The worker's files carry no hash in their
    /// names, so the build's name (`<meta name="build">`) is appended: caches never mix two builds.
    fn default() -> Self {
        let build = build_name();
        let url = format!("{}?v={build}", P::SCRIPT);
        ClientOptions {
            worker_url: Some(url.clone()),
            on_page: Rc::new(move || import::<P>(url.clone())),
        }
    }
}

/// A session somewhere else, or here. Dropping the client terminates the worker.
pub struct Client<P: Protocol = Translation>(Rc<Inner<P>>);

struct Inner<P: Protocol> {
    options: ClientOptions<P>,
    on_event: Rc<dyn Fn(P::Event)>,
    on_failure: Box<dyn Fn(WorkerFailure)>,
    link: RefCell<Link<P>>,
}

enum Link<P: Protocol> {
    Worker(WorkerLink<P>),
    Inline(Inline<P>),
    Down,
}

impl<P: Protocol> Client<P> {
    /// Starts the worker. `on_event` is told every answer, in order (but not `Ready`, which is
    /// between client and worker). `on_failure` is told why there is no worker (any more);
    /// afterwards [`Client::mode`] says how it goes on.
    pub fn start(
        options: ClientOptions<P>,
        on_event: impl Fn(P::Event) + 'static,
        on_failure: impl Fn(WorkerFailure) + 'static,
    ) -> Self {
        let client = Client(Rc::new(Inner {
            options,
            on_event: Rc::new(on_event),
            on_failure: Box::new(on_failure),
            link: RefCell::new(Link::Down),
        }));
        client.restart();
        client
    }

    /// Terminates the worker in the middle of whatever it does and starts another, without a model. For a
    /// worker that died, and for work that nobody waits for any more. Requests under way are lost.
    pub fn restart(&self) {
        // The old link first: its worker should be gone before the next one is there.
        drop(self.0.link.replace(Link::Down));
        match &self.0.options.worker_url {
            None => drop(self.0.link.replace(Inner::inline(&self.0))),
            Some(url) => match WorkerLink::start(url, Rc::downgrade(&self.0)) {
                Ok(link) => drop(self.0.link.replace(Link::Worker(link))),
                Err(failure) => Inner::fail(&self.0, failure),
            },
        }
    }

    /// Asks something; the answer comes by `on_event`. A request to a client that is
    /// [`Mode::Down`] comes back as the error.
    pub fn send(&self, request: P::Request) -> Result<(), Box<P::Request>> {
        match &*self.0.link.borrow() {
            Link::Worker(link) => link.send(request),
            Link::Inline(inline) => inline.send(request),
            Link::Down => return Err(Box::new(request)),
        }
        Ok(())
    }

    /// Where requests are answered now.
    pub fn mode(&self) -> Mode {
        match &*self.0.link.borrow() {
            Link::Worker(link) if link.ready.get() => Mode::Worker,
            Link::Worker(_) => Mode::Starting,
            Link::Inline(_) => Mode::Inline,
            Link::Down => Mode::Down,
        }
    }
}

impl<P: Protocol> Inner<P> {
    fn inline(self: &Rc<Self>) -> Link<P> {
        let client = Rc::downgrade(self);
        let on_failure = move |failure| {
            if let Some(client) = client.upgrade() {
                client.end(failure);
            }
        };
        let answer = (self.options.on_page)();
        Link::Inline(Inline::new(answer, Rc::clone(&self.on_event), on_failure))
    }

    /// The worker's link is over. Before it was ready nothing is lost: what waited is answered on the page.
    fn fail(self: &Rc<Self>, failure: WorkerFailure) {
        if matches!(failure, WorkerFailure::Died { .. }) {
            return self.end(failure);
        }
        let old = self.link.replace(self.inline());
        if let (Link::Worker(old), Link::Inline(inline)) = (&old, &*self.link.borrow()) {
            old.queue.take().into_iter().for_each(|r| inline.send(r));
        }
        drop(old);
        (self.on_failure)(failure);
    }

    /// Nobody answers any more.
    fn end(&self, failure: WorkerFailure) {
        drop(self.link.replace(Link::Down));
        (self.on_failure)(failure);
    }

    fn on_message(self: &Rc<Self>, data: &JsValue) {
        let failure = match from_message::<P::Event>(data) {
            Some(event) => match P::version_in(&event) {
                None => return (self.on_event)(event),
                Some(version) if version == P::VERSION => {
                    if let Link::Worker(link) = &*self.link.borrow() {
                        link.on_ready();
                    }
                    return;
                }
                Some(version) => WorkerFailure::WrongVersion {
                    page: P::VERSION,
                    worker: version,
                },
            },
            None => self.not_started_or_died("an unreadable message".into()),
        };
        self.fail(failure);
    }

    fn not_started_or_died(&self, why: String) -> WorkerFailure {
        match &*self.link.borrow() {
            Link::Worker(link) if !link.ready.get() => WorkerFailure::NotStarted { why },
            _ => WorkerFailure::Died { why },
        }
    }
}

/// A worker with its handlers and what waits for it.
struct WorkerLink<P: Protocol> {
    worker: Worker,
    ready: Cell<bool>,
    queue: RefCell<Vec<P::Request>>,
    timer: Cell<Option<i32>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    _on_timeout: Closure<dyn FnMut()>,
}

impl<P: Protocol> WorkerLink<P> {
    fn start(url: &str, client: Weak<Inner<P>>) -> Result<Self, WorkerFailure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(url, &options)
            .map_err(|error| WorkerFailure::NotStarted { why: say(&error) })?;

        let on_message = {
            let client = client.clone();
            Closure::new(move |message: MessageEvent| {
                if let Some(client) = client.upgrade() {
                    client.on_message(&message.data());
                }
            })
        };
        let on_error = {
            let client = client.clone();
            Closure::new(move |event: ErrorEvent| {
                if let Some(client) = client.upgrade() {
                    let failure = client.not_started_or_died(error_text(&event));
                    client.fail(failure);
                }
            })
        };
        let on_timeout = Closure::new(move || {
            if let Some(client) = client.upgrade() {
                client.fail(WorkerFailure::TimedOut);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let timer = web_sys::window().and_then(|window| {
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(
                    on_timeout.as_ref().unchecked_ref(),
                    READY_WITHIN_MS,
                )
                .ok()
        });
        Ok(WorkerLink {
            worker,
            ready: Cell::new(false),
            queue: RefCell::default(),
            timer: Cell::new(timer),
            _on_message: on_message,
            _on_error: on_error,
            _on_timeout: on_timeout,
        })
    }

    fn send(&self, request: P::Request) {
        if self.ready.get() {
            self.post(&request);
        } else {
            self.queue.borrow_mut().push(request);
        }
    }

    fn on_ready(&self) {
        self.stop_timer();
        self.ready.set(true);
        self.queue.take().iter().for_each(|r| self.post(r));
    }

    fn post(&self, request: &P::Request) {
        let message = to_message(request);
        // Only fails for values that cannot be cloned; bytes can.
        let _ = self
            .worker
            .post_message_with_transfer(&message, &transfer_list(&message));
    }

    fn stop_timer(&self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

impl<P: Protocol> Drop for WorkerLink<P> {
    fn drop(&mut self) {
        self.stop_timer();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What an `error` event says. A script that could not be fetched comes as a plain `Event`, whose
/// `message` is missing.
fn error_text(event: &ErrorEvent) -> String {
    js_sys::Reflect::get(event, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| "its script could not be loaded".into())
}
