//! Sentences that the model never learns from, and the reader's own, as it translates them now.

use super::context::use_lab;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use crate::ui::sentence;
use crate::ui::studio::TroubleNote;
use leptos::prelude::*;
use web_sys::SubmitEvent;

#[component]
pub fn SentencesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let judged = Memo::new(move |_| {
        let n = lab.record.read().judgements.len();
        lab.at.get().unwrap_or(usize::MAX).min(n.saturating_sub(1))
    });
    let rows = move || {
        let facts = lab.facts.get();
        let record = lab.record.read();
        let now = record.judgements.get(judged.get());
        let samples = facts.iter().flat_map(|facts| facts.samples.clone());
        samples
            .enumerate()
            .map(|(i, (english, french))| {
                let told = now
                    .and_then(|j| j.samples.get(i))
                    .cloned()
                    .unwrap_or_default();
                let right = told == french;
                let mark = if right { "✓" } else { "" };
                let word = right.then(|| say!(i18n, lab.is_right));
                view! {
                    <tr class:right=right>
                        <td lang="en">{english}</td>
                        <td lang="fr">{french}</td>
                        <td lang="fr" class="lab-told">
                            <span class="lab-said" title=told.clone()>{told.clone()}</span>
                            <span aria-hidden="true">{mark}</span>
                            <span class="visually-hidden">{word}</span>
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    let score = move || {
        let record = lab.record.read();
        record.judgements.get(judged.get()).map(|j| {
            t_string!(
                i18n,
                lab.score,
                step = j.step,
                right = j.exact.0,
                of = j.exact.1,
                bleu = format!("{:.1}", j.bleu)
            )
        })
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        sentence::keep(&lab.text.get_untracked());
        lab.translate();
    };
    let own = move || {
        lab.reading.get().map(|reading| {
            view! {
                <p class="lab-own" lang="fr" title=reading.text.clone()>{reading.text.clone()}</p>
                <p class="caption">{t_string!(i18n, lab.own_at, step = reading.step)}</p>
            }
        })
    };
    view! {
        <section class="lab-sentences" aria-labelledby="lab-sentences-title">
            <h2 id="lab-sentences-title">{say!(i18n, lab.sentences)}</h2>
            <p>{say!(i18n, lab.about_sentences)}</p>
            <p class="num" id="lab-score" role="status">{live(score)}</p>
            <Show when=move || lab.facts.read().is_some()>
                <div class="table-scroll" tabindex="0" role="group" aria-labelledby="lab-sentences-title">
                    <table class="data lab-table">
                        <thead>
                            <tr>
                                <th scope="col">{say!(i18n, lab.english)}</th>
                                <th scope="col">{say!(i18n, lab.reference)}</th>
                                <th scope="col">{say!(i18n, lab.told)}</th>
                            </tr>
                        </thead>
                        <tbody>{live(rows)}</tbody>
                    </table>
                </div>
            </Show>
            <form class="lab-own-form" on:submit=submit>
                <label class="field">
                    {say!(i18n, lab.own)}
                    <input type="text" lang="en" maxlength="4000" prop:value=move || lab.text.get()
                        on:input=move |event| lab.text.set(event_target_value(&event)) />
                </label>
                <button type="submit" class="button" disabled=move || lab.facts.read().is_none()>{say!(i18n, lab.translate)}</button>
            </form>
            <div role="status">
                {live(own)}
                <p class="caption">{live_text(move || {
                    let none = lab.facts.read().is_none();
                    if none { t_string!(i18n, lab.own_later).to_string() } else { t_string!(i18n, lab.own_words).to_string() }
                })}</p>
            </div>
            <TroubleNote trouble=lab.reading_trouble />
        </section>
    }
}
