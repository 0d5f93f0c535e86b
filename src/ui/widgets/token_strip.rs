//! A sentence as a row of tokens.

use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live};
use crate::viz::label::SPACE_MARK;
use crate::viz::number::format_value;
use crate::viz::tokens::{ChipState, TokenChip};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Whose tokens they are; gives the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChipSide {
    #[default]
    Neutral,
    Source,
    Target,
}

impl ChipSide {
    fn class(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Source => " src",
            Self::Target => " tgt",
        }
    }
}

/// Token chips; each tells its number on hover and focus. With `selected` or `on_select` they are buttons.
#[component]
pub fn TokenStrip(
    #[prop(into)] tokens: Signal<Vec<TokenChip>>,
    /// Name of the row: “Source tokens”.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional)] side: ChipSide,
    #[prop(optional)] selected: Option<RwSignal<Option<usize>>>,
    #[prop(optional, into)] on_select: Option<Callback<usize>>,
    /// Ids under the tokens, not only on hover.
    #[prop(optional, into)]
    ids: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectable = selected.is_some() || on_select.is_some();
    let focused = RwSignal::new(0usize);
    let tab_stop = Signal::derive(move || focused.get().min(tokens.read().len().saturating_sub(1)));
    let choose = move |index: usize| {
        focused.set(index);
        if let Some(selected) = selected {
            selected.update(|s| *s = (*s != Some(index)).then_some(index));
        }
        if let Some(on_select) = on_select {
            on_select.run(index);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let last = tokens.read_untracked().len().saturating_sub(1);
        let now = tab_stop.get_untracked();
        let next = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => now.saturating_sub(1),
            "ArrowRight" | "ArrowDown" => (now + 1).min(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        focused.set(next);
        focus_chip(&event, next);
    };
    let chips = move || {
        let chips = tokens.get().into_iter().enumerate();
        chips
            .map(|(index, chip)| {
                let class = chip_class(&chip, side);
                let stop = move || if tab_stop.get() == index { "0" } else { "-1" };
                let fill = chip.fill().map(|f| f.to_string());
                let inner = chip_text(i18n, &chip, ids);
                let chip = if selectable {
                    let pressed = move || selected.map(|s| (s.get() == Some(index)).to_string());
                    view! {
                        <button type="button" class=class style:--fill=fill tabindex=stop aria-pressed=pressed
                            on:click=move |_| choose(index)>{inner}</button>
                    }
                    .into_any()
                } else {
                    view! { <span class=class style:--fill=fill tabindex=stop>{inner}</span> }.into_any()
                };
                view! { <li>{chip}</li> }
            })
            .collect_view()
    };
    view! {
        <ul
            class="chips token-strip"
            aria-label=label
            aria-description=label!(i18n, figures.strip_hint)
            on:keydown=on_key
        >
            {chips}
        </ul>
    }
}

fn chip_class(chip: &TokenChip, side: ChipSide) -> String {
    let state = match chip.state {
        ChipState::Plain | ChipState::Past => "",
        ChipState::Current => " current",
        ChipState::Future | ChipState::Hidden => " pending",
    };
    let special = if chip.is_special() { " special" } else { "" };
    let weighted = if chip.weight.is_some() {
        " weighted"
    } else {
        ""
    };
    format!("chip token{}{state}{special}{weighted}", side.class())
}

/// The piece with its space mark faint, and the facts: shown on hover and focus, read out always.
fn chip_text(i18n: I18n, chip: &TokenChip, ids: Signal<bool>) -> impl IntoView + use<> {
    let (space, rest) = chip.parts();
    let rest = rest.to_string();
    let (id, weight, state) = (chip.id, chip.weight, chip.state);
    let lost = chip.lost.clone();
    let facts = move || {
        let mut facts = vec![t_string!(i18n, figures.token_id, id = id)];
        if let Some(lost) = lost.clone() {
            facts.push(t_string!(i18n, figures.token_lost, text = lost));
        }
        if space {
            facts.push(t_string!(i18n, figures.space_before).to_string());
        }
        if let Some(weight) = weight {
            facts.push(t_string!(
                i18n,
                figures.token_weight,
                value = format_value(weight)
            ));
        }
        match state {
            ChipState::Current => facts.push(t_string!(i18n, figures.token_current).to_string()),
            ChipState::Future => facts.push(t_string!(i18n, figures.token_future).to_string()),
            ChipState::Hidden => facts.push(t_string!(i18n, figures.token_hidden).to_string()),
            ChipState::Plain | ChipState::Past => {}
        }
        facts.join(" · ")
    };
    view! {
        <span class="token-piece">
            {space.then(|| view! { <span class="space-mark" aria-hidden="true">{SPACE_MARK.to_string()}</span> })}
            {rest}
        </span>
        {live(move || ids.get().then(|| view! { <span class="id" aria-hidden="true">{id}</span> }))}
        <span class="token-facts num">{facts}</span>
    }
}

fn focus_chip(event: &KeyboardEvent, index: usize) -> Option<()> {
    let list: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let item = list.children().item(index as u32)?;
    let chip: web_sys::HtmlElement = item.first_element_child()?.dyn_into().ok()?;
    chip.focus().ok()
}
