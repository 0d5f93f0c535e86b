//! **Teddy Reads**: the first lecture of Stanford CME295, taken apart in the browser.
//!
//! One crate in layers; arrows point one way and the compiler enforces it by features:
//!
//! ```text
//!  ui ──► worker ──► session ──► nlp
//!   │                             ▲
//!   └────► viz ───────────────────┘
//! ```
//!
//! * [`nlp`]: tokenizers, models, training, decoding, metrics. Knows no browser, no clock, no global.
//! * [`session`]: the pure protocol between the page and its worker: `Session::handle(Request) -> events`.
//! * [`viz`]: data to geometry, colour and SVG, without a DOM.
//! * `worker` (feature `web`): how requests and events travel.
//! * `cli` (feature `cli`): the native command-line program `teddy`.
//! * `ui` (feature `ui`): the Leptos application. Nothing else may import leptos.
//!
//! `cargo test --no-default-features` builds the first three with no web crate at all.

pub mod gpu;
pub mod nlp;
pub mod session;
pub mod viz;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(feature = "web")]
pub mod worker;
