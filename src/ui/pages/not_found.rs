//! The page for an address that leads nowhere.

use crate::ui::frame::use_title;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::say;
use leptos::prelude::*;
use leptos_router::components::A;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || t_string!(i18n, frame.not_found_title).to_owned());
    view! {
        <article class="reading">
            <h1>{say!(i18n, frame.not_found_title)}</h1>
            <p>{say!(i18n, frame.not_found_text)}</p>
            <p>
                <A href="/" attr:class="button primary">{say!(i18n, frame.to_the_map)}</A>
            </p>
        </article>
    }
}
