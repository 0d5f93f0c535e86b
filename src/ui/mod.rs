//! The Leptos application.
//!
//! * [`app`]: the root: contexts, router, error boundary;
//! * [`frame`]: what surrounds every page: header, footer, switches;
//! * [`pages`]: the map of the lecture, the About page, the page that is not there;
//! * [`lessons`]: one folder per lesson;
//! * [`lesson`]: order, addresses and times of the lessons;
//! * [`glossary`], [`self_test`]: the lecture's words, and questions on it; [`progress`]: what the reader has done;
//! * [`studio`]: the worker of the lessons; [`failure`]: why it or a model is not there;
//! * [`address`]: what is on screen, in the address; [`sentence`]: the reader's own sentence;
//! * [`model_loader`]: fetches a model's files with progress, from the cache where it can;
//! * [`locale`], [`theme`]: language and colours; [`storage`]: what the browser remembers of them;
//! * [`part`]: parts whose code comes in a file of its own; [`say`]: words and live parts of a view;
//! * [`present`]: a lesson on a projector, a slide at a time;
//! * [`widgets`]: figures of which lessons are made;
//! * [`panic`]: what is shown when something breaks.
//!
//! All words on the screen come from `locales/<locale>/<namespace>.json` by [`say`].

// `pub mod i18n`, made from locales/ by build.rs.
include!(concat!(env!("OUT_DIR"), "/i18n.rs"));

pub mod address;
pub mod app;
pub mod failure;
pub mod frame;
pub mod glossary;
pub mod lesson;
pub mod lessons;
pub mod locale;
pub mod model_loader;
pub mod pages;
pub mod panic;
pub mod part;
mod present;
pub mod progress;
pub mod say;
pub mod self_test;
pub mod sentence;
pub mod storage;
pub mod studio;
pub mod theme;
pub mod widgets;
