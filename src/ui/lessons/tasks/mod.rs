//! Lesson 1: three kinds of task, and how good an answer is.
//!
//! * [`context`]: what is on screen, and questions to the worker;
//! * [`three_tasks`]: one label, a label a word, another text;
//! * [`threshold`]: the confusion matrix;
//! * [`imbalance`]: when one class is rare; [`unit_chart`]: the curves of both;
//! * [`entities`]: by token and by entity;
//! * [`overlap`]: BLEU and ROUGE;
//! * [`surprise`], which is perplexity token by token.

mod context;
mod entities;
mod imbalance;
mod overlap;
mod surprise;
mod three_tasks;
mod threshold;
mod unit_chart;

use crate::session::studio::tasks::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use context::TasksContext;
use entities::EntitiesSection;
use imbalance::ImbalanceSection;
use leptos::prelude::*;
use overlap::OverlapSection;
use surprise::SurpriseSection;
use three_tasks::ThreeTasksSection;
use threshold::ThresholdSection;

#[component]
pub fn TasksPage() -> impl IntoView {
    let lesson = TasksContext::provide(Link::parse(&opened_query()));
    keep_address(move || lesson.link().to_query());
    view! {
        <LessonStyle />
        <article class="wide lesson ta">
            <LessonHeader lesson=Lesson::Tasks />
            <ThreeTasksSection />
            <ThresholdSection />
            <ImbalanceSection />
            <EntitiesSection />
            <OverlapSection />
            <SurpriseSection />
            <LessonTerms lesson=Lesson::Tasks />
        </article>
    }
}
