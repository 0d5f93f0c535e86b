//! Perplexity: how surprised a language model is by the reader's text, token by token.

use super::context::use_tasks;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks::{self, LANGUAGE_MODEL, Surprised};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{Dare, MathView, ModelStatus, Predict};
use crate::viz::label::SPACE_MARK;
use crate::viz::metric_formula;
use crate::viz::number::{format_percent, format_value};
use crate::viz::tokens::TokenChip;
use leptos::prelude::*;

#[component]
pub fn SurpriseSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let answer = Answered::to(
        &[LANGUAGE_MODEL],
        move || {
            Some(Request::Tasks(tasks::Request::Surprise {
                text: lesson.text.get(),
            }))
        },
        picked!(Event::Tasks(tasks::Event::Surprise(tokens)) => tokens),
    );
    let tokens = move || {
        answer
            .unless_refused()
            .map_or_else(Vec::new, |t| t.to_vec())
    };
    let choices = move || {
        [
            t_string!(i18n, tasks.surprise_a),
            t_string!(i18n, tasks.surprise_b),
            t_string!(i18n, tasks.surprise_c),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let reverse = move || {
        lesson.text.update(|text| {
            let words: Vec<&str> = text.split_whitespace().rev().collect();
            *text = words.join(" ");
        });
    };
    let formula = move || {
        let tokens = tokens();
        let nll: f64 = tokens.iter().map(|t| t.bits * std::f64::consts::LN_2).sum();
        metric_formula::perplexity(nll, tokens.len())
    };
    let rows = move || {
        let tokens = tokens();
        let most = tokens.iter().map(|t| t.bits).fold(1.0, f64::max);
        let row = |t: Surprised| {
            let width = format!("{}%", 100.0 * t.bits / most);
            let chip = TokenChip::of(t.id, t.piece);
            let (space, rest) = chip.parts();
            let space = space.then(|| view! { <span class="space-mark" aria-hidden="true">{SPACE_MARK.to_string()}</span> });
            view! {
                <tr>
                    <th scope="row" lang="en">{space}{rest.to_owned()}</th>
                    <td class="number">{format_percent(t.probability as f32)}</td>
                    <td class="number">{format_value(t.bits as f32)}</td>
                    <td class="ta-bits" aria-hidden="true"><span style:width=width></span></td>
                    <td class="number">{format_value(t.perplexity as f32)}</td>
                </tr>
            }
        };
        tokens.into_iter().map(row).collect_view()
    };
    view! {
        <section class="ta-section" aria-labelledby="ta-surprise-title">
            <h2 id="ta-surprise-title">{say!(i18n, tasks.surprise)}</h2>
            <p class="reading">{prose!(i18n, tasks.surprise_text)}</p>
            <Predict question=label!(i18n, tasks.surprise_question) choices=Signal::derive(choices) right=1>
                <p>{say!(i18n, tasks.surprise_answer)}</p>
            </Predict>
            <Dare text=label!(i18n, tasks.surprise_dare) watch="ta-surprise" on_try=Callback::new(move |()| reverse()) />
            <div class="figure" id="ta-surprise">
                <p class="ta-own" lang="en">{live(move || lesson.text.get())}</p>
                <ModelStatus model=LANGUAGE_MODEL />
                <TroubleNote trouble=answer.trouble />
                <MathView math=Signal::derive(formula) />
                <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, tasks.perplexity_so_far)>
                    <table class="data ta-surprises">
                        <thead>
                            <tr>
                                <th scope="col">{say!(i18n, tasks.token)}</th>
                                <th scope="col" class="number">{say!(i18n, tasks.probability)}</th>
                                <th scope="col" class="number">{say!(i18n, tasks.bits)}</th>
                                <td></td>
                                <th scope="col" class="number">{say!(i18n, tasks.perplexity_so_far)}</th>
                            </tr>
                        </thead>
                        <tbody>{live(rows)}</tbody>
                    </table>
                </div>
                <p class="caption">{say!(i18n, tasks.surprise_caption)}</p>
            </div>
        </section>
    }
}
