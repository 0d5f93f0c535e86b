//! The header: name, navigation, language, colours.

use super::icons::Bear;
use super::language_switch::LanguageSwitch;
use super::theme_switch::ThemeSwitch;
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, say};
use leptos::prelude::*;
use leptos_router::components::A;

#[component]
pub fn Header() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="site-header">
            <A href="/" exact=true attr:class="brand">
                <Bear />
                <span>{say!(i18n, frame.title)}</span>
            </A>
            <nav class="site-nav" aria-label=label!(i18n, frame.navigation)>
                <A href="/" exact=true>{say!(i18n, frame.map)}</A>
                <A href="/about">{say!(i18n, frame.about)}</A>
            </nav>
            <div class="site-settings">
                <LanguageSwitch />
                <ThemeSwitch />
            </div>
        </header>
    }
}
