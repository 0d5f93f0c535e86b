//! One folder per lesson.
//!
//! Lesson 8 has parts of its own. All others share one file: what two files share becomes a third, and with a file a lesson
//! there were ninety, forty of them to fetch for the first translated sentence.

pub(in crate::ui) mod lab;
mod memory;
mod recurrent;
mod smoothing;
mod tasks;
mod tokens;
mod transformer;
mod translation;
mod vectors;

use super::part::part;
use lab::LabPage;
use leptos::prelude::*;
use memory::MemoryPage;
use recurrent::RecurrentPage;
use smoothing::SmoothingPage;
use tasks::TasksPage;
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
    pub fn transformer in lessons => || view! { <TransformerPage /> }.into_any()
);

part!(
    /// Lesson 2.
    pub fn tokens in lessons => || view! { <TokensPage /> }.into_any()
);

part!(
    /// Lesson 3.
    pub fn vectors in lessons => || view! { <VectorsPage /> }.into_any()
);
part!(
    /// Lesson 4.
    pub fn rnn in lessons => || view! { <RecurrentPage /> }.into_any()
);
part!(
    /// Lesson 1.
    pub fn tasks in lessons => || view! { <TasksPage /> }.into_any()
);
part!(
    /// Lesson 7.
    pub fn smoothing in lessons => || view! { <SmoothingPage /> }.into_any()
);
part!(
    /// Lesson 9.
    pub fn lab in lessons => || view! { <LabPage /> }.into_any()
);
part!(
    /// Lesson 5.
    pub fn memory in lessons => || view! { <MemoryPage /> }.into_any()
);
