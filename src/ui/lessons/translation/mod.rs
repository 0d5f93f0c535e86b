//! Lesson 8: translation, end to end.

use crate::ui::frame::use_title;
use crate::ui::i18n::{t, use_i18n};
use crate::ui::lesson::Lesson;
use leptos::prelude::*;

#[component]
pub fn TranslationPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || Lesson::Translation.title(i18n).to_owned());
    view! {
        <article class="wide">
            <h1>{t!(i18n, translation.title)}</h1>
        </article>
    }
}
