//! “Clear my data”: everything of the reader's that this browser keeps, forgotten; asked twice.

use crate::ui::i18n::use_i18n;
use crate::ui::lessons::lab::saved;
use crate::ui::lessons::lab::saved::database::StorageTrouble;
use crate::ui::say::{live, say};
use crate::ui::{progress, sentence};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, Copy)]
enum State {
    Rest,
    /// Whether they really want it.
    Asks,
    Done,
    Failed(StorageTrouble),
}

/// The lab's runs, their models and the reader's own pairs; lessons opened, answers to the self-test, the last sentence.
#[component]
pub fn ClearData() -> impl IntoView {
    let i18n = use_i18n();
    let state = RwSignal::new(State::Rest);
    let clear = move |_| {
        progress::forget();
        sentence::keep("");
        spawn_local(async move {
            let cleared = saved::clear().await;
            state.try_set(cleared.map_or_else(State::Failed, |()| State::Done));
        });
    };
    let question = move || {
        let said = match state.get() {
            State::Asks => {
                return view! {
                    <div class="note problem">
                        <p>{say!(i18n, lab.clear_really)}</p>
                        <div class="row">
                            <button type="button" class="button" id="clear-data-all" on:click=clear>{say!(i18n, lab.clear_all)}</button>
                            <button type="button" class="button" on:click=move |_| state.set(State::Rest)>{say!(i18n, lab.clear_not)}</button>
                        </div>
                    </div>
                }
                .into_any();
            }
            State::Rest => None,
            State::Done => Some(view! { <p>{say!(i18n, lab.cleared)}</p> }.into_any()),
            State::Failed(StorageTrouble::Forbidden) => {
                Some(view! { <p>{say!(i18n, lab.clear_forbidden)}</p> }.into_any())
            }
            State::Failed(StorageTrouble::Full) => {
                Some(view! { <p>{say!(i18n, lab.clear_failed)}</p> }.into_any())
            }
        };
        view! {
            {said}
            <button type="button" class="button quiet" id="clear-data" on:click=move |_| state.set(State::Asks)>{say!(i18n, lab.clear)}</button>
        }
        .into_any()
    };
    view! { <div class="clear-data" role="status">{live(question)}</div> }
}
