//! T5: byte-pair encoding of characters with byte fallback, beside byte-pair encoding of bytes, as in GPT-2.

use super::context::{MIXED, use_tokens};
use super::ways::WayRow;
use crate::session::studio::tokens::{Cut, Way};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::viz::count::grouped;
use crate::viz::number::format_digits;
use leptos::prelude::*;

#[component]
pub fn BytesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let both = Memo::new(move |_| {
        let shown = lesson.mixed.unless_refused()?;
        let bytes = shown.text.len();
        Some((
            bytes,
            shown.of(Way::Bpe)?.clone(),
            shown.of(Way::ByteLevel)?.clone(),
        ))
    });
    let number = move |of: fn(usize, &Cut) -> String| {
        move || {
            let both = both.get();
            both.map(|(bytes, bpe, byte_level)| {
                view! { <td class="number">{of(bytes, &bpe)}</td><td class="number">{of(bytes, &byte_level)}</td> }
            })
        }
    };
    let per_token = |bytes: usize, cut: &Cut| match cut.len() {
        0 => "–".to_owned(),
        n => format_digits(bytes as f32 / n as f32, 3),
    };
    let is_ours = move || {
        let shown = lesson.mixed.value.read();
        shown.as_deref().is_some_and(|shown| shown.text == MIXED)
    };
    let raw = move || {
        both.get().map_or_else(String::new, |(_, _, cut)| {
            let pieces: Vec<&str> = cut.tokens.iter().map(|t| t.piece.as_str()).collect();
            pieces.join(" ")
        })
    };
    view! {
        <section class="tok-section" aria-labelledby="tok-bytes">
            <h2 id="tok-bytes">{say!(i18n, tokens.bytes.heading)}</h2>
            <p>{say!(i18n, tokens.bytes.text)}</p>
            <figure class="figure tok-ways" id="tok-byte-figure">
                {live(move || is_ours().then(|| view! {
                    <p class="tok-mixed"><q>{MIXED}</q>" "<span class="caption">{say!(i18n, tokens.bytes.mixed)}</span></p>
                }))}
                <WayRow way=Way::Bpe of=lesson.mixed />
                <WayRow way=Way::ByteLevel of=lesson.mixed />
                <div>
                    <p class="tok-about">{say!(i18n, tokens.bytes.raw)}</p>
                    <p class="tok-pieces" translate="no">{live_text(raw)}</p>
                </div>
            </figure>
            <div class="table-scroll" role="region" tabindex="0" aria-label=label!(i18n, tokens.bytes.table)>
                <table class="data tok-bytes-table">
                    <thead><tr>
                        <td></td>
                        <th scope="col">{say!(i18n, tokens.ways.bpe.name)}</th>
                        <th scope="col">{say!(i18n, tokens.ways.byte_level.name)}</th>
                    </tr></thead>
                    <tbody>
                        <tr><th scope="row">{say!(i18n, tokens.bytes.n)}</th>{live(number(|_, cut| cut.len().to_string()))}</tr>
                        <tr><th scope="row">{say!(i18n, tokens.bytes.per_token)}</th>{live(number(per_token))}</tr>
                        <tr><th scope="row">{say!(i18n, tokens.bytes.vocab)}</th>{live(number(|_, cut| grouped(cut.vocab_size)))}</tr>
                        <tr><th scope="row">{say!(i18n, tokens.bytes.start)}</th>
                            <td>{say!(i18n, tokens.bytes.start_characters)}</td><td>{say!(i18n, tokens.bytes.start_bytes)}</td></tr>
                        <tr><th scope="row">{say!(i18n, tokens.bytes.space)}</th>
                            <td>{say!(i18n, tokens.bytes.space_characters)}</td><td>{say!(i18n, tokens.bytes.space_bytes)}</td></tr>
                        <tr><th scope="row">{say!(i18n, tokens.bytes.unknown)}</th>
                            <td>{say!(i18n, tokens.bytes.unknown_characters)}</td><td>{say!(i18n, tokens.bytes.unknown_bytes)}</td></tr>
                    </tbody>
                </table>
            </div>
            <p class="caption">{live_text(move || t_string!(i18n, tokens.bytes.note).to_string())}</p>
        </section>
    }
}
