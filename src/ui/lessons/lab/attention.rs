//! The cross-attention of one sentence pair, kept at every judgement: from blur to alignment.

use super::context::use_lab;
use crate::session::studio::lab::report::AttentionLabels;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, say};
use crate::ui::widgets::{HeadGrid, HeatmapView, Slider};
use crate::viz::attention::{HeadId, read_and_written};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn AttentionSection() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let chosen = RwSignal::new(HeadId::default());
    let n_frames = Memo::new(move |_| lab.record.read().frames.len());
    let slider = RwSignal::new(0.0);
    // Follows the newest until the reader goes back.
    Effect::new(move |_| {
        let last = n_frames.get().saturating_sub(1);
        slider.set(lab.at.get().map_or(last, |at| at.min(last)) as f64);
    });
    Effect::new(move |before: Option<f64>| {
        let value = slider.get();
        let last = n_frames.get_untracked().saturating_sub(1);
        if before.is_some_and(|before| before != value) {
            lab.at
                .set(((value as usize) < last).then_some(value as usize));
        }
        value
    });
    let frame = Memo::new(move |_| {
        let n = n_frames.get();
        lab.at.get().unwrap_or(usize::MAX).min(n.saturating_sub(1))
    });
    let step_of = move |index: f64| {
        let record = lab.record.read();
        record
            .frames
            .get(index as usize)
            .map_or(0, |frame| frame.step)
    };
    let heads = Memo::new(move |_| {
        let facts = lab.facts.get();
        let frame = frame.get();
        let maps = facts.and_then(|facts| {
            let record = lab.record.read_untracked();
            let weights = &record.frames.get(frame)?.weights;
            Some(maps(&facts.attention, weights))
        });
        Arc::new(maps.unwrap_or_default())
    });
    let current = Memo::new(move |_| {
        let (heads, HeadId { layer, head }) = (heads.read(), chosen.get());
        let layer = layer.min(heads.len().saturating_sub(1));
        let last = heads
            .get(layer)
            .map_or(0, |heads| heads.len().saturating_sub(1));
        HeadId {
            layer,
            head: head.min(last),
        }
    });
    let large = move || {
        let HeadId { layer, head } = current.get();
        let heads = heads.read();
        let Some(map) = heads.get(layer).and_then(|heads| heads.get(head)) else {
            return Arc::new(no_heatmap());
        };
        let title = t_string!(
            i18n,
            lab.attention_title,
            layer = layer + 1,
            head = head + 1,
            step = step_of(frame.get() as f64)
        );
        let french = t_string!(i18n, translation.french);
        let english = t_string!(i18n, translation.english);
        Arc::new((**map).clone().named(title, french, english))
    };
    view! {
        <section class="lab-attention" id="lab-attention" aria-labelledby="lab-attention-title">
            <h2 id="lab-attention-title">{say!(i18n, lab.attention)}</h2>
            <p>{say!(i18n, lab.about_attention)}</p>
            <Show when=move || n_frames.get() != 0 fallback=move || view! { <p class="caption">{say!(i18n, lab.attention_later)}</p> }>
                <Slider
                    label=label!(i18n, lab.at_step)
                    value=slider
                    min=0.0
                    max=Signal::derive(move || n_frames.get().saturating_sub(1) as f64)
                    step=1.0
                    shown=Callback::new(move |index| t_string!(i18n, lab.step_n, n = step_of(index)))
                />
                <div class="lab-heads">
                    <HeadGrid
                        heads=Signal::derive(move || heads.get())
                        current=Signal::derive(move || Some(current.get()))
                        on_select=Callback::new(move |id| chosen.set(id))
                        label=label!(i18n, translation.kind_cross)
                    />
                    <figure class="figure">
                        <h3>{live(move || large().title.clone())}</h3>
                        <HeatmapView data=Signal::derive(large) file_stem="lab-attention" />
                    </figure>
                </div>
            </Show>
        </section>
    }
}

/// The end of a sentence, as the tokenizer writes it.
const END: &str = "</s>";

/// `[layer][head]`.
fn maps(labels: &AttentionLabels, weights: &[f32]) -> Vec<Vec<Arc<Heatmap>>> {
    let size = labels.queries.len() * labels.keys.len();
    let rows = read_and_written(&[&labels.queries[..], &[END.to_owned()]].concat());
    let mut parts = weights.chunks(size.max(1));
    let mut map = || {
        let values = parts.next()?.to_vec();
        Heatmap::new(rows.clone(), labels.keys.clone(), values, Scale::weights())
            .ok()
            .map(Arc::new)
    };
    let mut layer = || (0..labels.heads).filter_map(|_| map()).collect();
    (0..labels.layers).map(|_| layer()).collect()
}
