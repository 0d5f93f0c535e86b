//! A figure that waits until its question is answered.

use crate::ui::say::live_text;
use leptos::prelude::*;

/// Shows `children` once `open` is set, by an answer or by the button that is here until then.
#[component]
pub fn Cover(
    open: RwSignal<bool>,
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
                <button type="button" class="button" on:click=move |_| open.set(true)>
                    {live_text(move || show.get())}
                </button>
            </div>
        }
    };
    view! { <Show when=move || open.get() fallback=cover>{children.with_value(|children| children())}</Show> }
}
