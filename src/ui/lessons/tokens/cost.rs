//! What a sequence costs: n tokens, and n² scores wherever each token looks at each.

use super::context::use_tokens;
use super::ways::way_name;
use crate::session::studio::tokens::{Cut, Way};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::Predict;
use crate::viz::cost_square::CostSquare;
use crate::viz::number::format_digits;
use leptos::prelude::*;

/// The largest square's side, in CSS pixels at a root size of 16.
const SIDE: f64 = 176.0;

#[component]
pub fn Cost() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let cuts = Memo::new(move |_| {
        let shown = lesson.shown.value.read();
        let of = |way| shown.as_deref().and_then(|shown| shown.of(way)).cloned();
        [Way::Word, Way::Bpe, Way::Character].map(of)
    });
    let squares = move || {
        let cuts = cuts.get();
        let longest = cuts.iter().flatten().map(Cut::len).max().unwrap_or(0);
        let square = |cut: Cut| {
            let square = CostSquare::new(cut.len(), longest, SIDE);
            let side = square.side;
            let view_box = format!("-0.5 -0.5 {} {}", side + 1.0, side + 1.0);
            view! {
                <li>
                    <svg aria-hidden="true" viewBox=view_box
                        style:width=format!("{}rem", (side + 1.0) / 16.0)
                        style:height=format!("{}rem", (side + 1.0) / 16.0)>
                        <path d=square.lines />
                        <rect width=side height=side />
                    </svg>
                    <p class="num">
                        <b>{way_name(i18n, cut.way)}</b>
                        <br />
                        {format!("{0} × {0} = {1}", cut.len(), cut.scores())}
                    </p>
                </li>
            }
        };
        cuts.into_iter().flatten().map(square).collect_view()
    };
    let lengths = move || {
        let [word, _, character] = cuts.get();
        Some((word?, character?)).filter(|(word, _)| !word.is_empty())
    };
    let times = move || {
        let (word, character) = lengths()?;
        let longer = character.len() as f32 / word.len() as f32;
        Some((word, character, longer))
    };
    let question = move || {
        times().map_or_else(String::new, |(word, character, _)| {
            t_string!(
                i18n,
                tokens.cost.question,
                words = word.len(),
                characters = character.len()
            )
        })
    };
    let choices = move || {
        let Some((_, _, longer)) = times() else {
            return vec![];
        };
        let of = |factor: f32| t_string!(i18n, tokens.cost.choice, n = format_digits(factor, 2));
        vec![of(longer), of(2.0 * longer), of(longer * longer)]
    };
    let answer = move || {
        times().map_or_else(String::new, |(word, character, longer)| {
            t_string!(
                i18n,
                tokens.cost.answer,
                words = word.scores(),
                characters = character.scores(),
                longer = format_digits(longer, 2),
                n = format_digits(character.scores() as f32 / word.scores() as f32, 2)
            )
        })
    };
    view! {
        <Predict question=Signal::derive(question) choices=Signal::derive(choices) right=2>
            <p>{live_text(answer)}</p>
            <ul class="tok-squares" role="list" aria-label=label!(i18n, tokens.cost.label)>{live(squares)}</ul>
            <p class="caption">{say!(i18n, tokens.cost.caption)}</p>
        </Predict>
    }
}
