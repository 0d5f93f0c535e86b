//! The sentence that a lesson takes apart: a field and a button.

use crate::ui::i18n::use_i18n;
use crate::ui::say::say;
use crate::ui::sentence;
use leptos::prelude::*;
use web_sys::SubmitEvent;

/// Sets `text`, and makes it the sentence of all lessons, when the reader says so.
#[component]
pub fn SentenceForm(text: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let field = RwSignal::new(text.get_untracked());
    // Dares and examples set it too.
    Effect::new(move |_| field.set(text.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let new = field.get_untracked();
        // The field says so itself where it is empty; blanks it takes for a text.
        if new.trim().is_empty() {
            return field.set(text.get_untracked());
        }
        sentence::keep(&new);
        text.set(new);
    };
    view! {
        <form class="sentence-form" on:submit=submit>
            <label class="field">
                {say!(i18n, figures.sentence)}
                <input type="text" lang="en" maxlength="4000" required prop:value=move || field.get()
                    on:input=move |event| field.set(event_target_value(&event)) />
            </label>
            <button type="submit" class="button primary">{say!(i18n, figures.take)}</button>
        </form>
    }
}
