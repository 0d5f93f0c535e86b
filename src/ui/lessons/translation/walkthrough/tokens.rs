//! Both sentences, always in view: what is read, what is written so far, and where we are in it.

use super::scene::Scene;
use crate::session::walkthrough::{Stage, StepPart};
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::{ChipSide, ChipState, TokenChip, TokenStrip};
use crate::viz::attention::AttentionKind;
use leptos::html::Div;
use leptos::prelude::*;

/// The two rows of tokens.
#[component]
pub fn TokensInView(scene: Signal<Option<Scene>>) -> impl IntoView {
    let i18n = use_i18n();
    let source = Signal::derive(move || {
        scene
            .with(|s| s.as_ref().map(source_chips))
            .unwrap_or_default()
    });
    let target = Signal::derive(move || {
        scene
            .with(|s| s.as_ref().map(target_chips))
            .unwrap_or_default()
    });
    let (source, target) = (
        Memo::new(move |_| source.get()),
        Memo::new(move |_| target.get()),
    );
    let stage = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.stage)));
    // Before it is cut into tokens.
    let text = move || {
        scene
            .with(|s| s.as_ref().map(|s| s.translation.src_text.clone()))
            .unwrap_or_default()
    };
    let choose = move |row: usize| {
        scene.with_untracked(|s| {
            s.as_ref()
                .inspect(|s| s.selection.choose_src(row))
                .is_some()
        });
    };
    // While a token is being predicted, its place is there, but not what it will be.
    let waiting = move || match stage.get() {
        Some(Stage::Step { part, .. }) => part != StepPart::NextToken,
        _ => false,
    };
    let landing = move || {
        matches!(
            stage.get(),
            Some(Stage::Step {
                part: StepPart::NextToken,
                ..
            })
        )
    };
    let (source_row, target_row) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    keep_in_view(source_row, source);
    keep_in_view(target_row, target);
    view! {
        <div class="walk-tokens">
            <div class="walk-line">
                <span class="walk-side" aria-hidden="true">{say!(i18n, walkthrough.source_short)}</span>
                <div class="walk-scroll" node_ref=source_row>
                    <Show
                        when=move || source.with(|s| !s.is_empty())
                        fallback=move || view! { <span class="walk-uncut">{live(text)}</span> }
                    >
                        <TokenStrip
                            tokens=source
                            label=label!(i18n, walkthrough.source)
                            side=ChipSide::Source
                            on_select=Callback::new(choose)
                        />
                    </Show>
                </div>
            </div>
            <div class="walk-line" class:landing=landing>
                <span class="walk-side" aria-hidden="true">{say!(i18n, walkthrough.target_short)}</span>
                <div class="walk-scroll" node_ref=target_row>
                    <Show
                        when=move || target.with(|t| !t.is_empty())
                        fallback=move || view! { <span class="walk-none">{say!(i18n, walkthrough.target_none)}</span> }
                    >
                        <TokenStrip
                            tokens=target
                            label=label!(i18n, walkthrough.target)
                            side=ChipSide::Target
                        />
                        <Show when=waiting>
                            <span class="chip tgt pending" role="img"
                                aria-label=label!(i18n, walkthrough.next_unknown)>"?"</span>
                        </Show>
                    </Show>
                </div>
            </div>
        </div>
    }
}

/// Scrolls a row (never the page) so that its current token can be seen.
fn keep_in_view(row: NodeRef<Div>, tokens: Memo<Vec<TokenChip>>) {
    Effect::new(move |_| {
        tokens.track();
        // After the chips of the new stage are there.
        request_animation_frame(move || {
            let Some(row) = row.get_untracked() else {
                return;
            };
            if let Ok(Some(chip)) = row.query_selector(".chip.current") {
                let (chip, outer) = (
                    chip.get_bounding_client_rect(),
                    row.get_bounding_client_rect(),
                );
                let margin = 48.0;
                let past_end = (chip.right() + margin - outer.right()).max(0.0);
                let before_start = (outer.left() + margin - chip.left()).max(0.0);
                let shift = if past_end > 0.0 {
                    past_end
                } else {
                    -before_start
                };
                if shift != 0.0 {
                    row.set_scroll_left(row.scroll_left() + shift as i32);
                }
            }
        });
    });
}

/// The source; filled by how much the current token reads of each where that is the stage's subject.
fn source_chips(scene: &Scene) -> Vec<TokenChip> {
    let visible = scene.walkthrough.visible_src(scene.stage);
    let tokens = &scene.translation.src;
    let chosen = matches!(
        scene.stage,
        Stage::Embedding | Stage::Position | Stage::Encoder { .. } | Stage::Memory
    )
    .then(|| scene.selection.src_token(tokens.len()));
    let weights = match scene.stage {
        Stage::Step {
            step,
            part: StepPart::CrossAttention { layer },
        } => {
            let name = AttentionKind::Cross.tensor(layer, "weights");
            Some(scene.row(&name, &[scene.head(), step]))
        }
        _ => None,
    };
    let chip = |(index, token)| {
        let chip = TokenChip::new(token);
        let weight = weights.as_ref().and_then(|w| w.get(index).copied());
        match weight {
            Some(weight) => chip.with_weight(weight),
            None if chosen == Some(index) => chip.with_state(ChipState::Current),
            None => chip,
        }
    };
    tokens.iter().take(visible).enumerate().map(chip).collect()
}

/// What is written; the current row, or the token just taken, is marked.
fn target_chips(scene: &Scene) -> Vec<TokenChip> {
    let visible = scene.walkthrough.visible_tgt(scene.stage);
    let current = match scene.stage {
        Stage::Step { .. } => visible.checked_sub(1),
        _ => None,
    };
    let chip = |(index, token)| {
        let state = if current == Some(index) {
            ChipState::Current
        } else {
            ChipState::Past
        };
        TokenChip::new(token).with_state(state)
    };
    scene
        .translation
        .tgt
        .iter()
        .take(visible)
        .enumerate()
        .map(chip)
        .collect()
}
