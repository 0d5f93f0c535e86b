//! R3: the gates, the cell and the state of an LSTM, and gates held by hand.

use super::context::use_recurrent;
use super::copy_link::CopyLink;
use super::kept::{Expected, KeptMap};
use super::steps::StepBar;
use super::unrolled::{labels, unread};
use crate::session::studio::models::ModelId;
use crate::session::studio::recurrent::unroll::{LstmSteps, Unrolled};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Dare, HeatmapView, MathView, ModelStatus, Predict, Slider};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::{recurrent_formula, tensor_view};
use leptos::prelude::*;
use std::sync::Arc;

/// Units side by side in a map: so many that cells can still be pointed at, on a phone too.
fn side() -> usize {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    match width.is_some_and(|width| width < 500.0) {
        true => 8,
        false => 16,
    }
}

#[component]
pub fn GatesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let choices = move || {
        [
            t_string!(i18n, recurrent.gates.choice_last),
            t_string!(i18n, recurrent.gates.choice_sum),
            t_string!(i18n, recurrent.gates.choice_first),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    // `before_end`: how many tokens are still to be read.
    let hold = move |hold: [Option<bool>; 3], from: f64, to: f64, before_end: usize| {
        lesson.hold.set(hold);
        lesson.from.set(from);
        lesson.to.set(to);
        lesson
            .step
            .set(lesson.last().saturating_sub(before_end) as f64);
    };
    let formulas = ["f", "i", "g", "o"].map(recurrent_formula::gate);
    view! {
        <section class="rn-section" aria-labelledby="rn-gates-title">
            <div class="reading">
                <h2 id="rn-gates-title">{say!(i18n, recurrent.gates.heading)}</h2>
                <p>{say!(i18n, recurrent.gates.text_1)}</p>
                <div class="rn-formulas">
                    <MathView math=Signal::stored(recurrent_formula::cell()) />
                    <MathView math=Signal::stored(recurrent_formula::shown()) />
                </div>
                <p>{prose!(i18n, recurrent.gates.text_2)}</p>
                <details class="rn-more">
                    <summary>{say!(i18n, recurrent.gates.formulas)}</summary>
                    {formulas.into_iter().map(|math| view! { <MathView math=Signal::stored(math) /> }).collect_view()}
                </details>
            </div>
            <Predict question=label!(i18n, recurrent.gates.question) choices=Signal::derive(choices) right=1>
                <p>{say!(i18n, recurrent.gates.answer)}</p>
            </Predict>
            <Dare watch="rn-kept" text=label!(i18n, recurrent.gates.dare_open)
                on_try=Callback::new(move |()| hold([Some(true), None, None], 0.0, 1000.0, 0)) />
            <Dare watch="rn-kept" text=label!(i18n, recurrent.gates.dare_shut)
                on_try=Callback::new(move |()| hold([Some(false), None, None], 4.0, 4.0, 4)) />
            <div class="figure rn-figure" id="rn-gates">
                <ModelStatus model=ModelId::LanguageModelLstm />
                <TroubleNote trouble=lesson.lstm.trouble />
                <div class="rn-shown" hidden=move || lesson.lstm.trouble.read().is_some()>
                    <HoldControls />
                    <CopyLink />
                    <TroubleNote trouble=lesson.held.trouble />
                    <StepBar />
                    <div class="rn-two" id="rn-kept">
                        <KeptMap />
                        <Expected />
                    </div>
                    <Maps />
                </div>
            </div>
        </section>
    }
}

/// Which gates are held, and where.
#[component]
fn HoldControls() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let gate = move |i: usize, name: Signal<String>| {
        let button = move |value: Option<bool>, text: Signal<String>| {
            view! {
                <button type="button" aria-pressed=move || (lesson.hold.get()[i] == value).to_string()
                    on:click=move |_| lesson.hold.update(|hold| hold[i] = value)>{live_text(move || text.get())}</button>
            }
        };
        view! {
            <div class="rn-hold">
                <span class="rn-hold-name">{live_text(move || name.get())}</span>
                <div class="segmented" role="group" aria-label=name>
                    {button(None, label!(i18n, recurrent.gates.free))}
                    {button(Some(false), label!(i18n, recurrent.gates.shut))}
                    {button(Some(true), label!(i18n, recurrent.gates.open))}
                </div>
            </div>
        }
    };
    let last = Signal::derive(move || lesson.last() as f64);
    let shown = Callback::new(move |place| lesson.place_name(place));
    view! {
        <fieldset class="rn-holds">
            <legend>{say!(i18n, recurrent.gates.hold)}</legend>
            <div class="rn-hold-gates">
                {gate(0, label!(i18n, recurrent.gates.forget))}
                {gate(1, label!(i18n, recurrent.gates.input))}
                {gate(2, label!(i18n, recurrent.gates.output))}
            </div>
            <div class="rn-hold-where">
                <Slider label=label!(i18n, recurrent.gates.from) value=lesson.from min=0.0 max=last step=1.0 shown />
                <Slider label=label!(i18n, recurrent.gates.to) value=lesson.to min=0.0 max=last step=1.0 shown />
            </div>
        </fieldset>
    }
}

/// One of the six matrices of an LSTM.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Forget,
    Input,
    Candidate,
    Cell,
    Output,
    State,
}

impl Part {
    /// In the order in which they are needed.
    const ALL: [Part; 6] = [
        Part::Forget,
        Part::Input,
        Part::Candidate,
        Part::Cell,
        Part::Output,
        Part::State,
    ];

    fn title(self, i18n: I18n) -> &'static str {
        match self {
            Part::Forget => t_string!(i18n, recurrent.gates.map_forget),
            Part::Input => t_string!(i18n, recurrent.gates.map_input),
            Part::Candidate => t_string!(i18n, recurrent.gates.map_candidate),
            Part::Cell => t_string!(i18n, recurrent.gates.map_cell),
            Part::Output => t_string!(i18n, recurrent.gates.map_output),
            Part::State => t_string!(i18n, recurrent.gates.map_state),
        }
    }

    fn values<'a>(self, unrolled: &'a Unrolled, lstm: &'a LstmSteps) -> &'a [f32] {
        match self {
            Part::Input => &lstm.gates[0],
            Part::Forget => &lstm.gates[1],
            Part::Candidate => &lstm.gates[2],
            Part::Output => &lstm.gates[3],
            Part::Cell => &lstm.c,
            Part::State => &unrolled.h,
        }
    }

    /// A gate is between 0 and 1, candidate and state between −1 and 1; the cell has no bounds.
    fn scale(self, values: &[f32]) -> Scale {
        match self {
            Part::Forget | Part::Input | Part::Output => Scale::weights(),
            Part::Candidate | Part::State => Scale::Diverging { limit: 1.0 },
            Part::Cell => Scale::signed_for(values),
        }
    }
}

/// One of the six, some units side by side: with one cursor, so that a unit can be followed from gate to gate.
#[component]
fn Maps() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let side = side();
    let part = RwSignal::new(Part::Forget);
    let selected = RwSignal::new(None);
    let hidden = Memo::new(move |_| lesson.lstm.value.read().as_ref().map_or(side, |u| u.hidden));
    let first = Memo::new(move |_| (lesson.units.get() as usize).min(hidden.get() - side));
    let last = Signal::derive(move || (hidden.get() - side) as f64);
    let shown = move |units: f64| {
        let first = (units as usize).min(hidden.get() - side);
        t_string!(
            i18n,
            recurrent.gates.units_of,
            first = first,
            last = first + side - 1,
            all = hidden.get()
        )
    };
    let map = Memo::new(move |_| {
        let (part, unrolled) = (part.get(), lesson.held_or_free()?);
        let all = part.values(&unrolled, unrolled.lstm.as_ref()?);
        let (first, rows) = (first.get(), labels(&unrolled));
        let columns = all
            .chunks(unrolled.hidden)
            .flat_map(|row| &row[first..first + side]);
        let values: Vec<f32> = columns.copied().collect();
        let units = (first..first + side).map(|unit| unit.to_string()).collect();
        let hidden = unread(rows.len(), side, lesson.at());
        let map = Heatmap::new(rows, units, values, part.scale(all)).ok()?;
        let map = map.with_mask(hidden).ok()?;
        let (token, unit) = (
            t_string!(i18n, recurrent.token),
            t_string!(i18n, recurrent.unit),
        );
        Some(Arc::new(map.named(part.title(i18n), token, unit)))
    });
    let is_there = Memo::new(move |_| map.with(Option::is_some));
    let data = Signal::derive(move || {
        map.get()
            .unwrap_or_else(|| Arc::new(tensor_view::no_heatmap()))
    });
    let choice = move |which: Part| {
        view! {
            <button type="button" aria-pressed=move || (part.get() == which).to_string()
                on:click=move |_| part.set(which)>{live_text(move || which.title(i18n).to_owned())}</button>
        }
    };
    view! {
        <div class="rn-map">
            <p class="rn-title">{say!(i18n, recurrent.gates.maps)}</p>
            <div class="rn-map-tools">
                <div class="segmented rn-tabs" role="group" aria-label=label!(i18n, recurrent.gates.maps)>
                    {Part::ALL.map(choice).collect_view()}
                </div>
                <div class="rn-units">
                    <Slider label=label!(i18n, recurrent.gates.units) value=lesson.units min=0.0 max=last
                        step=side as f64 shown=Callback::new(shown) />
                </div>
            </div>
            <Show when=move || is_there.get()>
                <HeatmapView data selected file_stem="lstm" />
            </Show>
            <p class="caption">{say!(i18n, recurrent.gates.caption)}</p>
        </div>
    }
}
