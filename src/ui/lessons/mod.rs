//! One folder per lesson.

mod tasks;
mod transformer;
mod translation;

use super::part::part;
use leptos::prelude::*;
use tasks::TasksPage;
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
    /// Lesson 1.
    pub fn tasks in tasks => || view! { <TasksPage /> }.into_any()
);
