//! "Try this": a line that sets the controls and brings what to watch on screen.

use crate::ui::present;
use crate::ui::say::live_text;
use leptos::html::Button;
use leptos::prelude::*;
use web_sys::{ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// How far below the button a figure may begin, in heights of the window, for both to be shown.
const BESIDE: f64 = 0.4;

/// A button that sets controls (`on_try`) and scrolls to the element `watch`: its top, where the controls are, and the
/// button above it where that is near, since it asks the question.
#[component]
pub fn Dare(
    #[prop(into)] text: Signal<String>,
    #[prop(into)] on_try: Callback<()>,
    /// The id of the element to look at.
    watch: &'static str,
) -> impl IntoView {
    let button = NodeRef::<Button>::new();
    let lesson = present::presented();
    let go = move |_| {
        on_try.run(());
        // After the change is drawn: the figure may have become taller.
        request_animation_frame(move || {
            if present::bring(lesson, watch) {
                return;
            }
            let Some(figure) = document().get_element_by_id(watch) else {
                return;
            };
            let still = window().match_media("(prefers-reduced-motion: reduce)");
            let still = still.ok().flatten().is_some_and(|query| query.matches());
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Start);
            options.set_behavior(if still {
                ScrollBehavior::Auto
            } else {
                ScrollBehavior::Smooth
            });
            let asked = button.get_untracked().map(web_sys::Element::from);
            let asked = asked.filter(|asked| {
                let below = top(&figure) - top(asked);
                let height = window().inner_height().ok().and_then(|h| h.as_f64());
                (0.0..BESIDE * height.unwrap_or_default()).contains(&below)
            });
            let seen = asked.unwrap_or(figure);
            seen.scroll_into_view_with_scroll_into_view_options(&options);
        });
    };
    view! {
        <button type="button" class="dare" node_ref=button on:click=go>
            <span class="dare-mark" aria-hidden="true">"→"</span>
            <span>{live_text(move || text.get())}</span>
        </button>
    }
}

fn top(element: &web_sys::Element) -> f64 {
    element.get_bounding_client_rect().top()
}
