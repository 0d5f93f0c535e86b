//! What the engine is doing: progress while it comes, failures with a way out, nothing while all is well.

use crate::ui::failure::Words;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::lessons::translation::engine::{EngineState, problem_words};
use crate::ui::say::{label, live, say};
use crate::ui::widgets::megabytes;
use crate::ui::widgets::{FailureNote, progress_text, share};
use leptos::prelude::*;

#[component]
pub fn EngineStatus() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let engine = lesson.engine;
    let coming = move || match engine.state.get() {
        EngineState::Starting => Some((None, t_string!(i18n, translation.starting).to_string())),
        EngineState::Downloading(p) => Some((Some(share(p)), progress_text(i18n, p))),
        EngineState::Loading => Some((None, t_string!(i18n, translation.loading).to_string())),
        EngineState::Ready | EngineState::Failed(_) => None,
    };
    let is_coming = Memo::new(move |_| coming().is_some());
    // Only the beginning and the end of a download are read out, not every byte.
    let announced = Memo::new(move |_| match engine.state.get() {
        EngineState::Downloading(p) => {
            let size = megabytes(i18n, p.total);
            t_string!(i18n, translation.announce_download, size = size)
        }
        EngineState::Loading => t_string!(i18n, translation.loading).to_string(),
        EngineState::Ready if lesson.translation.read().is_none() => {
            t_string!(i18n, translation.ready).to_string()
        }
        _ => String::new(),
    });
    let failure = move || match engine.state.get() {
        EngineState::Failed(failure) => Some(failure),
        _ => None,
    };
    let problem = move || engine.problem.get().map(|p| problem_words(i18n, &p));
    view! {
        <div class="tr-status">
            <Show when=move || is_coming.get()>
                <div class="tr-progress">
                    <progress
                        max="1"
                        prop:value=move || coming().and_then(|c| c.0).unwrap_or(0.0)
                        aria-label=label!(i18n, translation.progress_label)
                    ></progress>
                    <p class="num">{live(move || coming().map(|c| c.1))}</p>
                </div>
            </Show>
            <p class="visually-hidden" role="status">{live(move || announced.get())}</p>
            {live(move || failure().map(|failure| view! { <FailureNote failure retry=move || engine.retry() /> }))}
            <div id="tr-problem" role="alert">
                {live(move || {
                    problem()
                        .map(|Words { what, remedy }| {
                            view! { <div class="note problem"><p>{what}</p><p>{remedy}</p></div> }
                        })
                })}
            </div>
            <Show when=move || engine.on_page.get()>
                <p class="caption">{say!(i18n, translation.on_page)}</p>
            </Show>
        </div>
    }
}
