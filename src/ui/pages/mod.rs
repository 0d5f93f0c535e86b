//! The pages that are not lessons.

mod about;
mod map;
mod not_found;

pub use about::AboutPage;
pub use map::MapPage;
pub use not_found::NotFoundPage;
