//! What could have come at one step, with the sampling settings applied to the logits that are already there.

use crate::nlp::decode::redraw;
use crate::nlp::tokenizer::TokenId;
use crate::session::protocol::{Candidate, Decoding, Translation};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::say::{label, say};
use crate::ui::widgets::{ChipSide, ProbabilityBars, TokenChip, TokenStrip};
use crate::viz::count::grouped;
use crate::viz::number::format_percent;
use leptos::prelude::*;

/// How many bars.
const SHOWN: usize = 10;

/// The distribution of one step after temperature, top-k and top-p.
#[derive(Clone, Debug, Default, PartialEq)]
struct Distribution {
    candidates: Vec<Candidate>,
    /// How many tokens may be drawn.
    n: usize,
    /// How much of the probability the bars show.
    covered: f32,
}

/// A step to choose, and its bars. They follow the sliders without a forward pass.
#[component]
pub fn NextToken() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let chosen_step = RwSignal::new(Some(0usize));
    let steps = Memo::new(move |_| {
        lesson
            .translation
            .with(|t| t.as_ref().map_or(0, |t| t.steps.len()))
    });
    let step = Memo::new(move |_| {
        chosen_step
            .get()
            .unwrap_or(0)
            .min(steps.get().saturating_sub(1))
    });
    let chips = move || {
        lesson.translation.with(|t| {
            t.as_ref().map_or_else(Vec::new, |t| {
                t.tgt.iter().skip(1).map(TokenChip::new).collect()
            })
        })
    };
    let distribution = Memo::new(move |_| {
        let translation = lesson.translation.get()?;
        let pieces = lesson.engine.pieces.get();
        let decoding = lesson.decoding.get();
        let pieces = pieces.as_ref().map(|p| p.as_slice());
        Some(distribution(&translation, step.get(), &decoding, pieces))
    });
    let candidates = move || distribution.get().unwrap_or_default().candidates;
    let taken = move || {
        let at = step.get();
        lesson.translation.with(|t| {
            t.as_ref()
                .and_then(|t| t.steps.get(at).map(|s| s.chosen.id))
        })
    };
    let so_far = move || {
        lesson.translation.with(|t| {
            t.as_ref().map_or_else(String::new, |t| {
                let before = t.tgt.iter().skip(1).take(step.get());
                let text: String = before.map(|token| token.piece.as_str()).collect();
                text.replace('▁', " ").trim().to_owned()
            })
        })
    };
    let heading = move || match so_far() {
        text if text.is_empty() => t_string!(i18n, translation.next_at_start).to_string(),
        text => t_string!(i18n, translation.next_after, text = text),
    };
    let summary = move || {
        let found = distribution.get()?;
        let (n, shown) = (found.n, found.candidates.len());
        let share = format_percent(found.covered);
        let draws = matches!(lesson.decoding.get(), Decoding::Sample { .. });
        Some(if draws {
            t_string!(
                i18n,
                translation.may_be_drawn,
                n = grouped(n),
                shown = shown,
                share = share
            )
        } else {
            t_string!(
                i18n,
                translation.own_distribution,
                n = grouped(n),
                shown = shown,
                share = share
            )
        })
    };
    view! {
        <Show when=move || steps.get() != 0>
            <figure class="figure">
                <h3>{say!(i18n, translation.next_title)}</h3>
                <p class="caption">{say!(i18n, translation.next_choose)}</p>
                <TokenStrip
                    tokens=Signal::derive(chips)
                    label=label!(i18n, translation.target_tokens)
                    side=ChipSide::Target
                    selected=chosen_step
                />
                <p class="tr-next-heading">{heading}</p>
                <ProbabilityBars
                    candidates=Signal::derive(candidates)
                    chosen=Signal::derive(taken)
                    label=Signal::derive(heading)
                />
                <figcaption>
                    <span class="num">{summary}</span>
                    " "
                    {say!(i18n, translation.next_caption)}
                </figcaption>
            </figure>
        </Show>
    }
}

/// Greedy and beam look at the model's own distribution; sampling changes it first.
fn distribution(
    translation: &Translation,
    step: usize,
    decoding: &Decoding,
    pieces: Option<&[String]>,
) -> Distribution {
    let Some(logits) = translation
        .trace
        .get("logits")
        .and_then(|logits| logits.row(&[step]))
    else {
        return Distribution::default();
    };
    let (temperature, top_k, top_p) = match *decoding {
        Decoding::Sample {
            temperature,
            top_k,
            top_p,
            ..
        } => (temperature, top_k, top_p),
        Decoding::Greedy | Decoding::Beam { .. } => (1.0, 0, 1.0),
    };
    let prospects = redraw(logits, temperature, top_k, top_p);
    // The token that was taken is shown even where it was a rare one.
    let taken = translation.steps[step].chosen.id;
    let rare_one = prospects
        .iter()
        .skip(SHOWN)
        .find(|prospect| prospect.id == taken);
    let candidates: Vec<_> = prospects
        .iter()
        .take(SHOWN)
        .chain(rare_one)
        .map(|prospect| Candidate {
            id: prospect.id,
            piece: piece_of(translation, step, prospect.id, pieces),
            probability: prospect.probability,
        })
        .collect();
    Distribution {
        n: prospects.len(),
        covered: candidates.iter().map(|c| c.probability).sum(),
        candidates,
    }
}

/// From the step's own list first: an opened file may be of a model with another vocabulary than the one loaded here.
fn piece_of(
    translation: &Translation,
    step: usize,
    id: TokenId,
    pieces: Option<&[String]>,
) -> String {
    let listed = translation.steps[step].candidates.iter();
    let fits = |pieces: &&[String]| pieces.len() == translation.model.vocab_size;
    listed
        .chain([&translation.steps[step].chosen])
        .find(|candidate| candidate.id == id)
        .map(|candidate| candidate.piece.clone())
        .or_else(|| Some(pieces.filter(fits)?.get(id as usize)?.clone()))
        .unwrap_or_else(|| format!("#{id}"))
}
