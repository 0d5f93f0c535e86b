//! What the causal mask hides: which token read changes which output.

use super::context::{MODEL, use_transformer};
use super::padding::PaddingFigure;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::transformer;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{Cover, HeatmapView, Predict};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn MasksSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let masked = RwSignal::new(true);
    let open = RwSignal::new(false);
    let answer = Answered::to(
        &[MODEL],
        move || {
            let text = lesson.text.get();
            Some(Request::Transformer(transformer::Request::Influence {
                model: MODEL,
                text,
            }))
        },
        picked!(Event::Transformer(transformer::Event::Influence(influence)) => influence),
    );
    let (found, trouble) = (answer.value, answer.trouble);
    let map = move || {
        let Some(influence) = found.get() else {
            return Arc::new(no_heatmap());
        };
        let values = if masked.get() {
            &influence.with_mask
        } else {
            &influence.without_mask
        };
        let (rows, cols) = (influence.predicted.clone(), influence.read.clone());
        let map = Heatmap::new(rows, cols, values.clone(), Scale::weights());
        let title = t_string!(i18n, transformer.influence);
        let (row_axis, col_axis) = (
            t_string!(i18n, transformer.axis_predicted),
            t_string!(i18n, transformer.axis_read),
        );
        Arc::new(map.map_or_else(|_| no_heatmap(), |map| map.named(title, row_axis, col_axis)))
    };
    let map = Signal::derive(map);
    view! {
        <section class="tf-section" aria-labelledby="tf-masks">
            <h2 id="tf-masks">{say!(i18n, transformer.masks)}</h2>
            <p class="reading">{prose!(i18n, transformer.masks_text)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, transformer.mask_question).to_string())
                choices=Signal::derive(move || {
                    [
                        t_string!(i18n, transformer.mask_a),
                        t_string!(i18n, transformer.mask_b),
                        t_string!(i18n, transformer.mask_c),
                    ]
                    .map(str::to_owned)
                    .to_vec()
                })
                right=0
                on_choose=Callback::new(move |_| open.set(true))
            >
                <p>{say!(i18n, transformer.mask_answer)}</p>
            </Predict>
            <div class="figure" id="tf-masks-figure">
                <Cover open on_show=Callback::new(move |()| open.set(true)) why=label!(i18n, transformer.cover) show=label!(i18n, transformer.cover_show)>
                <div class="segmented" role="group" aria-label=label!(i18n, transformer.masks)>
                    <button type="button" aria-pressed=move || masked.get().to_string() on:click=move |_| masked.set(true)>
                        {say!(i18n, transformer.mask_on)}
                    </button>
                    <button type="button" aria-pressed=move || (!masked.get()).to_string() on:click=move |_| masked.set(false)>
                        {say!(i18n, transformer.mask_off)}
                    </button>
                </div>
                <HeatmapView data=map file_stem="influence" />
                <p class="caption">{say!(i18n, transformer.influence_caption)}</p>
                </Cover>
                <TroubleNote trouble />
            </div>
            <PaddingFigure />
        </section>
    }
}
