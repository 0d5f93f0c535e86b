//! "Try this": a line that sets the controls and brings what to watch on screen.

use crate::ui::say::live_text;
use leptos::prelude::*;
use web_sys::{ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// A button that sets controls (`on_try`) and scrolls to the element `watch`.
#[component]
pub fn Dare(
    #[prop(into)] text: Signal<String>,
    #[prop(into)] on_try: Callback<()>,
    /// The id of the element to look at.
    watch: &'static str,
) -> impl IntoView {
    let go = move |_| {
        on_try.run(());
        // After the change is drawn: the figure may have become taller.
        request_animation_frame(move || {
            let Some(figure) = document().get_element_by_id(watch) else {
                return;
            };
            let still = window().match_media("(prefers-reduced-motion: reduce)");
            let still = still.ok().flatten().is_some_and(|query| query.matches());
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Center);
            options.set_behavior(if still {
                ScrollBehavior::Auto
            } else {
                ScrollBehavior::Smooth
            });
            figure.scroll_into_view_with_scroll_into_view_options(&options);
        });
    };
    view! {
        <button type="button" class="dare" on:click=go>
            <span class="dare-mark" aria-hidden="true">"→"</span>
            <span>{live_text(move || text.get())}</span>
        </button>
    }
}
