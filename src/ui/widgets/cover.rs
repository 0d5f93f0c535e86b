//! A figure that waits until its question is answered.

use crate::ui::say::live_text;
use leptos::prelude::*;

/// Shows `children` where `open`; until then a button that asks for it.
#[component]
pub fn Cover(
    #[prop(into)] open: Signal<bool>,
    on_show: Callback<()>,
    /// Why there is nothing to see yet.
    #[prop(into)]
    why: Signal<String>,
    /// The button's words.
    #[prop(into)]
    show: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let cover = move || {
        view! {
            <div class="cover">
                <p>{live_text(move || why.get())}</p>
                <button type="button" class="button" on:click=move |_| on_show.run(())>
                    {live_text(move || show.get())}
                </button>
            </div>
        }
    };
    view! { <Show when=move || open.get() fallback=cover>{children.with_value(|children| children())}</Show> }
}
