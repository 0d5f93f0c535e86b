//! R1: a recurrent language model unrolled over the sentence.

use super::context::use_recurrent;
use super::copy_link::CopyLink;
use super::next_token::{NextToken, next_title};
use super::steps::StepBar;
use super::unit::UnitExplained;
use crate::nlp::nn::Cell;
use crate::session::studio::recurrent::language_model;
use crate::session::studio::recurrent::unroll::Unrolled;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Dare, HeatmapView, MathView, ModelStatus, Predict, SentenceForm};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::{Cell as Place, Heatmap};
use crate::viz::number::format_percent;
use crate::viz::{recurrent_formula, tensor_view};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn UnrolledSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let choice = move |cell: Cell, name: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (lesson.cell.get() == cell).to_string()
                on:click=move |_| lesson.cell.set(cell)>{name}</button>
        }
    };
    let choices = move || {
        [
            t_string!(i18n, recurrent.unrolled.choice_low),
            t_string!(i18n, recurrent.unrolled.choice_token),
            t_string!(i18n, recurrent.unrolled.choice_length),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let end = move || {
        let unrolled = lesson.unrolled().filter(|_| lesson.trouble().is_none());
        let p = unrolled.and_then(|u| Some(format_percent(u.next.last()?.probability)));
        p.map(|p| t_string!(i18n, recurrent.unrolled.answer_number, p = p))
            .unwrap_or_default()
    };
    // Of a text that is refused there is nothing to show.
    let trouble = Signal::derive(move || lesson.trouble());
    let next = Signal::derive(move || next_title(i18n, lesson.unrolled().as_deref(), lesson.at()));
    view! {
        <section class="rn-section" aria-labelledby="rn-unrolled-title">
            <div class="reading">
                <h2 id="rn-unrolled-title">{say!(i18n, recurrent.unrolled.heading)}</h2>
                <p>{prose!(i18n, recurrent.unrolled.text_1)}</p>
                <MathView math=Signal::stored(recurrent_formula::rnn()) />
                <p>{say!(i18n, recurrent.unrolled.text_2)}</p>
            </div>
            <SentenceForm text=lesson.text />
            <div class="figure rn-figure" id="rn-unrolled">
                <div class="row rn-pick">
                    <div class="segmented" role="group" aria-label=label!(i18n, recurrent.unrolled.which)>
                        {choice(Cell::Rnn, "RNN")}
                        {choice(Cell::Lstm, "LSTM")}
                    </div>
                    <p class="caption">{say!(i18n, recurrent.unrolled.model)}</p>
                    <CopyLink />
                </div>
                {live(move || view! { <ModelStatus model=language_model(lesson.cell.get()) /> })}
                <TroubleNote trouble />
                <div class="rn-shown" hidden=move || trouble.read().is_some()>
                    <StepBar />
                    <p class="caption">{say!(i18n, recurrent.unrolled.pieces)}</p>
                    <States />
                    <div class="rn-two">
                        <UnitExplained />
                        <div class="rn-next">
                            <p class="rn-title">{live_text(move || next.get())}</p>
                            <NextToken unrolled=Signal::derive(move || lesson.unrolled()) label=next is_status=true />
                        </div>
                    </div>
                </div>
            </div>
            <Dare watch="rn-unrolled" text=label!(i18n, recurrent.unrolled.dare)
                on_try=Callback::new(move |()| lesson.step.set(0.0)) />
            <Predict question=label!(i18n, recurrent.unrolled.question) choices=Signal::derive(choices) right=1>
                <p>{say!(i18n, recurrent.unrolled.answer)}" "{live_text(end)}</p>
            </Predict>
        </section>
    }
}

/// Rows after the token that was read last are not there yet.
pub fn unread(rows: usize, cols: usize, at: usize) -> Vec<bool> {
    (0..rows * cols).map(|i| i / cols.max(1) > at).collect()
}

/// The pieces of the tokens, as labels.
pub fn labels(unrolled: &Unrolled) -> Vec<String> {
    unrolled.tokens.iter().map(|t| t.piece.clone()).collect()
}

/// h as a heat map: a row a token, a column a unit.
#[component]
fn States() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let map = Memo::new(move |_| {
        let unrolled = lesson.unrolled()?;
        let at = lesson.at();
        let units = (0..unrolled.hidden).map(|unit| unit.to_string()).collect();
        let (rows, h) = (labels(&unrolled), unrolled.h.clone());
        let hidden = unread(rows.len(), unrolled.hidden, at);
        let map = Heatmap::new(rows, units, h, Scale::Diverging { limit: 1.0 }).ok()?;
        let map = map.with_mask(hidden).ok()?;
        let title = t_string!(i18n, recurrent.unrolled.states);
        let (token, unit) = (
            t_string!(i18n, recurrent.token),
            t_string!(i18n, recurrent.unit),
        );
        Some(Arc::new(map.named(title, token, unit)))
    });
    let selected = RwSignal::new(None::<Place>);
    // The cell under the cursor is the one that is explained; what is read stays as it is.
    Effect::new(move |_| {
        if let Some(place) = selected.get() {
            lesson.unit.set(place.col);
        }
        lesson.row.set(selected.get().map(|place| place.row));
    });
    // A step further, the cursor goes along.
    Effect::new(move |before: Option<usize>| {
        let row = lesson.at();
        let chosen = selected.get_untracked();
        if let (Some(place), true) = (chosen, before.is_some_and(|before| before != row)) {
            selected.set(Some(Place { row, ..place }));
        }
        row
    });
    let is_there = Memo::new(move |_| map.with(Option::is_some));
    let data = Signal::derive(move || {
        map.get()
            .unwrap_or_else(|| Arc::new(tensor_view::no_heatmap()))
    });
    view! {
        <div class="rn-states">
            <p class="rn-title">{say!(i18n, recurrent.unrolled.states)}</p>
            <Show when=move || is_there.get()>
                <HeatmapView data selected file_stem="hidden-states" />
            </Show>
        </div>
    }
}
