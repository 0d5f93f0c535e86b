//! One folder per lesson.

mod translation;

use super::part::part;
use leptos::prelude::*;
use translation::TranslationPage;

part!(
    /// Lesson 8.
    pub fn translation in translation => || view! { <TranslationPage /> }.into_any()
);
