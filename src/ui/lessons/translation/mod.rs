//! Lesson 8: translation, end to end.
//!
//! * [`context`]: what all parts share;
//! * [`engine`]: the worker with the model;
//! * [`sentence`]: the reader's sentence and its translation;
//! * [`walkthrough`]: the translation, stage by stage;
//! * [`heads`]: every attention head;
//! * [`decoding`]: greedy, beam, sampling;
//! * [`tensors`]: every tensor and parameter by name;
//! * [`file`]: the translation as a file;
//! * [`address`]: what is on screen, in the address.

mod address;
pub mod context;
mod copy;
mod decoding;
pub mod engine;
mod file;
mod heads;
mod sentence;
mod tensors;
pub mod walkthrough;

use crate::ui::frame::LessonHeader;
use crate::ui::lesson::Lesson;
use context::LessonContext;
use decoding::DecodingSection;
use engine::Engine;
use file::FileSection;
use heads::HeadsSection;
use leptos::prelude::*;
use sentence::Sentence;
use tensors::TensorSection;
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
            <HeadsSection />
            <DecodingSection />
            <TensorSection />
            <FileSection />
        </article>
    }
}
