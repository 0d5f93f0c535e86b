//! E1: the translation, stage by stage.
//!
//! ```text
//! position, translation, head (the lesson's) ─┐
//! selection (what the reader points at) ──────┴→ Scene → title, words, figure; tokens; map
//! ```
//! Nothing on screen has a history: a scene is made from these alone, so stepping back shows what was there.
//!
//! * [`player`], [`scrubber`], [`keyboard`]: moving about; * [`tokens`], [`map`]: where we are;
//! * [`words`]: what is said; [`figure`]: which figure it is, made in `stage_*` out of [`parts`].

mod figure;
mod keyboard;
mod map;
mod parts;
mod player;
mod scene;
mod scrubber;
mod stage_attention;
mod stage_decoder;
mod stage_input;
mod stage_output;
mod stage_sublayer;
mod stage_weights;
mod tokens;
mod words;

use super::context::use_lesson;
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, live};
use leptos::html::Section;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use map::ModelMap;
use player::PlayerBar;
use scene::{Scene, Selection};
use tokens::TokensInView;

/// The scrubber, the tokens, and the figure and text of the current stage; nothing before the first translation.
#[component]
pub fn WalkthroughView() -> impl IntoView {
    let lesson = use_lesson();
    // Outlives a translation: the reader's choices hold for the next sentence, too.
    let selection = Selection::new();
    let there = Memo::new(move |_| lesson.walkthrough.with(Option::is_some));
    view! { <Show when=move || there.get()><Stages selection /></Show> }
}

#[component]
fn Stages(selection: Selection) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let n_src = lesson
        .walkthrough
        .with_untracked(|w| w.as_ref().map_or(0, |w| w.dims().n_src));
    selection.begin(n_src);
    let stage = Memo::new(move |_| {
        lesson
            .walkthrough
            .with(|w| w.as_ref().map(|w| w.at(lesson.position.get())))
    });
    let scene = Signal::derive(move || {
        Some(Scene {
            i18n,
            translation: lesson.translation.get()?,
            walkthrough: lesson.walkthrough.get()?,
            stage: stage.get()?,
            chosen_head: lesson.head,
            selection,
        })
    });
    let place = move || {
        scene.with(|s| {
            let s = s.as_ref()?;
            Some(words::place(i18n, s.dims(), s.stage))
        })
    };
    let title = move || stage.get().map(|stage| words::title(i18n, stage));
    let announced = move || Some(format!("{}: {}", place()?, title()?));
    let region = NodeRef::<Section>::new();
    Effect::new(move || {
        if let Some(region) = region.get()
            && lesson.take_goes_to_stage()
        {
            go_to(region);
        }
    });
    view! {
        <section class="walk" node_ref=region aria-label=label!(i18n, walkthrough.region)>
            <p class="visually-hidden" aria-live="polite">{announced}</p>
            <TokensInView scene=scene />
            <div class="walk-body">
                <div class="walk-text">
                    <p class="eyebrow">{place}</p>
                    <h2>{title}</h2>
                    <p class="walk-words">{live(move || scene.with(|s| s.as_ref().map(words::explanation)))}</p>
                </div>
                <div class="walk-side-map"><ModelMap scene=scene /></div>
                <div class="figure walk-figure">
                    {live(move || scene.with(|s| s.as_ref().map(figure::figure)))}
                </div>
            </div>
            <PlayerBar region />
        </section>
    }
}

/// Scrolls to the walkthrough, unless the reader has begun to scroll.
fn go_to(region: HtmlElement) {
    // In the next frame, when the figure has its height.
    request_animation_frame(move || {
        if window().scroll_y().is_ok_and(|y| y < 1.0) {
            region.scroll_into_view();
        }
    });
}
