//! What this is, what it was made from, and what it does not do.

use crate::ui::frame::use_title;
use crate::ui::i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

#[component]
pub fn AboutPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || t_string!(i18n, about.title).to_owned());
    view! {
        <article class="reading">
            <h1>{t!(i18n, about.title)}</h1>
        </article>
    }
}
