//! W1: the cosines of some words, as one-hot vectors and as learnt ones: the same matrix, before and after.

use super::context::use_vectors;
use super::copy_link::CopyLink;
use crate::session::studio::models::ModelId;
use crate::session::studio::vectors::MAX_COMPARED;
use crate::session::studio::vectors::link::left_out;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Cover, HeatmapView, ModelStatus, Predict};
use crate::viz::colormap::Scale;
use crate::viz::count::grouped;
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::number::format_value;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn CompareSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let choices = move || {
        vec![
            t_string!(i18n, vectors.one_hot.choice_teddy).to_string(),
            t_string!(i18n, vectors.one_hot.choice_zero).to_string(),
            t_string!(i18n, vectors.one_hot.choice_one).to_string(),
        ]
    };
    let map = Memo::new(move |_| {
        let learnt = lesson.learnt.get();
        let compared = lesson.compared.value.get();
        let (words, values) = compared.map_or_else(Default::default, |c| {
            let values = if learnt { &c.learnt } else { &c.one_hot };
            (c.words.clone(), values.clone())
        });
        let title = match learnt {
            true => t_string!(i18n, vectors.one_hot.title_learnt),
            false => t_string!(i18n, vectors.one_hot.title),
        };
        let axis = t_string!(i18n, vectors.word);
        let map = Heatmap::new(
            words.clone(),
            words,
            values,
            Scale::signed_for(&[-1.0, 1.0]),
        );
        let map = map.expect("as many cosines as pairs of words");
        Arc::new(map.named(title, axis, axis))
    });
    let unknown = move || {
        let compared = lesson.compared.value.read();
        let missing = compared.as_deref().map_or(&[][..], |c| &c.unknown);
        (!missing.is_empty()).then(|| {
            let words = missing.join(", ");
            view! { <p class="note" role="status">{t_string!(i18n, vectors.unknown, words = words)}</p> }
        })
    };
    let too_many = move || {
        let more = left_out(&lesson.words.read());
        (more > 0).then(|| {
            let said = t_string!(
                i18n,
                vectors.one_hot.too_many,
                n = MAX_COMPARED,
                more = more
            );
            view! { <p class="note" role="status">{said}</p> }
        })
    };
    // A cosine and what it is made of.
    let explain = move |cell: Cell| {
        let compared = lesson.compared.value.read();
        let told = compared.as_deref().and_then(|c| {
            let n = c.words.len();
            let (a, b) = (c.words.get(cell.row)?, c.words.get(cell.col)?);
            let at = cell.row * n + cell.col;
            let (cosine, dot, lengths) = match lesson.learnt.get() {
                true => (
                    c.learnt[at],
                    c.dots[at],
                    [c.norms[cell.row], c.norms[cell.col]],
                ),
                false => (c.one_hot[at], c.one_hot[at], [1.0, 1.0]),
            };
            let [long_a, long_b] = lengths.map(format_value);
            let (dot, cosine) = (format_value(dot), format_value(cosine));
            Some(format!(
                "cos({a}, {b}) = a·b / (‖a‖·‖b‖) = {dot} / ({long_a}·{long_b}) = {cosine}"
            ))
        });
        told.unwrap_or_default()
    };
    // The answer's numbers, from the matrix.
    let pair = move |of: fn(&crate::session::studio::vectors::Compared) -> &Vec<f32>| {
        let compared = lesson.compared.value.read();
        let compared = compared.as_deref()?;
        let at = |word: &str| compared.words.iter().position(|w| w == word);
        let n = compared.words.len();
        let cosine = |a: usize, b: usize| format_value(of(compared)[a * n + b]);
        let (teddy, soft, book) = (at("teddy")?, at("soft")?, at("book")?);
        Some((cosine(teddy, soft), cosine(teddy, book)))
    };
    let answer = move || {
        let Some(((a, b), (c, d))) = pair(|c| &c.one_hot).zip(pair(|c| &c.learnt)) else {
            return t_string!(i18n, vectors.one_hot.answer).to_string();
        };
        let why = t_string!(i18n, vectors.one_hot.answer);
        let numbers = t_string!(
            i18n,
            vectors.one_hot.numbers,
            soft = a,
            book = b,
            soft_learnt = c,
            book_learnt = d
        );
        format!("{why} {numbers}")
    };
    let sizes = move || {
        let compared = lesson.compared.value.read();
        compared.as_deref().map_or_else(String::new, |c| {
            t_string!(
                i18n,
                vectors.one_hot.sizes,
                vocab = grouped(c.vocab_size),
                dim = c.dim
            )
        })
    };
    view! {
        <section class="vec-section">
            <p class="vec-lead">{prose!(i18n, vectors.lead)}</p>
            <p>{prose!(i18n, vectors.one_hot.text)}</p>
            <pre class="vec-one-hot num" translate="no">"soft   1 0 0\nteddy  0 1 0\nbook   0 0 1"</pre>
            <p>{prose!(i18n, vectors.one_hot.cosine)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, vectors.one_hot.question).to_string())
                choices=Signal::derive(choices)
                right=1
                on_choose=Callback::new(move |_| lesson.veiled.set(false))
            >
                <p>{live_text(answer)}</p>
            </Predict>
            <ModelStatus model=ModelId::WordVectors />
            <TroubleNote trouble=lesson.compared.trouble />
            <figure class="figure vec-compare" id="vec-compare">
                <div class="vec-tools">
                    <div class="segmented" role="group" aria-label=label!(i18n, vectors.one_hot.which)>
                        <button type="button" aria-pressed=move || (!lesson.learnt.get()).to_string()
                            on:click=move |_| lesson.learnt.set(false)>{say!(i18n, vectors.one_hot.name)}</button>
                        <button type="button" aria-pressed=move || lesson.learnt.get().to_string()
                            on:click=move |_| {
                                lesson.veiled.set(false);
                                lesson.learnt.set(true);
                            }>{say!(i18n, vectors.one_hot.learnt)}</button>
                    </div>
                    <label class="vec-field"><span>{say!(i18n, vectors.one_hot.words)}</span>
                        <input type="text" id="vec-words" autocomplete="off" spellcheck="false"
                            prop:value=move || lesson.words.get()
                            on:input=move |event| lesson.words.set(event_target_value(&event)) /></label>
                    <CopyLink />
                </div>
                {live(unknown)}
                {live(too_many)}
                <p class="line-chart-title">{live_text(move || map.read().title.clone())}</p>
                <Cover open=Signal::derive(move || !lesson.veiled.get())
                    on_show=Callback::new(move |()| lesson.veiled.set(false))
                    why=label!(i18n, vectors.one_hot.veiled) show=label!(i18n, vectors.one_hot.unveil)>
                    <HeatmapView data=map explain=Callback::new(explain) file_stem="cosines" />
                </Cover>
                <figcaption>{live_text(sizes)}</figcaption>
            </figure>
            <p>{say!(i18n, vectors.one_hot.after)}</p>
        </section>
    }
}
