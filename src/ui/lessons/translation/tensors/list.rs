//! The names, grouped by where they are computed, with a search.

use super::Chosen;
use crate::session::parameters::parameters;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::locale::I18n;
use crate::ui::say::{live, live_text, say};
use crate::viz::tensor_view::{Group, Shape, group_of};
use leptos::prelude::*;

/// A name with its shape.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    name: String,
    shape: Vec<usize>,
    /// Of the model, not of the translation.
    is_parameter: bool,
}

/// Where an entry stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heading {
    Computed(Group),
    Parameters,
}

#[component]
pub(super) fn TensorList(
    chosen: RwSignal<Option<Chosen>>,
    choose: Callback<Chosen>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let search = RwSignal::new(String::new());
    let entries = Memo::new(move |_| {
        let traced = lesson.translation.with(|t| {
            let tensors = t.as_ref().map(|t| t.trace.tensors.as_slice());
            let entry = |tensor: &crate::nlp::trace::TraceTensor| Entry {
                name: tensor.name.clone(),
                shape: tensor.shape.clone(),
                is_parameter: false,
            };
            tensors
                .unwrap_or_default()
                .iter()
                .map(entry)
                .collect::<Vec<_>>()
        });
        let of_model = lesson
            .engine
            .model
            .with(|m| m.as_ref().map(parameters).unwrap_or_default());
        let of_model = of_model.into_iter().map(|(name, shape)| Entry {
            name,
            shape,
            is_parameter: true,
        });
        traced.into_iter().chain(of_model).collect::<Vec<_>>()
    });
    let groups = Memo::new(move |_| {
        let wanted = search.get().trim().to_lowercase();
        let mut groups: Vec<(Heading, Vec<Entry>)> = Vec::new();
        for entry in entries.get() {
            if !entry.name.to_lowercase().contains(&wanted) {
                continue;
            }
            let heading = match entry.is_parameter {
                true => Heading::Parameters,
                false => Heading::Computed(group_of(&entry.name)),
            };
            match groups.iter_mut().find(|g| g.0 == heading) {
                Some(group) => group.1.push(entry),
                None => groups.push((heading, vec![entry])),
            }
        }
        groups
    });
    let n_found = move || groups.read().iter().map(|g| g.1.len()).sum::<usize>();
    let is_searching = Memo::new(move |_| !search.read().trim().is_empty());
    let list = move || {
        let groups = groups.get();
        groups
            .into_iter()
            .map(|(heading, entries)| view! { <GroupView heading entries open=is_searching.get() chosen choose /> })
            .collect_view()
    };
    view! {
        <div class="tr-tensor-list">
            <div class="field">
                <label for="tr-search">{say!(i18n, translation.tensor_search)}</label>
                <input id="tr-search" type="search" autocomplete="off" spellcheck="false" placeholder="cross_attn.weights"
                    prop:value=move || search.get() on:input=move |event| search.set(event_target_value(&event)) />
                <span class="hint num" role="status">
                    {live_text(move || t_string!(i18n, translation.tensor_count, n = n_found()))}
                </span>
            </div>
            {list}
        </div>
    }
}

#[component]
fn GroupView(
    heading: Heading,
    entries: Vec<Entry>,
    /// While searching all groups show what they have.
    open: bool,
    chosen: RwSignal<Option<Chosen>>,
    choose: Callback<Chosen>,
) -> impl IntoView {
    let i18n = use_i18n();
    let n = entries.len();
    let rows: Vec<_> = entries
        .into_iter()
        .map(|Entry { name, shape, is_parameter }| {
            let what = match is_parameter {
                true => Chosen::Parameter(name.clone()),
                false => Chosen::Traced(name.clone()),
            };
            let own = what.clone();
            let is_chosen = move || chosen.with(|c| (c.as_ref() == Some(&own)).to_string());
            view! {
                <li>
                    <button type="button" aria-pressed=is_chosen on:click=move |_| choose.run(what.clone())>
                        <span class="name">{name}</span>
                        <span class="shape num">{Shape(&shape).to_string()}</span>
                    </button>
                </li>
            }
        })
        .collect();
    view! {
        <details open=open>
            <summary>
                {live(move || heading_words(i18n, heading))} " " <span class="num">{format!("({n})")}</span>
            </summary>
            <ul>{rows}</ul>
        </details>
    }
}

fn heading_words(i18n: I18n, heading: Heading) -> String {
    match heading {
        Heading::Parameters => t_string!(i18n, translation.group_parameters).to_string(),
        Heading::Computed(Group::Source) => t_string!(i18n, translation.group_source).to_string(),
        Heading::Computed(Group::Encoder(l)) => {
            t_string!(i18n, translation.group_encoder, n = l + 1)
        }
        Heading::Computed(Group::Memory) => t_string!(i18n, translation.group_memory).to_string(),
        Heading::Computed(Group::Target) => t_string!(i18n, translation.group_target).to_string(),
        Heading::Computed(Group::Decoder(l)) => {
            t_string!(i18n, translation.group_decoder, n = l + 1)
        }
        Heading::Computed(Group::Output) => t_string!(i18n, translation.group_output).to_string(),
    }
}
