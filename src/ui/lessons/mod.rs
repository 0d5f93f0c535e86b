//! One folder per lesson.

mod tokens;
mod translation;

use super::part::part;
use leptos::prelude::*;
use tokens::TokensPage;
use translation::TranslationPage;

part!(
    /// Lesson 8.
    pub fn translation in translation => || view! { <TranslationPage /> }.into_any()
);

part!(
    /// Lesson 2.
    pub fn tokens in tokens => || view! { <TokensPage /> }.into_any()
);
