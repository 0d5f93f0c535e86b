//! The footer: privacy, licences, and whose lecture it is.

use crate::ui::i18n::{t, use_i18n};
use crate::ui::say::say;
use leptos::prelude::*;

#[component]
pub fn Footer() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <footer class="site-footer">
            <p>{say!(i18n, frame.privacy)}</p>
            <p>{t!(i18n, frame.licences, <link> = |children: ChildrenFn| view! { <a href="/about">{children()}</a> })}</p>
            <p>{say!(i18n, frame.lecture)}</p>
        </footer>
    }
}
