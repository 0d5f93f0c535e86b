//! Lesson 2: tokenisation.
//!
//! * [`context`]: what all parts share;
//! * [`ways`]: one text as words, sub-words and characters, and what the length costs;
//! * [`cases`]: texts that show something;
//! * [`merges`]: byte-pair encoding learnt merge by merge;
//! * [`specials`]: BOS, EOS, PAD, UNK, and the round trip;
//! * [`bytes`]: characters with byte fallback beside bytes alone;
//! * [`size`]: how many entries a vocabulary should have.

mod bytes;
mod cases;
mod context;
mod cost;
mod merges;
mod size;
mod specials;
mod ways;

use crate::session::studio::tokens::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use bytes::BytesSection;
use cases::CasesSection;
use context::TokensContext;
use leptos::prelude::*;
use merges::MergesSection;
use size::SizeSection;
use specials::SpecialsSection;
use ways::WaysSection;

#[component]
pub fn TokensPage() -> impl IntoView {
    let lesson = TokensContext::provide(Link::parse(&opened_query()));
    keep_address(move || lesson.link().to_query());
    view! {
        <article class="wide lesson tok">
            <LessonStyle />
            <LessonHeader lesson=Lesson::Tokens />
            <WaysSection />
            <CasesSection />
            <MergesSection />
            <SpecialsSection />
            <BytesSection />
            <SizeSection />
            <LessonTerms lesson=Lesson::Tokens />
        </article>
    }
}
