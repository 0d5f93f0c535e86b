//! T1: the reader's text as words, sub-words and characters, one under the other.

use super::context::{RARE, Shown, use_tokens};
use super::cost::Cost;
use crate::session::studio::models::ModelId;
use crate::session::studio::tokens::{Cut, Way};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote};
use crate::ui::widgets::{CopyLink, ModelStatus, TokenStrip};
use crate::viz::count::grouped;
use leptos::prelude::*;

/// More tokens than this are counted, not drawn.
const DRAWN: usize = 240;

/// The way's name.
pub fn way_name(i18n: I18n, way: Way) -> &'static str {
    match way {
        Way::Word => t_string!(i18n, tokens.ways.word.name),
        Way::Bpe => t_string!(i18n, tokens.ways.bpe.name),
        Way::Character => t_string!(i18n, tokens.ways.character.name),
        Way::ByteLevel => t_string!(i18n, tokens.ways.byte_level.name),
    }
}

fn way_about(i18n: I18n, way: Way) -> &'static str {
    match way {
        Way::Word => t_string!(i18n, tokens.ways.word.about),
        Way::Bpe => t_string!(i18n, tokens.ways.bpe.about),
        Way::Character => t_string!(i18n, tokens.ways.character.about),
        Way::ByteLevel => t_string!(i18n, tokens.ways.byte_level.about),
    }
}

#[component]
pub fn WaysSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let is_other = move || lesson.text.get() != lesson.first();
    view! {
        <section class="tok-section" aria-labelledby="tok-ways-title">
            <p class="tok-lead">{prose!(i18n, tokens.lead)}</p>
            <h2 id="tok-ways-title" class="tok-first">{say!(i18n, tokens.ways.heading)}</h2>
            <div class="tok-field">
                <label for="tok-text">{say!(i18n, tokens.field)}</label>
                <textarea id="tok-text" rows="1" autocomplete="off" spellcheck="false"
                    prop:value=move || lesson.text.get()
                    on:input=move |event| lesson.text.set(event_target_value(&event))></textarea>
                <div class="row tok-field-tools">
                    <label class="tok-check">
                        <input type="checkbox" prop:checked=move || lesson.ids.get()
                            on:change=move |event| lesson.ids.set(event_target_checked(&event)) />
                        {say!(i18n, tokens.show_ids)}
                    </label>
                    <Show when=is_other>
                        <button type="button" class="button quiet"
                            on:click=move |_| lesson.text.set(lesson.first())>{say!(i18n, tokens.back)}</button>
                    </Show>
                    <CopyLink query=move |()| lesson.link().to_query() />
                </div>
            </div>
            <ModelStatus model=ModelId::Tokenizers />
            <TroubleNote trouble=lesson.shown.trouble />
            <figure class="figure tok-ways" id="tok-ways">
                <WayRow way=Way::Word of=lesson.shown />
                <WayRow way=Way::Bpe of=lesson.shown />
                <Rare />
                <WayRow way=Way::Character of=lesson.shown />
                <figcaption>{say!(i18n, tokens.ways.caption)}</figcaption>
            </figure>
            <Cost />
        </section>
    }
}

/// A text whose sub-words are not its words, where those of the reader's text are.
#[component]
fn Rare() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let agree = Memo::new(move |_| {
        let shown = lesson.shown.value.read();
        let cuts = shown.as_deref();
        let cuts = cuts.and_then(|shown| Some((shown.of(Way::Word)?, shown.of(Way::Bpe)?)));
        cuts.is_some_and(|(word, bpe)| {
            !word.is_empty() && word.unknown == 0 && word.len() == bpe.len()
        })
    });
    let chips = Signal::derive(move || {
        let rare = lesson.rare.value.read();
        let rare = rare.as_deref();
        rare.map_or_else(Vec::new, |rare| rare.chips(Way::Bpe, DRAWN))
    });
    view! {
        <Show when=move || agree.get()>
            <div class="tok-rare" data-testid="way-rare">
                <p class="tok-about">{live_text(move || t_string!(i18n, tokens.ways.rare, text = RARE))}</p>
                <TokenStrip tokens=chips label=Signal::stored(RARE.to_owned()) ids=lesson.ids />
            </div>
        </Show>
    }
}

/// One way to cut a text: its name, what it is good for, the tokens, and the counts.
#[component]
pub fn WayRow(way: Way, of: Answered<Shown>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let shown = move || of.unless_refused();
    let chips = Signal::derive(move || {
        let shown = shown();
        shown.map_or_else(Vec::new, |shown| shown.chips(way, DRAWN))
    });
    let counts = move || {
        let shown = shown();
        let cut = shown.as_deref().and_then(|shown| shown.of(way));
        cut.map_or_else(String::new, |cut| counts(i18n, cut))
    };
    let rest = move || {
        let n = shown()?.of(way)?.len().checked_sub(DRAWN + 1)? + 1;
        Some(view! { <p class="caption">{t_string!(i18n, tokens.ways.rest, n = n)}</p> })
    };
    let test = format!("way-{way:?}").to_lowercase();
    view! {
        <div class="tok-way" data-testid=test>
            <div class="tok-way-head">
                <h3>{live_text(move || way_name(i18n, way).to_owned())}</h3>
                <p class="tok-count num">{live_text(counts)}</p>
            </div>
            <p class="tok-about">{live_text(move || way_about(i18n, way).to_owned())}</p>
            <TokenStrip tokens=chips label=Signal::derive(move || way_name(i18n, way).to_owned()) ids=lesson.ids />
            {live(rest)}
        </div>
    }
}

/// “7 tokens of 6,000 · 1 unknown”.
fn counts(i18n: I18n, cut: &Cut) -> String {
    let vocab = grouped(cut.vocab_size);
    let count = match cut.len() {
        1 => t_string!(i18n, tokens.ways.count_one, vocab = vocab),
        n => t_string!(i18n, tokens.ways.count, n = grouped(n), vocab = vocab),
    };
    match cut.unknown {
        0 => count,
        n => format!("{count} · {}", t_string!(i18n, tokens.ways.unknown, n = n)),
    }
}
