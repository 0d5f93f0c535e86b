//! Lesson 8: translation, end to end.
//!
//! * [`context`]: what all parts share;
//! * [`engine`]: the worker with the model;
//! * [`sentence`]: the reader's sentence and its translation;
//! * [`walkthrough`]: the translation, stage by stage;
//! * [`address`]: what is on screen, in the address.

mod address;
pub mod context;
mod copy;
pub mod engine;
mod sentence;
pub mod walkthrough;

use crate::ui::frame::LessonHeader;
use crate::ui::lesson::Lesson;
use context::LessonContext;
use engine::Engine;
use leptos::prelude::*;
use sentence::Sentence;
use walkthrough::WalkthroughView;

#[component]
pub fn TranslationPage() -> impl IntoView {
    let lesson = LessonContext::provide(address::from_address(), Engine::start());
    address::keep_address(lesson);
    view! {
        <article class="wide lesson tr">
            <LessonHeader lesson=Lesson::Translation />
            <Sentence />
            <WalkthroughView />
        </article>
    }
}
