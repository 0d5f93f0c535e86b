//! L2 on the reader's sentence: how sure each of the two models is of every token it writes.

use super::context::{WITHOUT, use_smoothing};
use crate::session::protocol::{Step, Translation};
use crate::ui::i18n::use_i18n;
use crate::ui::say::{live, say};
use crate::ui::studio::{Answered, TroubleNote};
use crate::ui::widgets::ModelStatus;
use crate::viz::label::spoken;
use crate::viz::number::format_percent;
use leptos::prelude::*;

#[component]
pub fn TwoModelsSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_smoothing();
    view! {
        <section class="sm-section" aria-labelledby="sm-two-title">
            <h2 id="sm-two-title">{say!(i18n, smoothing.two)}</h2>
            <p class="reading">{say!(i18n, smoothing.two_text)}</p>
            <ModelStatus model=WITHOUT />
            <TroubleNote trouble=lesson.without.trouble />
            <div class="figure sm-two" id="sm-two">
                <article>
                    <h3>"ε = 0"</h3>
                    <Sure answer=lesson.without />
                </article>
                <article>
                    <h3>"ε = 0.1"</h3>
                    <Sure answer=lesson.with />
                </article>
            </div>
        </section>
    }
}

/// A translation with the probability of each of its tokens, and their mean.
#[component]
fn Sure(answer: Answered<Translation>) -> impl IntoView {
    let i18n = use_i18n();
    let view = move || {
        let translation = answer.value.get()?;
        let row = |step: &Step| {
            let p = step.chosen.probability;
            let width = format!("{}%", 100.0 * p);
            view! {
                <li>
                    <span class="sm-piece" lang="fr">{spoken(&step.chosen.piece).to_owned()}</span>
                    <span class="sm-track" aria-hidden="true"><span style:width=width></span></span>
                    <span class="num">{format_percent(p)}</span>
                </li>
            }
        };
        let n = translation.steps.len().max(1) as f32;
        let mean = translation
            .steps
            .iter()
            .map(|s| s.chosen.probability)
            .sum::<f32>()
            / n;
        Some(view! {
            <p class="sm-french" lang="fr">{translation.text.clone()}</p>
            <ol class="sm-sure" role="list">{translation.steps.iter().map(row).collect_view()}</ol>
            <p class="sm-mean">{say!(i18n, smoothing.mean)}" "<strong class="num">{format_percent(mean)}</strong></p>
        })
    };
    live(view)
}
