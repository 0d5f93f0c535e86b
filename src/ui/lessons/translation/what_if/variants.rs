//! E5: models that differ in the number of heads, or in ε, on the same sentence.

use super::use_what_if;
use crate::session::protocol::Translation;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::smoothing::{self, Card, Variants};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{ModelStatus, changed_words};
use crate::viz::count::grouped;
use crate::viz::number::{format_digits, format_percent, format_value};
use leptos::prelude::*;

/// A model with its heads and its ε.
const VARIANTS: [(ModelId, usize, &str); 5] = [
    (ModelId::Heads1, 1, "0.1"),
    (ModelId::Heads2, 2, "0.1"),
    (ModelId::Heads4, 4, "0.1"),
    (ModelId::Heads8, 8, "0.1"),
    (ModelId::Smoothing0, 4, "0"),
];
/// The one that the others are compared with.
const MIDDLE: usize = 2;
/// On so many held-out sentences, until the answer says how many.
const HELD_OUT: usize = 1445;

#[component]
pub fn VariantsFigure() -> impl IntoView {
    let i18n = use_i18n();
    let asked = RwSignal::new(false);
    view! {
        <h3>{say!(i18n, what_if.variants)}</h3>
        <p>{say!(i18n, what_if.variants_text)}</p>
        <div class="figure wi-figure" id="wi-variants">
            <Show when=move || asked.get() fallback=move || view! {
                <button type="button" class="button primary" on:click=move |_| asked.set(true)>
                    {say!(i18n, what_if.ask)}
                </button>
            }>
                <Answers />
            </Show>
            <p class="caption">{say!(i18n, what_if.variants_caption)}</p>
        </div>
    }
}

#[component]
fn Answers() -> impl IntoView {
    let i18n = use_i18n();
    let what_if = use_what_if();
    let answers = VARIANTS.map(|(model, ..)| {
        let text = move || Some(what_if.text.get()).filter(|text| !text.is_empty());
        Answered::translated(model, text, Vec::new)
    });
    let measured = Answered::<Variants>::to(
        &[],
        || Some(Request::Smoothing(smoothing::Request::Variants)),
        picked!(Event::Smoothing(smoothing::Event::Variants(found)) => found),
    )
    .value;
    let bleu = move |model: ModelId| {
        let measured = measured.read();
        let is_of = |card: &&Card| card.name == model.name();
        let card = measured.as_deref().and_then(|m| m.cards.iter().find(is_of));
        card.map_or_else(String::new, |card| format_digits(card.bleu_beam4 as f32, 3))
    };
    let n_sentences = move || {
        let measured = measured.read();
        grouped(measured.as_deref().map_or(HELD_OUT, |m| m.n_sentences))
    };
    let rows = VARIANTS.iter().zip(answers).map(|(&(model, heads, epsilon), answer)| {
        let text = move || {
            let found = answer.value.get()?;
            let middle = answers[MIDDLE].value.get();
            let middle = middle.map_or_else(|| found.text.clone(), |m| m.text.clone());
            Some(changed_words(&middle, &found.text))
        };
        let number = move |of: fn(&Translation) -> String| {
            live_text(move || answer.value.read().as_deref().map_or_else(String::new, of))
        };
        view! {
            <tr>
                <th scope="row">{live_text(move || match heads {
                    1 => t_string!(i18n, what_if.one_head).to_string(),
                    n => t_string!(i18n, what_if.n_heads, n = n),
                })}", ε = "{epsilon}</th>
                <td lang="fr">{live(text)}<ModelStatus model=model /><TroubleNote trouble=answer.trouble /></td>
                <td class="number">{number(|t| format_value(t.log_probability))}</td>
                <td class="number">{number(|t| format_percent(sure(t)))}</td>
                <td class="number">{live_text(move || bleu(model))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, what_if.variants)>
            <table class="data">
                <thead>
                    <tr>
                        <th scope="col">{say!(i18n, what_if.model)}</th>
                        <th scope="col">{say!(i18n, what_if.says)}</th>
                        <th scope="col" class="number">{say!(i18n, what_if.log_probability)}</th>
                        <th scope="col" class="number">{say!(i18n, what_if.sure)}</th>
                        <th scope="col" class="number">{live_text(move || t_string!(i18n, what_if.bleu, n = n_sentences()))}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The mean probability of the tokens that it wrote.
fn sure(translation: &Translation) -> f32 {
    let steps = &translation.steps;
    let sum: f32 = steps.iter().map(|step| step.chosen.probability).sum();
    sum / steps.len().max(1) as f32
}
