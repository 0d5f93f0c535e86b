//! One folder per lesson.

mod tokens;
mod transformer;
mod translation;

use super::part::part;
use leptos::prelude::*;
use tokens::TokensPage;
use transformer::TransformerPage;
use translation::TranslationPage;

part!(
    /// Lesson 8.
    pub fn translation in translation => || view! { <TranslationPage /> }.into_any()
);
part!(
    /// Lesson 6.
    pub fn transformer in transformer => || view! { <TransformerPage /> }.into_any()
);

part!(
    /// Lesson 2.
    pub fn tokens in tokens => || view! { <TokensPage /> }.into_any()
);
