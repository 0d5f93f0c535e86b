//! What could come next, and how probably.

use super::{FigureMenu, figure_theme};
use crate::nlp::tokenizer::TokenId;
use crate::session::protocol::Candidate;
use crate::ui::i18n::use_i18n;
use crate::ui::say::{live, say};
use crate::viz::bar_chart::{Bar, bars_svg};
use crate::viz::label::SPACE_MARK;
use crate::viz::number::format_percent;
use crate::viz::tokens::TokenChip;
use leptos::prelude::*;

/// Width of the saved picture.
const FILE_WIDTH: u32 = 640;

/// A list of bars, in the order given; the length of a bar is its probability, on one scale from 0 to 100 %.
#[component]
pub fn ProbabilityBars(
    #[prop(into)] candidates: Signal<Vec<Candidate>>,
    /// Marked as the one that was taken.
    #[prop(optional, into)]
    chosen: MaybeProp<TokenId>,
    /// Makes each row a button.
    #[prop(optional, into)]
    on_select: Option<Callback<TokenId>>,
    #[prop(into)] label: Signal<String>,
    /// No button that saves the picture.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let theme = figure_theme();
    let rows = move || {
        candidates
            .get()
            .into_iter()
            .map(|candidate| {
                let id = candidate.id;
                let is_chosen = move || chosen.get() == Some(id);
                let row = view! { <Row candidate chosen=Signal::derive(is_chosen) /> };
                let row = match on_select {
                    Some(on_select) => view! {
                        <button type="button" class="prob-row" class:chosen=is_chosen on:click=move |_| on_select.run(id)>
                            {row}
                        </button>
                    }
                    .into_any(),
                    None => view! { <div class="prob-row" class:chosen=is_chosen>{row}</div> }.into_any(),
                };
                view! { <li>{row}</li> }
            })
            .collect_view()
    };
    let save = Callback::new(move |()| {
        let chosen = chosen.get_untracked();
        let bar = |c: Candidate| Bar {
            label: c.piece,
            probability: c.probability,
            chosen: chosen == Some(c.id),
        };
        let bars: Vec<_> = candidates.get_untracked().into_iter().map(bar).collect();
        let theme = theme.get_untracked();
        let svg = bars_svg(&label.get_untracked(), &bars, FILE_WIDTH, theme);
        svg.unwrap_or_else(|error| {
            leptos::logging::warn!("{error}");
            String::new()
        })
    });
    view! {
        <div class="prob">
            <ol class="prob-bars" aria-label=label>{rows}</ol>
            {(!compact)
                .then(|| {
                    view! { <FigureMenu svg=save stem="probabilities".to_owned() /> }
                })}
        </div>
    }
}

#[component]
fn Row(candidate: Candidate, chosen: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let share = if candidate.probability.is_finite() {
        candidate.probability.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let chip = TokenChip::of(candidate.id, candidate.piece);
    let (space, rest) = chip.parts();
    let rest = rest.to_string();
    view! {
        <span class="prob-mark" aria-hidden="true">{live(move || if chosen.get() { "▸" } else { "" })}</span>
        <span class="prob-piece token-piece" class:special=chip.is_special()>
            {space.then(|| view! { <span class="space-mark" aria-hidden="true">{SPACE_MARK.to_string()}</span> })}
            {rest}
        </span>
        <span class="prob-track" aria-hidden="true"><span class="prob-bar" style:width=format!("{}%", share * 100.0)></span></span>
        <span class="prob-value num">{format_percent(candidate.probability)}</span>
        <Show when=move || chosen.get()><span class="visually-hidden">{say!(i18n, figures.chosen)}</span></Show>
    }
}
