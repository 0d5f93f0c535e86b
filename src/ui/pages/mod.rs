//! The pages that are not lessons.

mod about;
mod attention;
mod map;
mod not_found;

use super::glossary::GlossaryPage;
use super::part::part;
use super::self_test::SelfTestPage;
use about::AboutPage;
use attention::AttentionPage;
use leptos::prelude::*;
use map::MapPage;
pub use not_found::NotFoundPage;

part!(
    /// What this is and what it was made from.
    pub fn about in pages => || view! { <AboutPage /> }.into_any()
);
part!(
    /// The map of the lecture.
    pub fn map in pages => || view! { <MapPage /> }.into_any()
);
part!(
    /// Attention on the CPU and on the graphics card.
    pub fn attention in lessons => || view! { <AttentionPage /> }.into_any()
);
part!(
    /// The words of the lecture.
    pub fn glossary in lessons => || view! { <GlossaryPage /> }.into_any()
);
part!(
    /// Questions on the lecture.
    pub fn self_test in lessons => || view! { <SelfTestPage /> }.into_any()
);
