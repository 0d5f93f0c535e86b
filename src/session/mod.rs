//! The pure protocol between the page and its worker.
//!
//! `Session` is a plain state machine, `fn handle(&mut self, Request) -> Vec<Event>`, so all of it is
//! tested natively; the worker only carries the messages.

pub mod protocol;
