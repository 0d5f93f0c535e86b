//! Parts of the page whose code comes in a file of its own, when it is wanted.
//!
//! ```text
//!  part!(pub fn about in about => || view! { … })   a part, and the name of the file that its code goes to
//!  <Part load=about />                              fetches the code, then shows the part
//! ```
//!
//! With the feature `split` the build takes the program apart at these places (scripts/finish_dist.sh). Without
//! it, as in tests, everything is one file and there is nothing to wait for.

use super::i18n::use_i18n;
use super::say::{live, say};
use crate::worker::build_name;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use wasm_split_helpers::SplitLoaderError;

/// Makes a part's view, once its code is there.
pub type Build = fn() -> AnyView;

/// The code of a part, soon.
pub type Loading = Pin<Box<dyn Future<Output = Result<Build, SplitLoaderError>>>>;

/// `part!(pub fn NAME in FILE => || VIEW)`: a function that fetches FILE and gives what builds VIEW. Parts with
/// the same FILE come together.
macro_rules! part {
    ($(#[$doc:meta])* $visibility:vis fn $name:ident in $file:ident => $build:expr) => {
        $(#[$doc])*
        $visibility fn $name() -> $crate::ui::part::Loading {
            // The address of the view's code is all that is asked of the file: the view itself is then built
            // where it stands, with the contexts of that place.
            #[cfg_attr(feature = "split", wasm_split_helpers::wasm_split($file, fallible))]
            fn $name() -> Result<$crate::ui::part::Build, wasm_split_helpers::SplitLoaderError> {
                Ok($build)
            }
            #[cfg(feature = "split")]
            let loading = $name();
            #[cfg(not(feature = "split"))]
            let loading = std::future::ready($name());
            Box::pin(loading)
        }
    };
}
pub(crate) use part;

/// Where a part is.
#[derive(Clone, Copy)]
enum State {
    Coming,
    There(Build),
    /// Its file could not be fetched.
    Failed,
}

/// Fetches a part's code and shows the part.
#[component]
pub fn Part(load: fn() -> Loading) -> impl IntoView {
    let i18n = use_i18n();
    let state = RwSignal::new(State::Coming);
    let fetch = move || {
        state.set(State::Coming);
        spawn_local(async move {
            let loaded = load().await.map_or(State::Failed, State::There);
            // The reader may have left meanwhile.
            state.try_set(loaded);
        });
    };
    fetch();
    live(move || match state.get() {
        State::Coming => {
            view! { <p class="visually-hidden" role="status">{say!(i18n, errors.part_coming)}</p> }
                .into_any()
        }
        State::There(build) => build(),
        State::Failed => view! {
            <div class="reading">
                <div class="note problem" role="alert">
                    <p>{say!(i18n, errors.part_failed)}</p>
                    <button type="button" class="button" on:click=move |_| fetch()>
                        {say!(i18n, errors.part_again)}
                    </button>
                </div>
            </div>
        }
        .into_any(),
    })
}

/// The style sheet of the lessons, which the others need not fetch. Named as scripts/finish_dist.sh names it.
#[component]
pub fn LessonStyle() -> impl IntoView {
    let href = format!("/lessons.css?v={}", build_name());
    view! { <link rel="stylesheet" href=href /> }
}
