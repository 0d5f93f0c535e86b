//! The lesson as it stands, for somebody else.

use super::context::use_recurrent;
use crate::ui::widgets;
use leptos::prelude::*;

/// A button that copies the address of what is on screen.
#[component]
pub fn CopyLink() -> impl IntoView {
    let lesson = use_recurrent();
    view! { <widgets::CopyLink query=move |()| lesson.link().to_query() /> }
}
