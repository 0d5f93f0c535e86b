//! The switch between light, dark, and as the system has it.

use super::icons::{HalfDisc, Moon, Sun};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::label;
use crate::ui::theme::{Theme, use_theme};
use leptos::prelude::*;

fn label(theme: Theme, i18n: I18n) -> &'static str {
    match theme {
        Theme::System => t_string!(i18n, frame.theme_system),
        Theme::Light => t_string!(i18n, frame.theme_light),
        Theme::Dark => t_string!(i18n, frame.theme_dark),
    }
}

fn icon(theme: Theme) -> AnyView {
    match theme {
        Theme::System => view! { <HalfDisc /> }.into_any(),
        Theme::Light => view! { <Sun /> }.into_any(),
        Theme::Dark => view! { <Moon /> }.into_any(),
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let choice = use_theme().choice;
    let buttons = Theme::ALL
        .into_iter()
        .map(|theme| {
            view! {
                <button
                    type="button"
                    title=move || label(theme, i18n)
                    aria-label=move || label(theme, i18n)
                    aria-pressed=move || (choice.get() == theme).to_string()
                    on:click=move |_| choice.set(theme)
                >
                    {icon(theme)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="segmented" role="group" aria-label=label!(i18n, frame.theme)>
            {buttons}
        </div>
    }
}
