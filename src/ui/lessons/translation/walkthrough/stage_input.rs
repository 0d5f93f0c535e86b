//! From the text to the encoder's input, and the memory.

use super::parts::{Strip, follow_note, picture, strips};
use super::scene::Scene;
use crate::ui::i18n::t_string;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::{MathView, PositionalFormula};
use crate::viz::spans::segments;
use crate::viz::stage_formula;
use leptos::prelude::*;

/// The sentence as typed, and what a computer stores of it: each character's bytes in UTF-8.
pub fn text(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let text = scene.translation.src_text.clone();
    let (characters, bytes) = (text.chars().count(), text.len());
    let stored = text
        .chars()
        .map(|c| {
            let bytes: Vec<String> = c.to_string().bytes().map(|b| b.to_string()).collect();
            // A space would leave its box empty.
            let shown = if c == ' ' { '␣' } else { c };
            view! { <li><span>{shown}</span> <span class="num">{bytes.join(" ")}</span></li> }
        })
        .collect_view();
    view! {
        <blockquote class="walk-sentence" lang="en">{text}</blockquote>
        <ol class="walk-stored">{stored}</ol>
        <p class="caption">
            {live_text(move || t_string!(i18n, walkthrough.cap_text, characters = characters, bytes = bytes))}
        </p>
    }
    .into_any()
}

/// The tokens marked in the sentence, and each with its number.
pub fn tokens(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let tokens = &scene.translation.src;
    let (n, vocab) = (tokens.len(), scene.model().vocab_size);
    let spans: Vec<_> = tokens.iter().map(|t| t.span.clone()).collect();
    let marked = segments(&scene.translation.src_text, &spans)
        .into_iter()
        .map(|segment| {
            let text = segment.text.to_owned();
            match segment.span {
                Some(_) => view! { <mark class="walk-span">{text}</mark> }.into_any(),
                None => text.into_any(),
            }
        })
        .collect_view();
    let chips = tokens
        .iter()
        .map(|token| {
            let chip = crate::ui::widgets::TokenChip::new(token);
            let class = if chip.is_special() {
                "chip src special"
            } else {
                "chip src"
            };
            view! {
                <li>
                    <span class=class>
                        {token.piece.clone()}
                        <span class="id">{token.id}</span>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <blockquote class="walk-sentence" lang="en">{marked}</blockquote>
        <ol class="chips walk-chips">{chips}</ol>
        <p class="caption">{live_text(move || t_string!(i18n, walkthrough.cap_tokens, n = n, vocab = vocab))}</p>
    }
    .into_any()
}

/// The table of a (T_src, d) tensor; its cursor is the token and entry that the reader follows.
pub fn src_table(
    scene: &Scene,
    name: &'static str,
    heading: impl Fn() -> String + Send + Sync + Clone + 'static,
) -> AnyView {
    let tensor = match name {
        "embedding" | "positional" | "input" => format!("src.{name}"),
        other => other.to_owned(),
    };
    table_of(scene, tensor, heading)
}

/// The same for a tensor by its full name.
pub fn table_of(
    scene: &Scene,
    tensor: String,
    heading: impl Fn() -> String + Send + Sync + Clone + 'static,
) -> AnyView {
    let i18n = scene.i18n;
    let (data, stem) = (scene.clone(), tensor.replace('.', "_"));
    picture(
        heading,
        move || data.src_matrix(&tensor, None),
        move || {
            (
                t_string!(i18n, walkthrough.token).to_string(),
                t_string!(i18n, walkthrough.dimension).to_string(),
            )
        },
        scene.selection.src,
        &stem,
    )
}

/// The strip of the followed source token in tensor `name`.
pub fn src_strip(
    scene: &Scene,
    sign: &'static str,
    name: String,
    label: impl Fn() -> String + Send + Sync + 'static,
) -> Strip {
    let scene = scene.clone();
    let n = scene.translation.src.len();
    Strip::new(sign, label, move || {
        scene.row(&name, &[scene.selection.src_token(n)])
    })
}

/// A row of E for every token.
pub fn embedding(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let d = scene.model().d_model;
    let (src, selection) = (scene.translation.clone(), scene.selection);
    let formula = Signal::derive(move || {
        let token = src.src.get(selection.src_token(src.src.len()));
        stage_formula::embedding(token.map_or(0, |t| t.id), d)
    });
    let strip = src_strip(scene, "", "src.embedding".into(), move || {
        t_string!(i18n, walkthrough.strip_embedding).to_string()
    });
    view! {
        <MathView math=formula />
        {follow_note(scene)}
        {strips(vec![strip])}
        {src_table(scene, "embedding", move || t_string!(i18n, walkthrough.fig_embedding).to_string())}
        <p class="caption">{live_text(move || t_string!(i18n, walkthrough.cap_matrix, d = d))}</p>
    }
    .into_any()
}

/// Embedding + sinusoids = input.
pub fn position(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let selection = scene.selection;
    let (n, d) = (scene.translation.src.len(), scene.model().d_model);
    let place = Signal::derive(move || selection.src_token(n));
    let entry = Signal::derive(move || selection.src.get().map_or(0, |c| c.col.min(d - 1)));
    let list = vec![
        src_strip(scene, "", "src.embedding".into(), move || {
            t_string!(i18n, walkthrough.strip_embedding).to_string()
        }),
        src_strip(scene, "+", "src.positional".into(), move || {
            t_string!(i18n, walkthrough.strip_positional, n = place.get())
        }),
        src_strip(scene, "=", "src.input".into(), move || {
            t_string!(i18n, walkthrough.strip_input).to_string()
        }),
    ];
    view! {
        <PositionalFormula position=place dimension=entry d_model=d />
        {follow_note(scene)}
        {strips(list)}
        {src_table(scene, "positional", move || t_string!(i18n, walkthrough.fig_positional).to_string())}
        <p class="caption">{say!(i18n, walkthrough.cap_positional)}</p>
    }
    .into_any()
}

/// All that the decoder sees of the sentence.
pub fn memory(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let d = scene.model().d_model;
    view! {
        {src_table(scene, "memory", move || t_string!(i18n, walkthrough.fig_memory).to_string())}
        <p class="caption">{live_text(move || t_string!(i18n, walkthrough.cap_matrix, d = d))}</p>
    }
    .into_any()
}
