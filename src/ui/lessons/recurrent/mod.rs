//! Lesson 4: RNN and LSTM.
//!
//! * [`context`]: what all parts share, as a link: [`copy_link`]; [`steps`]: going through the tokens;
//! * [`order`]: an average does not know the order of words;
//! * [`unrolled`]: the language model, one token at a time; [`unit`]: how one of its numbers comes about;
//! * [`uses`]: one label, a label a word, another sentence;
//! * [`next_token`]: what a model expects, and what comes;
//! * [`gates`]: an LSTM's gates, held by hand; [`kept`]: what is left in the cell, and what is expected next;
//! * [`training`]: an RNN and an LSTM learn in the page, and write; [`run`]: the job behind it.

mod context;
mod copy_link;
mod gates;
mod kept;
mod next_token;
mod order;
mod run;
mod steps;
mod training;
mod unit;
mod unrolled;
mod uses;

use crate::session::studio::recurrent::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use context::RecurrentContext;
use gates::GatesSection;
use leptos::prelude::*;
use order::OrderSection;
use training::TrainingSection;
use unrolled::UnrolledSection;
use uses::UsesSection;

#[component]
pub fn RecurrentPage() -> impl IntoView {
    let lesson = RecurrentContext::provide(Link::parse(&opened_query()));
    keep_address(move || lesson.link().to_query());
    view! {
        <LessonStyle />
        <article class="wide lesson rn">
            <LessonHeader lesson=Lesson::Rnn />
            <OrderSection />
            <UnrolledSection />
            <UsesSection />
            <GatesSection />
            <TrainingSection />
            <LessonTerms lesson=Lesson::Rnn />
        </article>
    }
}
