//! Sentences to try, and the reader's own to come back to.

use crate::session::link::LECTURE_SENTENCE;
use crate::ui::i18n::use_i18n;
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::say::{label, say};
use leptos::prelude::*;

/// Each shows something: agreement, order of adjectives, a question, a negation, something long.
const EXAMPLES: [&str; 6] = [
    LECTURE_SENTENCE,
    "Two small girls are reading a book.",
    "The old woman is sleeping under a big tree.",
    "I don't know where he lives.",
    "Do you want to come with us?",
    "A brown dog is running on the beach with a red ball.",
];

#[component]
pub fn Examples(own: RwSignal<Option<String>>, choose: Callback<String>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let example = move |text: &'static str| {
        let current = move || (lesson.text.read().as_str() == text).to_string();
        view! {
            <li>
                <button type="button" class="tr-example" lang="en" aria-pressed=current
                    on:click=move |_| choose.run(text.to_owned())>{text}</button>
            </li>
        }
    };
    let kept = move || {
        own.get()
            .filter(|own| !own.trim().is_empty() && *own != lesson.text.get())
    };
    let own_chip = move || {
        kept().map(|text| {
            let again = text.clone();
            view! {
                <li>
                    <button type="button" class="tr-example own" on:click=move |_| choose.run(again.clone())>
                        <span class="tr-own">{say!(i18n, translation.own)}</span>
                        " "
                        <span lang="en">{text}</span>
                    </button>
                </li>
            }
        })
    };
    view! {
        <ul class="tr-examples" aria-label=label!(i18n, translation.examples)>
            {own_chip}
            {EXAMPLES.map(example).collect_view()}
        </ul>
    }
}
