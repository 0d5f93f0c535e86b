//! E6: BLEU of the translation on screen against a reference that the reader writes.

use super::use_what_if;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::say::{live, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{MathView, changed_words};
use crate::viz::metric_formula;
use crate::viz::number::format_value;
use leptos::prelude::*;

#[component]
pub fn ReferenceFigure() -> impl IntoView {
    let i18n = use_i18n();
    let what_if = use_what_if();
    let reference = what_if.reference;
    let answer = Answered::to(
        &[],
        move || {
            let (hypothesis, reference) = (what_if.as_trained.get(), reference.get());
            let asked = !hypothesis.is_empty() && !reference.trim().is_empty();
            let request = tasks::Request::Compare {
                hypothesis,
                reference,
            };
            asked.then_some(Request::Tasks(request))
        },
        picked!(Event::Tasks(tasks::Event::Compared(compared)) => *compared),
    );
    let result = move || {
        let compared = answer
            .value
            .get()
            .filter(|_| !reference.read().trim().is_empty())?;
        let score = compared.bleu.score;
        Some(view! {
            <p class="wi-bleu">"BLEU "<strong class="num" id="wi-bleu">{format_value(score.score as f32)}</strong></p>
            <MathView math=Signal::stored(metric_formula::brevity_penalty(&score)) />
            <MathView math=Signal::stored(metric_formula::bleu(&score)) />
            <p lang="fr">{live(move || changed_words(&reference.read(), &what_if.as_trained.read()))}</p>
            <p class="caption">{say!(i18n, what_if.reference_caption)}" "<a href=Lesson::Tasks.path()>{say!(i18n, what_if.to_tasks)}</a></p>
        })
    };
    view! {
        <h3>{say!(i18n, what_if.reference)}</h3>
        <p>{say!(i18n, what_if.reference_text)}</p>
        <div class="figure wi-figure" id="wi-reference">
            <label class="field">
                {say!(i18n, what_if.reference_field)}
                <input type="text" lang="fr" maxlength="600" prop:value=move || reference.get()
                    on:input=move |event| reference.set(event_target_value(&event)) />
            </label>
            <TroubleNote trouble=answer.trouble />
            <div role="status">{live(result)}</div>
        </div>
    }
}
