//! T4: the tokens that stand for no text, and whether decoding gives the text back.

use super::context::{Shown, use_tokens};
use super::ways::way_name;
use crate::session::studio::tokens::Way;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::TokenStrip;
use crate::viz::tokens::{ChipState, TokenChip};
use leptos::prelude::*;

/// A batch wider than this is not drawn whole.
const WIDEST: usize = 40;

/// A sentence between BOS and EOS, filled up with PAD to `width` tokens.
fn padded(shown: &Shown, width: usize) -> Vec<TokenChip> {
    let Some(cut) = shown.of(Way::Bpe) else {
        return vec![];
    };
    let special = cut.special;
    let mut chips = vec![TokenChip::of(special.bos, "<s>")];
    chips.extend(shown.chips(Way::Bpe, WIDEST));
    chips.push(TokenChip::of(special.eos, "</s>"));
    while chips.len() < width {
        chips.push(TokenChip::of(special.pad, "<pad>").with_state(ChipState::Hidden));
    }
    chips
}

#[component]
pub fn SpecialsSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let batch = Memo::new(move |_| {
        let both = [lesson.shown.value.get(), lesson.short.value.get()];
        let width = |shown: &Shown| shown.of(Way::Bpe).map_or(0, |cut| cut.len().min(WIDEST)) + 2;
        let widest = both.iter().flatten().map(|shown| width(shown)).max();
        both.map(|shown| shown.map_or_else(Vec::new, |shown| padded(&shown, widest.unwrap_or(0))))
    });
    let row = move |i: usize| Signal::derive(move || batch.with(|rows| rows[i].clone()));
    let ids = move || {
        let one = |chips: &Vec<TokenChip>| {
            let ids: Vec<String> = chips.iter().map(|chip| chip.id.to_string()).collect();
            format!("[{}]", ids.join(", "))
        };
        batch.with(|rows| rows.iter().map(one).collect::<Vec<_>>().join("\n"))
    };
    view! {
        <section class="tok-section" aria-labelledby="tok-specials">
            <h2 id="tok-specials">{say!(i18n, tokens.specials.heading)}</h2>
            <p>{say!(i18n, tokens.specials.text)}</p>
            <dl class="tok-special-list">
                <dt><code>"<s>"</code></dt><dd>{prose!(i18n, tokens.specials.bos)}</dd>
                <dt><code>"</s>"</code></dt><dd>{say!(i18n, tokens.specials.eos)}</dd>
                <dt><code>"<pad>"</code></dt><dd>{prose!(i18n, tokens.specials.pad)}</dd>
                <dt><code>"<unk>"</code></dt><dd>{prose!(i18n, tokens.specials.unk)}</dd>
            </dl>
            <figure class="figure tok-batch">
                <div class="tok-batch-rows" role="region" tabindex="0" aria-label=label!(i18n, tokens.specials.batch)>
                    <TokenStrip tokens=row(0) label=label!(i18n, tokens.specials.first) ids=true />
                    <TokenStrip tokens=row(1) label=label!(i18n, tokens.specials.second) ids=true />
                </div>
                <figcaption>{say!(i18n, tokens.specials.caption)}</figcaption>
                <pre class="tok-ids num" role="region" tabindex="0" aria-label=label!(i18n, tokens.specials.ids)>{live_text(ids)}</pre>
            </figure>
            <RoundTrip />
        </section>
    }
}

/// decode(encode(x)) for every way, and whether it is x.
#[component]
fn RoundTrip() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let rows = move || {
        let shown = lesson.shown.value.get()?;
        let row = |way| {
            let cut = shown.of(way)?;
            let same = cut.decoded == shown.text;
            let verdict = match same {
                true => t_string!(i18n, tokens.round.same),
                false => t_string!(i18n, tokens.round.other),
            };
            let testid = format!("round-{way:?}").to_lowercase();
            Some(view! {
                <tr data-testid=testid>
                    <th scope="row">{way_name(i18n, way)}</th>
                    <td class="tok-decoded">{cut.decoded.clone()}</td>
                    <td class="tok-verdict"><span aria-hidden="true">{if same { "= " } else { "≠ " }}</span>{verdict}</td>
                </tr>
            })
        };
        Some(Way::ALL.map(row).into_iter().collect_view())
    };
    view! {
        <h3 class="tok-round">{say!(i18n, tokens.round.heading)}</h3>
        <p>{say!(i18n, tokens.round.text)}</p>
        <div class="table-scroll" role="region" tabindex="0" aria-label=label!(i18n, tokens.round.heading)>
            <table class="data tok-round-table">
                <thead><tr>
                    <th scope="col">{say!(i18n, tokens.round.way)}</th>
                    <th scope="col">"decode(encode(x))"</th>
                    <th scope="col">{say!(i18n, tokens.round.verdict)}</th>
                </tr></thead>
                <tbody>{live(rows)}</tbody>
            </table>
        </div>
    }
}
