//! Lesson 5: memory.
//!
//! * [`context`]: what all parts share;
//! * [`gradient`]: the gradient of every state, and its factors; [`clipping`]: what clipping does;
//! * [`recall`]: four models learn to name a symbol seen k steps ago, in a [`run`];
//! * [`alignment`]: a translator that may look back and one that may not;
//! * [`parallel`]: dependent steps and milliseconds.

mod alignment;
mod clipping;
mod context;
mod gradient;
mod parallel;
mod recall;
mod run;

use crate::session::studio::memory::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use crate::ui::say::say;
use alignment::AlignmentSection;
use clipping::ClippingSection;
use context::MemoryContext;
use gradient::GradientSection;
use leptos::prelude::*;
use parallel::ParallelSection;
use recall::RecallSection;
use run::Run;

#[component]
pub fn MemoryPage() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = MemoryContext::provide(Link::parse(&opened_query()));
    provide_context(Run::new());
    keep_address(move || lesson.link().to_query());
    view! {
        <LessonStyle />
        <article class="wide lesson mem">
            <LessonHeader lesson=Lesson::Memory />
            <p class="mem-lead">{say!(i18n, memory.lead)}</p>
            <GradientSection />
            <ClippingSection />
            <RecallSection />
            <AlignmentSection />
            <ParallelSection />
            <p class="mem-next">
                {say!(i18n, memory.next)}" "<a href=Lesson::Transformer.path()>{say!(i18n, memory.next_link)}</a>
                {say!(i18n, memory.full_stop)}
            </p>
            <LessonTerms lesson=Lesson::Memory />
        </article>
    }
}
