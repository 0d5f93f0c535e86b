//! Lesson 3: word vectors.
//!
//! * [`context`]: what all parts share, as a link: [`copy_link`];
//! * [`compare`]: one-hot and learnt vectors, their cosines;
//! * [`angle`]: the cosine as an angle, with arrows to drag;
//! * [`lab`]: the proxy task, one update at a time, with its [`map`] and its [`losses`];
//! * [`real`]: vectors learnt from real text: neighbours, analogies, how good they are;
//! * [`meaning`]: one word in two sentences.

mod angle;
mod compare;
mod context;
mod copy_link;
mod lab;
mod losses;
mod map;
mod meaning;
mod real;

use crate::session::studio::vectors::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use angle::AngleSection;
use compare::CompareSection;
use context::VectorsContext;
use lab::LabSection;
use leptos::prelude::*;
use meaning::MeaningSection;
use real::RealSection;

#[component]
pub fn VectorsPage() -> impl IntoView {
    let lesson = VectorsContext::provide(Link::parse(&opened_query()));
    keep_address(move || lesson.link().to_query());
    view! {
        <article class="wide lesson vec">
            <LessonStyle />
            <LessonHeader lesson=Lesson::WordVectors />
            <CompareSection />
            <AngleSection />
            <LabSection />
            <RealSection />
            <MeaningSection />
            <LessonTerms lesson=Lesson::WordVectors />
        </article>
    }
}
