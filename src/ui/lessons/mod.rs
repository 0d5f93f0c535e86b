//! One folder per lesson.

mod lab;
mod transformer;
mod translation;

use super::part::part;
use lab::LabPage;
use leptos::prelude::*;
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
    /// Lesson 9.
    pub fn lab in lab => || view! { <LabPage /> }.into_any()
);
