//! One folder per lesson.

mod tokens;
mod transformer;
mod translation;
mod vectors;

use super::part::part;
use leptos::prelude::*;
use tokens::TokensPage;
use transformer::TransformerPage;
use translation::TranslationPage;
use vectors::VectorsPage;

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

part!(
    /// Lesson 3.
    pub fn vectors in vectors => || view! { <VectorsPage /> }.into_any()
);
