//! E5: models that differ in the number of heads, or in ε, on the same sentence.

use super::use_what_if;
use crate::session::protocol::Translation;
use crate::session::studio::models::ModelId;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote};
use crate::ui::widgets::{ModelStatus, changed_words};
use crate::viz::number::{format_percent, format_value};
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
                <th scope="row">{live_text(move || t_string!(i18n, what_if.n_heads, n = heads))}", ε = "{epsilon}</th>
                <td lang="fr">{live(text)}<ModelStatus model=model /><TroubleNote trouble=answer.trouble /></td>
                <td class="number">{number(|t| format_value(t.log_probability))}</td>
                <td class="number">{number(|t| format_percent(sure(t)))}</td>
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
