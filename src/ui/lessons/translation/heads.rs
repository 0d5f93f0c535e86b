//! X3: every head of every layer at a glance, one of them large.

use super::context::use_lesson;
use crate::session::protocol::Translation;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::{HeadGrid, HeatmapView};
use crate::viz::attention::{self, AttentionKind, HeadId};
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn HeadsSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let kind = RwSignal::new(AttentionKind::Cross);
    let layer = RwSignal::new(0usize);
    let heads = Memo::new(move |_| {
        let maps = lesson
            .translation
            .with(|t| t.as_ref().map(|t| maps(t, kind.get())));
        Arc::new(maps.unwrap_or_default())
    });
    // The layer of one kind need not exist in another (opened files have models of their own).
    let current = Memo::new(move |_| HeadId {
        layer: layer.get().min(heads.read().len().saturating_sub(1)),
        head: lesson.head.get(),
    });
    let large = Memo::new(move |_| {
        let HeadId { layer, head } = current.get();
        let map = heads.read().get(layer).and_then(|l| l.get(head).cloned())?;
        let (row_axis, col_axis) = axis_names(i18n, kind.get());
        let title = t_string!(
            i18n,
            translation.head_title,
            kind = kind_name(i18n, kind.get()),
            layer = layer + 1,
            head = head + 1
        );
        Some(Arc::new((*map).clone().named(title, row_axis, col_axis)))
    });
    let tab = move |own: AttentionKind| {
        view! {
            <button type="button" aria-pressed=move || (kind.get() == own).to_string()
                on:click=move |_| kind.set(own)>{live(move || kind_name(i18n, own))}</button>
        }
    };
    let title = move || large.get().map(|map| map.title.clone());
    let data = Signal::derive(move || large.get().unwrap_or_else(|| Arc::new(no_heatmap())));
    view! {
        <section class="tr-section" id="heads" aria-labelledby="heads-title">
            <h2 id="heads-title">{say!(i18n, translation.heads)}</h2>
            <p>{say!(i18n, translation.about_heads)}</p>
            <div class="segmented tr-tabs" role="group" aria-label=label!(i18n, translation.attention_kind)>
                {AttentionKind::ALL.map(tab).collect_view()}
            </div>
            <p class="caption">{live(move || kind_caption(i18n, kind.get()))}</p>
            <Show when=move || large.read().is_some()>
                <div class="tr-heads">
                    <HeadGrid
                        heads=Signal::derive(move || heads.get())
                        current=Signal::derive(move || Some(current.get()))
                        on_select=Callback::new(move |id: HeadId| {
                            layer.set(id.layer);
                            lesson.head.set(id.head);
                        })
                        label=Signal::derive(move || kind_name(i18n, kind.get()).to_string())
                    />
                    <figure class="figure">
                        <h3>{title}</h3>
                        <HeatmapView data=data file_stem="attention" />
                        <figcaption>{say!(i18n, translation.head_caption)}</figcaption>
                    </figure>
                </div>
            </Show>
        </section>
    }
}

fn maps(translation: &Translation, kind: AttentionKind) -> Vec<Vec<Arc<Heatmap>>> {
    let pieces = |tokens: &[crate::nlp::tokenizer::Token]| -> Vec<String> {
        tokens.iter().map(|token| token.piece.clone()).collect()
    };
    let src = pieces(&translation.src);
    let all = pieces(&translation.tgt);
    // The decoder reads all but the last.
    let tgt = &all[..all.len().saturating_sub(1)];
    let written = attention::read_and_written(&all);
    let (queries, keys) = match kind {
        AttentionKind::Encoder => (&src[..], &src[..]),
        AttentionKind::Masked => (tgt, tgt),
        AttentionKind::Cross => (&written[..], &src[..]),
    };
    attention::heads(&translation.trace, kind, queries, keys)
}

fn kind_name(i18n: I18n, kind: AttentionKind) -> &'static str {
    match kind {
        AttentionKind::Encoder => t_string!(i18n, translation.kind_encoder),
        AttentionKind::Masked => t_string!(i18n, translation.kind_masked),
        AttentionKind::Cross => t_string!(i18n, translation.kind_cross),
    }
}

fn kind_caption(i18n: I18n, kind: AttentionKind) -> &'static str {
    match kind {
        AttentionKind::Encoder => t_string!(i18n, translation.caption_encoder),
        AttentionKind::Masked => t_string!(i18n, translation.caption_masked),
        AttentionKind::Cross => t_string!(i18n, translation.caption_cross),
    }
}

/// Of rows and of columns.
fn axis_names(i18n: I18n, kind: AttentionKind) -> (&'static str, &'static str) {
    let (english, french) = (
        t_string!(i18n, translation.english),
        t_string!(i18n, translation.french),
    );
    match kind {
        AttentionKind::Encoder => (english, english),
        AttentionKind::Masked => (french, french),
        AttentionKind::Cross => (french, english),
    }
}
