//! The lesson as it stands, for somebody else.

use super::context::use_recurrent;
use crate::ui::address::full_address;
use crate::ui::i18n::use_i18n;
use crate::ui::say::label;
use crate::ui::widgets::CopyButton;
use leptos::prelude::*;

/// A button that copies the address of what is on screen.
#[component]
pub fn CopyLink() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let address = move |()| full_address(&untrack(|| lesson.link().to_query()));
    view! { <CopyButton label=label!(i18n, translation.copy_link) text=Callback::new(address) /> }
}
