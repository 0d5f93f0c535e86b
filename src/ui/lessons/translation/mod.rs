//! Lesson 8: translation, end to end.

pub mod context;
pub mod walkthrough;

use crate::ui::frame::LessonHeader;
use crate::ui::lesson::Lesson;
use leptos::prelude::*;

#[component]
pub fn TranslationPage() -> impl IntoView {
    view! {
        <article class="wide lesson">
            <LessonHeader lesson=Lesson::Translation />
        </article>
    }
}
