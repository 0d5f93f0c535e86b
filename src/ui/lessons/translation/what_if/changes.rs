//! E4: something hidden, switched off or given, and what becomes of the translation.

use super::super::context::use_lesson;
use super::switch::{HeadSwitch, heads_of, set_off};
use super::use_what_if;
use crate::nlp::model::AttentionSite;
use crate::session::protocol::{Candidate, Decoding, Step};
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::transformer::{self, what_if::Changes};
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, live, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{
    ChipSide, ChipState, Dare, ModelStatus, TokenChip, TokenStrip, changed_words, lost_words,
};
use crate::viz::label::spoken;
use crate::viz::number::{format_percent, format_value};
use leptos::prelude::*;

/// The translator of the walkthrough.
const MODEL: ModelId = ModelId::Translator;

#[component]
pub fn ChangesFigure() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let what_if = use_what_if();
    let changes = what_if.changes;
    let asked = |changes: Signal<Changes>| {
        Answered::to(
            &[MODEL],
            move || {
                let text = what_if.text.get();
                let request = transformer::Request::WhatIf {
                    model: MODEL,
                    text: text.clone(),
                    changes: changes.get(),
                };
                (!text.is_empty()).then_some(Request::Transformer(request))
            },
            picked!(Event::Transformer(transformer::Event::WhatIf(found)) => found),
        )
    };
    let answer = asked(changes.into());
    // Both greedy, whatever decoding the walkthrough shows: what differs comes from the changes alone.
    let as_trained = asked(Signal::stored(Changes::default()));
    let is_greedy = Memo::new(move |_| {
        let translation = lesson.translation.read();
        translation
            .as_deref()
            .is_none_or(|t| t.decoding == Decoding::Greedy)
    });
    let source = move || {
        let hidden = changes.read();
        let chip = |(i, token): (usize, &crate::nlp::tokenizer::Token)| TokenChip {
            state: if hidden.hidden.contains(&i) {
                ChipState::Hidden
            } else {
                ChipState::Plain
            },
            ..TokenChip::new(token)
        };
        lesson.translation.with(|t| {
            let tokens = t.as_deref().map_or(&[][..], |t| &t.src[..]);
            tokens.iter().enumerate().map(chip).collect::<Vec<_>>()
        })
    };
    let toggle = move |i: usize| {
        changes.update(
            |changes| match changes.hidden.iter().position(|&h| h == i) {
                Some(at) => drop(changes.hidden.remove(at)),
                None => changes.hidden.push(i),
            },
        );
    };
    let step = RwSignal::new(Some(0usize));
    let target = move || {
        lesson.translation.with(|t| {
            let tokens = t
                .as_deref()
                .map_or(&[][..], |t| t.tgt.get(1..).unwrap_or_default());
            tokens.iter().map(TokenChip::new).collect::<Vec<_>>()
        })
    };
    let candidates = move || {
        let at = step.get()?;
        let here: Option<Step> = lesson
            .translation
            .with(|t| t.as_deref()?.steps.get(at).cloned());
        let button = |candidate: Candidate| {
            let id = candidate.id;
            let given = move || changes.read().forced.get(&at) == Some(&id);
            let text = format!(
                "{} {}",
                spoken(&candidate.piece),
                format_percent(candidate.probability)
            );
            view! {
                <button type="button" class="button" lang="fr" aria-pressed=move || given().to_string()
                    on:click=move |_| changes.update(|changes| {
                        if changes.forced.get(&at) == Some(&id) {
                            changes.forced.remove(&at);
                        } else {
                            changes.forced.insert(at, id);
                        }
                    })>{text}</button>
            }
        };
        let all = here?
            .candidates
            .into_iter()
            .take(6)
            .map(button)
            .collect_view();
        Some(view! { <div class="row">{all}</div> })
    };
    // All heads of the cross-attention, and nothing else.
    let blind = move |()| {
        let heads = lesson.translation.with(|t| {
            t.as_deref()
                .map(|t| heads_of(AttentionSite::Cross, &t.model, None))
        });
        let mut blind = Changes::default();
        set_off(&mut blind, &heads.unwrap_or_default(), true);
        changes.set(blind);
    };
    // BOS is at 0.
    let hide_first = move |()| {
        changes.set(Changes {
            hidden: vec![1, 2],
            ..Changes::default()
        });
    };
    let result = move || {
        let found = answer.value.get()?;
        let before = as_trained.value.get()?.text.clone();
        Some(view! {
            <dt>{say!(i18n, what_if.as_trained)}</dt>
            <dd lang="fr">{lost_words(&before, &found.text)}</dd>
            <dt>{say!(i18n, what_if.changed)}</dt>
            <dd lang="fr" id="wi-changed">{changed_words(&before, &found.text)}</dd>
            <dt>{say!(i18n, what_if.log_probability)}</dt>
            <dd class="num wi-number">{format_value(found.log_probability)}</dd>
        })
    };
    view! {
        <h3>{say!(i18n, what_if.changes)}</h3>
        <p>{say!(i18n, what_if.changes_text)}</p>
        <div class="figure wi-figure" id="wi-changes">
            <ModelStatus model=MODEL />
            // Above what changes it, so that both are on screen.
            <TroubleNote trouble=answer.trouble />
            <div role="status"><dl class="tf-compare">{live(result)}</dl></div>
            <p class="caption">{say!(i18n, what_if.hide)}</p>
            <TokenStrip tokens=Signal::derive(source) label=label!(i18n, what_if.source)
                side=ChipSide::Source on_select=Callback::new(toggle) />
            <Show when=move || is_greedy.get()
                fallback=move || view! { <p class="caption">{say!(i18n, what_if.give_greedy)}</p> }>
                <p class="caption">{say!(i18n, what_if.give)}</p>
                <TokenStrip tokens=Signal::derive(target) label=label!(i18n, what_if.target)
                    side=ChipSide::Target selected=step />
                {live(candidates)}
            </Show>
            <p class="caption">{say!(i18n, what_if.off)}</p>
            <HeadSwitch />
            <div class="row">
                <button type="button" class="button" disabled=move || changes.read().is_empty()
                    on:click=move |_| changes.set(Changes::default())>{say!(i18n, what_if.back)}</button>
            </div>
        </div>
        <Dare text=label!(i18n, what_if.dare_blind) on_try=Callback::new(blind) watch="wi-changes" />
        <Dare text=label!(i18n, what_if.dare_first) on_try=Callback::new(hide_first) watch="wi-changes" />
    }
}
