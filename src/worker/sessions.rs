//! The sessions that workers serve.

use super::protocol::{Studio as StudioProtocol, Translation};
use super::serve::Serve;
use crate::session::protocol::{Event, Request};
use crate::session::studio::Studio;
use crate::session::studio::protocol::{Ask, Told};

impl Serve<Translation> for crate::session::Session {
    fn handle(&mut self, request: Request) -> Vec<Event> {
        crate::session::Session::handle(self, request)
    }
}

impl Serve<StudioProtocol> for Studio {
    fn handle(&mut self, request: Ask) -> Vec<Told> {
        Studio::handle(self, request)
    }

    fn is_busy(&self) -> bool {
        Studio::is_busy(self)
    }

    fn work(&mut self, now: f64) -> Vec<Told> {
        Studio::work(self, now)
    }
}
