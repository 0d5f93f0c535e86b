//! How one number of a state comes about.

use super::context::use_recurrent;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use crate::ui::widgets::MathView;
use crate::viz::recurrent_formula;
use leptos::prelude::*;

/// The unit under the cursor, at its token; at the token that was read last where none is pointed at.
#[component]
pub fn UnitExplained() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let which = move || {
        let unrolled = lesson.unrolled();
        let at = lesson.explained();
        let piece = unrolled.and_then(|u| Some(u.tokens.get(at)?.piece.clone()));
        let piece = piece.unwrap_or_default();
        t_string!(
            i18n,
            recurrent.unrolled.cell,
            unit = lesson.unit.get(),
            step = at,
            token = piece
        )
    };
    let formulas = move || {
        let unrolled = lesson.unrolled()?;
        let (at, unit) = (
            lesson.explained(),
            lesson.unit.get().min(unrolled.hidden - 1),
        );
        if let Some(n) = unrolled.rnn_numbers(at, unit) {
            let sum = recurrent_formula::rnn_sum(n.from_input, n.from_state, n.bias);
            let z = n.from_input + n.from_state + n.bias;
            let state = recurrent_formula::rnn_unit(z, n.h);
            return Some(
                view! {
                    <MathView math=Signal::stored(recurrent_formula::rnn_sum_by_name(unit)) />
                    <MathView math=Signal::stored(sum) />
                    <MathView math=Signal::stored(state) />
                    <p class="caption">{say!(i18n, recurrent.unrolled.cell_rnn)}</p>
                }
                .into_any(),
            );
        }
        let n = unrolled.lstm_numbers(at, unit)?;
        let cell = recurrent_formula::cell_unit(n.gates, n.c_before, n.c);
        let shown = recurrent_formula::shown_unit(n.gates[3], n.c, n.h);
        Some(
            view! {
                <MathView math=Signal::stored(recurrent_formula::cell()) />
                <MathView math=Signal::stored(cell) />
                <MathView math=Signal::stored(recurrent_formula::shown()) />
                <MathView math=Signal::stored(shown) />
                <p class="caption">{say!(i18n, recurrent.unrolled.cell_lstm)}</p>
            }
            .into_any(),
        )
    };
    view! {
        <div class="rn-unit" data-testid="unit">
            <p class="rn-title">{live_text(which)}</p>
            {live(formulas)}
        </div>
    }
}
