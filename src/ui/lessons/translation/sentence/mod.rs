//! The reader's sentence and its translation, set like two lines of a textbook.

mod examples;
mod facts;
mod result;
mod status;

use super::context::use_lesson;
use crate::ui::i18n::use_i18n;
use crate::ui::part::{Part, part};
use crate::ui::say::{label, say};
use crate::ui::sentence;
use examples::Examples;
use facts::Facts;
use leptos::ev::KeyboardEvent;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use result::Target;
use status::EngineStatus;
use std::time::Duration;

/// A pause in typing: then the sentence is translated without being asked.
const PAUSE: Duration = Duration::from_millis(450);

/// From so many bytes on, sentences are set smaller, and from so many on as running text.
const LONG: usize = 80;
const LONGER: usize = 200;

part!(
    // Not needed for the first translation, so not waited for.
    fn about in translation_rest => || view! { <Facts /> }.into_any()
);

/// Field, examples, translation, and what the engine is doing.
#[component]
pub fn Sentence() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    // What the reader wrote, kept when an example takes its place.
    let own = RwSignal::new(None::<String>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(clear);

    let translate = move || {
        clear();
        sentence::keep(&lesson.text.read_untracked());
        lesson.translate();
    };
    let on_input = move |event| {
        let text = event_target_value(&event);
        own.set(Some(text.clone()));
        lesson.text.set(text.clone());
        clear();
        if text.trim().is_empty() {
            // Nobody is told off in the middle of writing.
            lesson.engine.call_off();
        } else {
            let handle = set_timeout_with_handle(translate, PAUSE);
            timer.set_value(handle.ok());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        // Enter in the middle of writing Chinese chooses a word.
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            translate();
        }
    };
    // The longer of the two lines decides.
    let is_long = move |limit: usize| {
        let french = lesson
            .translation
            .with(|t| t.as_ref().map_or(0, |t| t.text.len()));
        lesson.text.with(String::len).max(french) > limit
    };
    let choose = move |text: String| {
        lesson.text.set(text);
        translate();
    };
    view! {
        <section class="tr-sentence" aria-label=label!(i18n, translation.sentence)>
            <div class="tr-lines" class:long=move || is_long(LONG) class:longer=move || is_long(LONGER)>
                <div class="tr-line">
                    <label class="tr-language" for="tr-source">{say!(i18n, translation.english)}</label>
                    <div class="tr-grow" data-value=move || lesson.text.get()>
                        <textarea
                            id="tr-source"
                            lang="en"
                            rows="1"
                            autocomplete="off"
                            autocapitalize="sentences"
                            enterkeyhint="go"
                            aria-describedby="tr-problem"
                            aria-invalid=move || lesson.engine.problem.read().is_some().then_some("true")
                            placeholder=label!(i18n, translation.placeholder)
                            prop:value=move || lesson.text.get()
                            on:input=on_input
                            on:keydown=on_key
                        ></textarea>
                    </div>
                    <button type="button" class="button primary" on:click=move |_| translate()>
                        {say!(i18n, translation.translate)}
                    </button>
                </div>
                <Target />
                <Part load=about />
            </div>
            <EngineStatus />
            <Examples own choose=Callback::new(choose) />
        </section>
    }
}
