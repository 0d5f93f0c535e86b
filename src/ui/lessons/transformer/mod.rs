//! Lesson 6: the Transformer.
//!
//! * [`context`]: what all parts share: the sentence, its translation, what is on screen;
//! * [`sentence`]: the reader's sentence and the model;
//! * [`attention`]: self-attention in stages; [`whole_formula`]: all of it; [`cell`]: how one number comes about;
//! * [`scaling`]: what √d_k is for;
//! * [`heads`]: heads switched off and copied;
//! * [`masks`]: what the causal mask hides; [`padding`]: what the padding mask hides;
//! * [`positions`]: sinusoids, and words without an order;
//! * [`blocks`]: the whole architecture as a map of tensors; [`diagram`]: its arrows; [`arrow`]: the lecture's
//!   question on one of them;
//! * [`set`]: subscripts in texts.

mod arrow;
mod attention;
mod blocks;
mod cell;
mod context;
mod diagram;
mod heads;
mod masks;
mod padding;
mod positions;
mod scaling;
mod sentence;
mod set;
mod whole_formula;

use crate::session::studio::transformer::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use attention::AttentionSection;
use blocks::BlocksSection;
use context::TransformerContext;
use heads::HeadsSection;
use leptos::prelude::*;
use masks::MasksSection;
use positions::PositionsSection;
use scaling::ScalingSection;
use sentence::SentenceSection;

#[component]
pub fn TransformerPage() -> impl IntoView {
    let lesson = TransformerContext::provide(Link::parse(&opened_query()));
    keep_address(move || lesson.link().to_query());
    view! {
        <LessonStyle />
        <article class="wide lesson tf">
            <LessonHeader lesson=Lesson::Transformer />
            <SentenceSection />
            <AttentionSection />
            <ScalingSection />
            <HeadsSection />
            <MasksSection />
            <PositionsSection />
            <BlocksSection />
            <LessonTerms lesson=Lesson::Transformer />
        </article>
    }
}
