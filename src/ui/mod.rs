//! The Leptos application.
pub mod model_loader;
