//! What is left in an LSTM's cell of what each token wrote, and what the model expects next: gates free and held.

use super::context::use_recurrent;
use super::unrolled::labels;
use crate::session::studio::recurrent::unroll::Unrolled;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::Answered;
use crate::ui::widgets::{HeatmapView, ProbabilityBars};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::number::format_percent;
use crate::viz::tensor_view;
use leptos::prelude::*;
use std::sync::Arc;

/// Row t, column s: the share of what token s wrote that is in the cell after token t.
#[component]
pub fn KeptMap() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let map = Memo::new(move |_| {
        let unrolled = lesson.held_or_free()?;
        let kept = unrolled.lstm.as_ref()?.kept.clone();
        let (n, at) = (unrolled.len(), lesson.at());
        // Not read yet, or not written yet.
        let hidden = (0..n * n).map(|i| i / n > at || i % n > i / n).collect();
        let map =
            Heatmap::new(labels(&unrolled), labels(&unrolled), kept, Scale::weights()).ok()?;
        let title = t_string!(i18n, recurrent.gates.kept);
        let (after, of) = (
            t_string!(i18n, recurrent.gates.kept_after),
            t_string!(i18n, recurrent.gates.kept_of),
        );
        Some(Arc::new(
            map.with_mask(hidden).ok()?.named(title, after, of),
        ))
    });
    let is_there = Memo::new(move |_| map.with(Option::is_some));
    let data = Signal::derive(move || {
        map.get()
            .unwrap_or_else(|| Arc::new(tensor_view::no_heatmap()))
    });
    view! {
        <div class="rn-kept">
            <p class="rn-title">{say!(i18n, recurrent.gates.kept)}</p>
            <Show when=move || is_there.get()>
                <HeatmapView data file_stem="kept" />
            </Show>
            <p class="caption">{say!(i18n, recurrent.gates.kept_caption)}</p>
        </div>
    }
}

/// The most probable next tokens with the gates as they were learnt, and as they are held.
#[component]
pub fn Expected() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let token = Signal::derive(move || {
        let unrolled = lesson.lstm.value.get();
        let piece = unrolled.and_then(|u| Some(u.tokens.get(lesson.at())?.piece.clone()));
        let piece = piece.unwrap_or_default();
        t_string!(i18n, recurrent.unrolled.next, token = piece)
    });
    let held = Memo::new(move |_| lesson.is_held());
    view! {
        <div class="rn-expected">
            <p class="rn-title">{live_text(move || token.get())}</p>
            <div class="rn-compare">
                <Bars of=lesson.lstm name=label!(i18n, recurrent.gates.as_learnt) />
                {live(move || match held.get() {
                    true => view! { <Bars of=lesson.held name=label!(i18n, recurrent.gates.as_held) /> }.into_any(),
                    false => view! { <p class="caption">{say!(i18n, recurrent.gates.none_held)}</p> }.into_any(),
                })}
            </div>
        </div>
    }
}

#[component]
fn Bars(of: Answered<Unrolled>, name: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let candidates = Signal::derive(move || {
        let unrolled = of.value.get();
        let found = unrolled.and_then(|u| u.candidates.get(lesson.at()).cloned());
        found.unwrap_or_default()
    });
    let next = move || {
        of.value
            .get()
            .and_then(|u| u.next.get(lesson.at()).cloned())
    };
    let comes = move || {
        let next = next()?;
        Some(t_string!(
            i18n,
            recurrent.unrolled.comes,
            token = next.piece.clone(),
            p = format_percent(next.probability)
        ))
    };
    view! {
        <div>
            <p class="rn-which">{live_text(move || name.get())}</p>
            <ProbabilityBars candidates chosen=Signal::derive(move || next().map(|n| n.id)) label=name compact=true />
            <p class="rn-comes num">{live(comes)}</p>
        </div>
    }
}
