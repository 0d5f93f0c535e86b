//! What surrounds every page: skip link, header, main, footer.

mod footer;
mod header;
mod icons;
mod language_switch;
mod lesson_header;
mod theme_switch;
mod title;

use super::i18n::use_i18n;
use super::locale;
use crate::ui::say::say;
use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

pub use lesson_header::LessonHeader;
pub use title::use_title;

/// The frame around the routed page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    locale::keep_document_language();

    let main = NodeRef::<Main>::new();
    let focus_main = move || {
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    // A keyboard or a screen reader goes on at the top of the new page, not where the link was.
    let pathname = use_location().pathname;
    Effect::new(move |earlier: Option<String>| {
        let path = pathname.get();
        if earlier.is_some_and(|earlier| earlier != path) {
            focus_main();
        }
        path
    });

    view! {
        <div class="page">
            <a
                class="skip-link"
                href="#main"
                on:click=move |event| {
                    event.prevent_default();
                    focus_main();
                }
            >
                {say!(i18n, frame.skip)}
            </a>
            <header::Header />
            <main id="main" tabindex="-1" node_ref=main>
                {children()}
            </main>
            <footer::Footer />
        </div>
    }
}
