//! E1: the translation, stage by stage.

use leptos::prelude::*;

/// The scrubber, the tokens, and the figure and text of the current stage.
#[component]
pub fn WalkthroughView() -> impl IntoView {}
