//! The switch between languages, each named in itself.

use crate::ui::i18n::{I18nLocaleTrait, Locale, use_i18n};
use crate::ui::locale::{own_name, use_switch_locale};
use crate::ui::say::label;
use leptos::prelude::*;

#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let switch = use_switch_locale();
    let buttons = Locale::get_all()
        .iter()
        .map(|&locale| {
            let switch = switch.clone();
            view! {
                <button
                    type="button"
                    lang=locale.as_str()
                    aria-pressed=move || (i18n.get_locale() == locale).to_string()
                    on:click=move |_| switch(locale)
                >
                    {own_name(locale)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="segmented" role="group" aria-label=label!(i18n, frame.language)>
            {buttons}
        </div>
    }
}
