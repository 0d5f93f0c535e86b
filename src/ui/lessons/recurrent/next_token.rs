//! What a recurrent language model expects after the token that was read last, and what comes.

use super::context::use_recurrent;
use crate::session::studio::recurrent::unroll::Unrolled;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::live;
use crate::ui::widgets::ProbabilityBars;
use crate::viz::number::format_percent;
use leptos::prelude::*;
use std::sync::Arc;

/// “After ‘bear’”.
pub fn next_title(i18n: I18n, unrolled: Option<&Unrolled>, at: usize) -> String {
    let piece = unrolled.and_then(|u| u.tokens.get(at));
    let piece = piece.map(|token| &*token.piece).unwrap_or_default();
    t_string!(i18n, recurrent.unrolled.next, token = piece.to_owned())
}

/// The most probable next tokens of one pass, and the one that comes.
#[component]
pub fn NextToken(
    #[prop(into)] unrolled: Signal<Option<Arc<Unrolled>>>,
    /// Of the bars.
    label: Signal<String>,
    /// Whether what comes is announced when it changes.
    #[prop(optional)]
    is_status: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let candidates = Signal::derive(move || {
        let unrolled = unrolled.read();
        let found = unrolled
            .as_ref()
            .and_then(|u| u.candidates.get(lesson.at()));
        found.cloned().unwrap_or_default()
    });
    let next = move || unrolled.read().as_ref()?.next.get(lesson.at()).cloned();
    let comes = move || {
        let next = next()?;
        Some(t_string!(
            i18n,
            recurrent.unrolled.comes,
            token = next.piece.clone(),
            p = format_percent(next.probability)
        ))
    };
    view! {
        <ProbabilityBars candidates chosen=Signal::derive(move || next().map(|n| n.id)) label compact=true />
        <p class="rn-comes num" role=is_status.then_some("status")>{live(comes)}</p>
    }
}
