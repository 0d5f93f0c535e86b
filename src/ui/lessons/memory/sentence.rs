//! The sentence that both translators are given.

use super::context::use_memory;
use crate::session::link::LECTURE_SENTENCE;
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, say};
use crate::ui::sentence;
use leptos::prelude::*;
use web_sys::SubmitEvent;

/// A sentence of fourteen words, in what the models have seen.
pub const LONG: &str =
    "My brother told me that he wants to buy a new car before the end of the year.";

#[component]
pub fn SentenceForm() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let field = RwSignal::new(lesson.text.get_untracked());
    Effect::new(move |_| field.set(lesson.text.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = field.get_untracked();
        sentence::keep(&text);
        lesson.text.set(text);
    };
    view! {
        <form class="mem-sentence" on:submit=submit>
            <label class="field">
                {say!(i18n, memory.alignment.sentence)}
                <input type="text" id="mem-text" lang="en" prop:value=move || field.get() maxlength="300" autocomplete="off"
                    on:input=move |event| field.set(event_target_value(&event)) />
            </label>
            <button type="submit" class="button primary">{say!(i18n, memory.alignment.take)}</button>
        </form>
        <div class="row" role="group" aria-label=label!(i18n, memory.alignment.examples)>
            <button type="button" class="button quiet" on:click=move |_| lesson.text.set(LECTURE_SENTENCE.to_owned())>
                {say!(i18n, memory.alignment.short)}
            </button>
            <button type="button" class="button quiet" on:click=move |_| lesson.text.set(LONG.to_owned())>
                {say!(i18n, memory.alignment.long)}
            </button>
        </div>
    }
}
