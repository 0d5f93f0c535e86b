//! E4 to E6: the translation with something changed, other models on the same sentence, the reader's own reference.
//!
//! * [`changes`]: a source token hidden, a head switched off, a target token given; [`switch`]: which heads;
//! * [`variants`]: trained models with 1, 2, 4 and 8 heads, and without label smoothing;
//! * [`card`]: the attention by the graphics card;
//! * [`reference`]: BLEU against what the reader would have said.
//!
//! Another worker computes this (`ui::studio`), with models of its own: nothing of it is fetched until it is opened.

mod card;
mod changes;
mod reference;
mod switch;
mod variants;

use super::context::use_lesson;
use crate::session::studio::transformer::what_if::Changes;
use crate::session::studio::transformer::what_if_link::WhatIfLink;
use crate::ui::address::opened_query;
use crate::ui::part::LessonStyle;
use card::CardFigure;
use changes::ChangesFigure;
use leptos::prelude::*;
use reference::ReferenceFigure;
use variants::VariantsFigure;

/// What the parts share.
#[derive(Clone, Copy)]
struct WhatIfContext {
    /// The sentence whose translation is on screen.
    text: Memo<String>,
    /// Its translation as the trained model gives it.
    as_trained: Memo<String>,
    changes: RwSignal<Changes>,
    reference: RwSignal<String>,
}

fn use_what_if() -> WhatIfContext {
    expect_context()
}

#[component]
pub fn WhatIfPart() -> impl IntoView {
    let lesson = use_lesson();
    let link = WhatIfLink::parse(&opened_query());
    let of = move |of: fn(&crate::session::protocol::Translation) -> String| {
        Memo::new(move |_| {
            let translation = lesson.translation.read();
            translation.as_deref().map_or_else(String::new, of)
        })
    };
    let context = WhatIfContext {
        text: of(|t| t.src_text.clone()),
        as_trained: of(|t| t.text.clone()),
        changes: RwSignal::new(link.changes),
        reference: RwSignal::new(link.reference),
    };
    // Positions and steps are those of one sentence.
    Effect::new(move |before: Option<String>| {
        let text = context.text.get();
        if before.is_some_and(|before| !before.is_empty() && before != text) {
            context.changes.update(|changes| {
                changes.hidden.clear();
                changes.forced.clear();
            });
        }
        text
    });
    Effect::new(move |_| {
        let link = WhatIfLink {
            changes: context.changes.get(),
            reference: context.reference.get(),
        };
        lesson.more.set(link.to_query());
    });
    provide_context(context);
    view! {
        <LessonStyle />
        <ChangesFigure />
        <VariantsFigure />
        <ReferenceFigure />
        <CardFigure />
    }
}
