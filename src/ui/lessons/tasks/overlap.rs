//! BLEU and ROUGE of two texts, step by step.

use super::context::use_tasks;
use super::imbalance::cell;
use crate::nlp::metrics::{BleuTrace, ClassCounts, RougeTrace};
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks::link::{HYPOTHESIS, Link, REFERENCE};
use crate::session::studio::tasks::marks::{Mark, of_hypothesis, of_reference};
use crate::session::studio::tasks::{self, Compared};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{Dare, MathView, Predict};
use crate::viz::metric_formula;
use crate::viz::number::format_value;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn OverlapSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let is_answered = RwSignal::new(false);
    let answer = Answered::to(
        &[],
        move || {
            Some(Request::Tasks(tasks::Request::Compare {
                hypothesis: lesson.hypothesis.get(),
                reference: lesson.reference.get(),
            }))
        },
        picked!(Event::Tasks(tasks::Event::Compared(compared)) => *compared),
    );
    // The figure opens on the pair that the question is about: its count would be the answer.
    let usual = Link::default();
    let is_asked = Memo::new(move |_| {
        let is_usual = *lesson.hypothesis.read() == usual.hypothesis
            && *lesson.reference.read() == usual.reference;
        is_usual && !is_answered.get()
    });
    let set = move |hypothesis: &str, reference: &str, order: usize| {
        is_answered.set(true);
        lesson.hypothesis.set(hypothesis.to_owned());
        lesson.reference.set(reference.to_owned());
        lesson.order.set(order);
    };
    let choices = move || {
        [
            t_string!(i18n, tasks.bleu_a),
            t_string!(i18n, tasks.bleu_b),
            t_string!(i18n, tasks.bleu_c),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let field = |text: RwSignal<String>, name: Signal<String>| {
        view! {
            <label class="field">
                <span>{live(move || name.get())}</span>
                <input type="text" maxlength="600" prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event)) />
            </label>
        }
    };
    view! {
        <section class="ta-section" aria-labelledby="ta-overlap-title">
            <h2 id="ta-overlap-title">{say!(i18n, tasks.overlap)}</h2>
            <p class="reading">{prose!(i18n, tasks.overlap_text)}</p>
            <Predict question=label!(i18n, tasks.bleu_question) choices=Signal::derive(choices) right=2
                on_choose=Callback::new(move |_| is_answered.set(true))>
                <p>{say!(i18n, tasks.bleu_answer)}</p>
            </Predict>
            <Dare text=label!(i18n, tasks.bleu_dare_the) watch="ta-overlap"
                on_try=Callback::new(move |()| set("the the the the the the the", "the cat is on the mat", 1)) />
            <Dare text=label!(i18n, tasks.bleu_dare_short) watch="ta-overlap"
                on_try=Callback::new(move |()| set("Un ours en peluche", REFERENCE, 2)) />
            <Dare text=label!(i18n, tasks.bleu_dare_good) watch="ta-overlap"
                on_try=Callback::new(move |()| set(HYPOTHESIS, HYPOTHESIS, 4)) />
            <div class="figure ta-overlap" id="ta-overlap">
                {field(lesson.hypothesis, label!(i18n, tasks.hypothesis))}
                {field(lesson.reference, label!(i18n, tasks.reference))}
                <TroubleNote trouble=answer.trouble />
                {live(move || match is_asked.get() {
                    true => view! {
                        <button type="button" class="button ta-count" on:click=move |_| is_answered.set(true)>
                            {say!(i18n, tasks.bleu_count)}
                        </button>
                    }
                    .into_any(),
                    false => answer.unless_refused().map(|compared| view! { <Steps compared /> }).into_any(),
                })}
            </div>
            <p class="reading">{prose!(i18n, tasks.reference_free)}</p>
        </section>
    }
}

#[component]
fn Steps(compared: Arc<Compared>) -> impl IntoView {
    let i18n = use_i18n();
    let bleu = StoredValue::new(compared.bleu.clone());
    let score = compared.bleu.score;
    let bleu_score = format_value(score.score as f32);
    view! {
        <h3>"BLEU "<span class="num" id="ta-bleu">{bleu_score}</span></h3>
        <Orders />
        <Marked bleu />
        <Precisions trace=compared.bleu.clone() />
        <MathView math=Signal::stored(metric_formula::brevity_penalty(&score)) />
        <MathView math=Signal::stored(metric_formula::bleu(&score)) />
        <p class="caption">{say!(i18n, tasks.bleu_caption)}</p>
        <h3>"ROUGE"</h3>
        <Rouge trace=compared.rouge.clone() />
        <p class="caption">{say!(i18n, tasks.rouge_caption)}</p>
    }
}

/// Which n-grams are marked.
#[component]
fn Orders() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let button = |n: usize| {
        view! {
            <button type="button" aria-pressed=move || (lesson.order.get() == n).to_string()
                on:click=move |_| lesson.order.set(n)>{format!("n = {n}")}</button>
        }
    };
    view! {
        <div class="segmented ta-orders" role="group" aria-label=label!(i18n, tasks.orders)>
            {[1, 2, 3, 4].map(button)}
        </div>
    }
}

/// Both texts in tokens, marked by the n-grams of the order on screen.
#[component]
fn Marked(bleu: StoredValue<BleuTrace>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let marks = move |reference: bool| {
        let order = lesson.order.get().clamp(1, 4);
        bleu.with_value(|trace| {
            let ngrams = &trace.ngrams[order - 1];
            match reference {
                false => {
                    let tokens = trace.hypothesis.clone();
                    let marks = of_hypothesis(ngrams, tokens.len(), order);
                    (tokens, marks)
                }
                true => {
                    let tokens = trace.references[0].clone();
                    let marks = of_reference(ngrams, tokens.len(), order);
                    (tokens, marks)
                }
            }
        })
    };
    view! {
        <dl class="ta-marked">
            <dt>{say!(i18n, tasks.hypothesis)}</dt>
            <dd>{live(move || { let (tokens, marks) = marks(false); row(&tokens, &marks) })}</dd>
            <dt>{say!(i18n, tasks.reference)}</dt>
            <dd>{live(move || { let (tokens, marks) = marks(true); row(&tokens, &marks) })}</dd>
        </dl>
        <p class="ta-legend caption">
            <span class="ta-token hit">{say!(i18n, tasks.mark_hit)}</span>" "
            <span class="ta-token clipped">{say!(i18n, tasks.mark_clipped)}</span>" "
            <span class="ta-token miss">{say!(i18n, tasks.mark_miss)}</span>
        </p>
    }
}

/// Tokens with their marks; `data-mark` says the same without colour.
fn row(tokens: &[String], marks: &[Mark]) -> AnyView {
    let token = |(token, mark): (&String, &Mark)| {
        let class = match mark {
            Mark::Hit => "ta-token hit",
            Mark::Clipped => "ta-token clipped",
            Mark::Miss => "ta-token miss",
        };
        view! { <span class=class>{token.clone()}</span>" " }
    };
    tokens
        .iter()
        .zip(marks)
        .map(token)
        .collect_view()
        .into_any()
}

#[component]
fn Precisions(trace: BleuTrace) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let score = trace.score;
    let row = |n: usize| {
        let (hits, all) = (score.matches[n], score.totals[n]);
        let value = if n >= score.effective_order {
            "–".to_owned()
        } else {
            format!("{} %", format_value(score.precisions[n] as f32))
        };
        let smoothed = hits == 0 && all > 0 && score.precisions[n] > 0.0;
        let smoothed = smoothed.then(|| say!(i18n, tasks.smoothed));
        view! {
            <tr class:current=move || lesson.order.get() == n + 1>
                <th scope="row">{n + 1}</th>
                <td class="number">{hits}</td>
                <td class="number">{all}</td>
                <td class="number">{value}" "{smoothed}</td>
            </tr>
        }
    };
    view! {
        <table class="data ta-precisions">
            <thead>
                <tr>
                    <th scope="col">"n"</th>
                    <th scope="col" class="number">{say!(i18n, tasks.matches)}</th>
                    <th scope="col" class="number">{say!(i18n, tasks.totals)}</th>
                    <th scope="col" class="number">"pₙ"</th>
                </tr>
            </thead>
            <tbody>{[0, 1, 2, 3].map(row)}</tbody>
        </table>
    }
}

#[component]
fn Rouge(trace: RougeTrace) -> impl IntoView {
    let i18n = use_i18n();
    let common = |side: fn(&(usize, usize)) -> usize, len: usize| {
        let mut marks = vec![Mark::Miss; len];
        for pair in &trace.common_subsequence {
            marks[side(pair)] = Mark::Hit;
        }
        marks
    };
    let hypothesis = row(&trace.hypothesis, &common(|p| p.0, trace.hypothesis.len()));
    let reference = row(&trace.reference, &common(|p| p.1, trace.reference.len()));
    let line = |name: &'static str, counts: ClassCounts| {
        let cells = [counts.precision(), counts.recall(), counts.f1()];
        let heads = [
            t_string!(i18n, tasks.precision),
            t_string!(i18n, tasks.recall),
            "F1",
        ];
        let cells = heads.into_iter().zip(cells).map(cell).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    };
    let scores = trace.scores;
    view! {
        <p class="caption">{say!(i18n, tasks.lcs)}</p>
        <dl class="ta-marked">
            <dt>{say!(i18n, tasks.hypothesis)}</dt>
            <dd>{hypothesis}</dd>
            <dt>{say!(i18n, tasks.reference)}</dt>
            <dd>{reference}</dd>
        </dl>
        <div class="table-scroll" tabindex="0" role="region" aria-label="ROUGE">
            <table class="data ta-stacked">
                <thead>
                    <tr>
                        <th scope="col">"ROUGE"</th>
                        <th scope="col" class="number">{say!(i18n, tasks.precision)}</th>
                        <th scope="col" class="number">{say!(i18n, tasks.recall)}</th>
                        <th scope="col" class="number">"F1"</th>
                    </tr>
                </thead>
                <tbody>
                    {line("ROUGE-1", scores.rouge1)}
                    {line("ROUGE-2", scores.rouge2)}
                    {line("ROUGE-L", scores.rouge_l)}
                </tbody>
            </table>
        </div>
    }
}
