//! Heads to switch off: one by one, a layer, all of an attention.

use super::super::context::use_lesson;
use super::use_what_if;
use crate::nlp::model::{AttentionSite, Head, HeadChange};
use crate::session::protocol::ModelSummary;
use crate::session::studio::transformer::what_if::Changes;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use leptos::prelude::*;

/// The heads of one attention, of one layer or of all.
pub fn heads_of(site: AttentionSite, model: &ModelSummary, layer: Option<usize>) -> Vec<Head> {
    let n_layers = match site {
        AttentionSite::EncoderSelf => model.n_encoder_layers,
        _ => model.n_decoder_layers,
    };
    let layers = layer.map_or(0..n_layers, |layer| layer..layer + 1);
    let of_layer = |layer| (0..model.n_heads).map(move |head| Head { site, layer, head });
    layers.flat_map(of_layer).collect()
}

/// Switches heads off, or on again.
pub fn set_off(changes: &mut Changes, heads: &[Head], off: bool) {
    let is_one =
        |change: &HeadChange| matches!(change, HeadChange::Off(head) if heads.contains(head));
    changes.heads.retain(|change| !is_one(change));
    if off {
        let all = heads.iter().map(|&head| HeadChange::Off(head));
        changes.heads.extend(all);
    }
}

/// Which head to switch off, and those that are.
#[component]
pub fn HeadSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let site = RwSignal::new(AttentionSite::Cross);
    let model = Memo::new(move |_| {
        lesson
            .translation
            .with(|t| t.as_deref().map(|t| t.model.clone()))
    });
    let sites = [
        (
            AttentionSite::EncoderSelf,
            label!(i18n, translation.kind_encoder),
        ),
        (
            AttentionSite::DecoderSelf,
            label!(i18n, translation.kind_masked),
        ),
        (AttentionSite::Cross, label!(i18n, translation.kind_cross)),
    ];
    let tabs = sites.map(|(own, name)| {
        view! {
            <button type="button" aria-pressed=move || (site.get() == own).to_string()
                on:click=move |_| site.set(own)>{live_text(move || name.get())}</button>
        }
    });
    let rows = move || {
        let model = model.get()?;
        let site = site.get();
        let all = heads_of(site, &model, None);
        let n_layers = all.last().map_or(0, |head| head.layer + 1);
        let row = |layer: usize| {
            let heads = heads_of(site, &model, Some(layer));
            let name = move |head: Head| {
                t_string!(
                    i18n,
                    what_if.head_at,
                    layer = layer + 1,
                    head = head.head + 1
                )
            };
            let one = |&head: &Head| {
                view! {
                    <Off heads=vec![head] name=Signal::derive(move || name(head))>{head.head + 1}</Off>
                }
            };
            let cells = heads.iter().map(one).collect_view();
            let layer_off =
                Signal::derive(move || t_string!(i18n, what_if.whole_layer_off, layer = layer + 1));
            view! {
                <div class="wi-heads">
                    <span class="caption">{live_text(move || t_string!(i18n, what_if.layer, n = layer + 1))}</span>
                    {cells}
                    <Off heads name=layer_off>{say!(i18n, what_if.whole_layer)}</Off>
                </div>
            }
        };
        let rows = (0..n_layers).map(row).collect_view();
        Some(view! {
            {rows}
            <div class="wi-heads">
                <Off heads=all name=label!(i18n, what_if.all_layers_off)>{say!(i18n, what_if.all_layers)}</Off>
            </div>
        })
    };
    view! {
        <div class="segmented" role="group" aria-label=label!(i18n, what_if.off)>{tabs}</div>
        {live(rows)}
    }
}

/// Switches heads off together, and on again where they are all off.
#[component]
fn Off(
    heads: Vec<Head>,
    /// What is off then.
    #[prop(into)]
    name: Signal<String>,
    children: Children,
) -> impl IntoView {
    let changes = use_what_if().changes;
    let heads = StoredValue::new(heads);
    let is_off = move || {
        let changes = changes.read();
        let is_off = |&head: &Head| changes.heads.contains(&HeadChange::Off(head));
        heads.with_value(|heads| heads.iter().all(is_off))
    };
    let toggle = move |_| {
        let off = !untrack(is_off);
        changes.update(|changes| heads.with_value(|heads| set_off(changes, heads, off)));
    };
    view! {
        <button type="button" class="wi-head" aria-pressed=move || is_off().to_string() aria-label=name on:click=toggle>
            {children()}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ModelSummary {
        ModelSummary {
            name: String::new(),
            d_model: 256,
            d_ff: 1024,
            n_heads: 8,
            n_encoder_layers: 3,
            n_decoder_layers: 2,
            vocab_size: 8000,
            max_len: 64,
            pre_norm: true,
            n_parameters: 0,
            download_bytes: 0,
        }
    }

    #[test]
    fn a_layer_goes_off_and_comes_on_again_and_the_rest_stays() {
        let mut changes = Changes::default();
        let first = heads_of(AttentionSite::Cross, &model(), Some(0));
        let one = heads_of(AttentionSite::EncoderSelf, &model(), None)[..1].to_vec();
        assert_eq!((first.len(), one[0].layer), (8, 0));
        set_off(&mut changes, &one, true);
        set_off(&mut changes, &first[..3], true);
        set_off(&mut changes, &first, true);
        assert_eq!(changes.heads.len(), 9, "none twice");
        set_off(&mut changes, &first, false);
        assert_eq!(changes.heads, [HeadChange::Off(one[0])]);
    }

    #[test]
    fn every_layer_of_its_own_stack() {
        assert_eq!(
            heads_of(AttentionSite::EncoderSelf, &model(), None).len(),
            24
        );
        assert_eq!(heads_of(AttentionSite::Cross, &model(), None).len(), 16);
    }
}
