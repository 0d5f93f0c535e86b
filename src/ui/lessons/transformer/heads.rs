//! Heads: what each looks at, how alike they are, and what becomes of the translation without one.

use super::context::{MODEL, src_labels, tgt_labels, use_transformer};
use crate::nlp::model::{AttentionSite, Head, HeadChange, overlap};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote};
use crate::ui::widgets::{Dare, HeadGrid, HeatmapView, Predict, changed_words};
use crate::viz::attention::{self, AttentionKind, HeadId, read_and_written};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

const SITES: [(AttentionSite, AttentionKind); 3] = [
    (AttentionSite::EncoderSelf, AttentionKind::Encoder),
    (AttentionSite::DecoderSelf, AttentionKind::Masked),
    (AttentionSite::Cross, AttentionKind::Cross),
];

fn site_name(i18n: I18n, site: AttentionSite) -> &'static str {
    match site {
        AttentionSite::EncoderSelf => t_string!(i18n, transformer.site_encoder),
        AttentionSite::DecoderSelf => t_string!(i18n, transformer.site_decoder),
        AttentionSite::Cross => t_string!(i18n, transformer.site_cross),
    }
}

fn change_name(i18n: I18n, change: &HeadChange) -> String {
    let place = |head: &Head| {
        t_string!(
            i18n,
            transformer.head_at,
            site = site_name(i18n, head.site).to_string(),
            layer = head.layer + 1,
            head = head.head + 1
        )
    };
    match change {
        HeadChange::Off(head) => t_string!(i18n, transformer.change_off, head = place(head)),
        HeadChange::Copy { from, over } => {
            t_string!(
                i18n,
                transformer.change_copy,
                head = place(over),
                from = from + 1
            )
        }
    }
}

#[component]
pub fn HeadsSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let text = move || Some(lesson.text.get());
    let answer = Answered::translated(MODEL, text, move || lesson.changes.get());
    let (changed, trouble) = (answer.value, answer.trouble);
    let site = RwSignal::new(AttentionSite::Cross);
    let chosen = RwSignal::new(HeadId::default());
    let kind = move || {
        let site = site.get();
        let kinds = SITES.iter().find(|(s, _)| *s == site);
        kinds.map_or(AttentionKind::Cross, |(_, kind)| *kind)
    };
    let grid = Memo::new(move |_| {
        let heads = changed.get().map(|t| {
            let (src, tgt) = (src_labels(&t), tgt_labels(&t));
            let (queries, keys) = match kind() {
                AttentionKind::Encoder => (&src, &src),
                AttentionKind::Masked => (&tgt, &tgt),
                AttentionKind::Cross => (&tgt, &src),
            };
            attention::heads(&t.trace, kind(), queries, keys)
        });
        Arc::new(heads.unwrap_or_default())
    });
    // The chosen head, large. A row of cross-attention belongs to a token that was read; its look wrote the next one.
    let large = Signal::derive(move || {
        let (grid, chosen) = (grid.read(), chosen.get());
        let map = grid
            .get(chosen.layer)
            .and_then(|heads| heads.get(chosen.head));
        let map = map.map(|map| {
            let mut map = Heatmap::clone(map);
            if let (AttentionKind::Cross, Some(t)) = (kind(), changed.get()) {
                let tgt: Vec<String> = t.tgt.iter().map(|token| token.piece.clone()).collect();
                map.rows = read_and_written(&tgt);
            }
            map
        });
        let named = |map: Heatmap| {
            let (query, key) = (
                t_string!(i18n, transformer.axis_query),
                t_string!(i18n, transformer.axis_key),
            );
            map.named(t_string!(i18n, transformer.head_large), query, key)
        };
        Arc::new(map.map_or_else(no_heatmap, named))
    });
    let diff = move || {
        let (before, after) = (lesson.translation.value.get()?, changed.get()?);
        Some(changed_words(&before.text, &after.text))
    };
    let alike = move || Arc::new(similarity(&grid.read(), chosen.get().layer, i18n));
    let head = move || Head {
        site: site.get(),
        layer: chosen.get().layer,
        head: chosen.get().head,
    };
    // A head has one fate at a time.
    let set = move |change: HeadChange| {
        let place = |change: &HeadChange| match *change {
            HeadChange::Off(head) | HeadChange::Copy { over: head, .. } => head,
        };
        lesson.changes.update(|all| {
            all.retain(|other| place(other) != place(&change));
            all.push(change);
        });
    };
    let off = Signal::derive(move || {
        let changes = lesson.changes.get();
        let here = |change: &HeadChange| match change {
            HeadChange::Off(head) if head.site == site.get() => Some(HeadId {
                layer: head.layer,
                head: head.head,
            }),
            _ => None,
        };
        changes.iter().filter_map(here).collect::<Vec<_>>()
    });
    let is_off = move || off.read().contains(&chosen.get());
    let n_heads = move || changed.with(|t| t.as_ref().map_or(4, |t| t.model.n_heads));
    let copies = move || {
        let here = head();
        let button = |from: usize| {
            let text = move || t_string!(i18n, transformer.copy_from, from = from + 1);
            view! {
                <button type="button" class="button"
                    on:click=move |_| set(HeadChange::Copy { from, over: here })>{live_text(text)}</button>
            }
        };
        let others = (0..n_heads()).filter(|&from| from != here.head);
        others.map(button).collect_view()
    };
    let list = move || {
        let item = |(i, change): (usize, HeadChange)| {
            view! {
                <li>
                    {live_text(move || change_name(i18n, &change))}
                    <button type="button" class="button quiet"
                        on:click=move |_| lesson.changes.update(|all| { all.remove(i); })>
                        {say!(i18n, transformer.undo)}
                    </button>
                </li>
            }
        };
        lesson
            .changes
            .get()
            .into_iter()
            .enumerate()
            .map(item)
            .collect_view()
    };
    // How many heads are changed, and the way back; which they are is folded up where there are many.
    let summary = move || {
        let n = lesson.changes.read().len();
        let words = move || match n {
            1 => t_string!(i18n, transformer.changes_one).to_string(),
            n => t_string!(i18n, transformer.changes_many, n = n),
        };
        (n > 0).then(|| {
            view! {
                <div class="row tf-summary">
                    <p class="num">{live_text(words)}</p>
                    <button type="button" class="button" on:click=move |_| lesson.changes.set(vec![])>
                        {say!(i18n, transformer.all_back)}
                    </button>
                </div>
                <details class="tf-changed-heads" open={n <= 2}>
                    <summary>{say!(i18n, transformer.which_changed)}</summary>
                    <ul class="tf-changes">{list()}</ul>
                </details>
            }
        })
    };
    let all_off = move || {
        let model = lesson
            .translation
            .value
            .with(|t| t.as_ref().map(|t| t.model.clone()));
        let Some(model) = model else { return };
        let all = (0..model.n_decoder_layers)
            .flat_map(|layer| (0..model.n_heads).map(move |head| (layer, head)))
            .map(|(layer, head)| {
                let site = AttentionSite::Cross;
                HeadChange::Off(Head { site, layer, head })
            });
        lesson.changes.set(all.collect());
    };
    view! {
        <section class="tf-section" aria-labelledby="tf-heads">
            <h2 id="tf-heads">{say!(i18n, transformer.heads)}</h2>
            <p class="reading">{prose!(i18n, transformer.heads_text)}</p>
            <div class="figure" id="tf-heads-figure">
                <div class="segmented" role="group" aria-label=label!(i18n, transformer.which_attention)>
                    {SITES.map(|(this, _)| view! {
                        <button type="button" aria-pressed=move || (site.get() == this).to_string()
                            on:click=move |_| site.set(this)>{live_text(move || site_name(i18n, this).to_string())}</button>
                    }).collect_view()}
                </div>
                <div class="tf-heads">
                    <div>
                        <HeadGrid heads=grid current=Signal::derive(move || Some(chosen.get())) off
                            on_select=Callback::new(move |id| chosen.set(id))
                            label=Signal::derive(move || site_name(i18n, site.get()).to_string()) />
                        <p class="tf-chosen">{live_text(move || {
                            let head = head();
                            t_string!(i18n, transformer.chosen_head, site = site_name(i18n, head.site).to_string(), layer = head.layer + 1, head = head.head + 1)
                        })}</p>
                        <div class="row">
                            <button type="button" class="button" on:click=move |_| set(HeadChange::Off(head()))>
                                {say!(i18n, transformer.switch_off)}
                            </button>
                            {live(copies)}
                        </div>
                        <dl class="tf-compare">
                            <dt>{say!(i18n, transformer.whole_model)}</dt>
                            <dd lang="fr">{live_text(move || lesson.translation.value.get().map(|t| t.text.clone()).unwrap_or_default())}</dd>
                            <dt>{say!(i18n, transformer.changed_model)}</dt>
                            <dd lang="fr" id="tf-changed">{live(diff)}</dd>
                        </dl>
                        {live(summary)}
                    </div>
                    <div>
                        <HeatmapView data=large file_stem="head" />
                        <p class="caption">{live_text(move || match (is_off(), kind()) {
                            (true, _) => t_string!(i18n, transformer.head_off_note).to_string(),
                            (false, AttentionKind::Cross) => t_string!(i18n, transformer.reads_next).to_string(),
                            _ => String::new(),
                        })}</p>
                    </div>
                </div>
                <TroubleNote trouble />
            </div>
            <Dare text=label!(i18n, transformer.dare_cross) on_try=Callback::new(move |()| all_off()) watch="tf-heads-figure" />
            <Predict
                question=Signal::derive(move || t_string!(i18n, transformer.same_question).to_string())
                choices=Signal::derive(move || {
                    [
                        t_string!(i18n, transformer.same_a),
                        t_string!(i18n, transformer.same_b),
                        t_string!(i18n, transformer.same_c),
                    ]
                    .map(str::to_owned)
                    .to_vec()
                })
                right=2
            >
                <p>{say!(i18n, transformer.same_answer)}</p>
                <HeatmapView data=Signal::derive(alike) file_stem="heads-alike" />
            </Predict>
        </section>
    }
}

/// How alike the heads of a layer look on this sentence.
fn similarity(heads: &[Vec<Arc<Heatmap>>], layer: usize, i18n: I18n) -> Heatmap {
    let Some(heads) = heads.get(layer) else {
        return no_heatmap();
    };
    let names: Vec<String> = (1..=heads.len()).map(|n| n.to_string()).collect();
    let cells = heads.iter().flat_map(|a| {
        heads
            .iter()
            .map(|b| overlap(&a.values, &b.values, a.cols.len()))
    });
    let map = Heatmap::new(names.clone(), names, cells.collect(), Scale::weights());
    let head = t_string!(i18n, transformer.head);
    map.map_or_else(
        |_| no_heatmap(),
        |map| map.named(t_string!(i18n, transformer.alike), head, head),
    )
}
