//! Lesson 9, the lab: train the translator in the page.
//!
//! * [`context`]: the run that is on, those before it, the settings of the next;
//! * [`settings`]: the knobs; [`words`]: their names;
//! * [`controls`]: start, pause, one step, progress;
//! * [`curves`]: loss, quality and the rest, runs over each other;
//! * [`attention`]: the cross-attention of one sentence, from blur to alignment;
//! * [`sentences`]: held-out sentences and the reader's own, as the model translates them now;
//! * [`questions`]: predict, then reveal; [`files`]: the model to take away.

mod attention;
mod context;
mod controls;
mod curves;
mod files;
mod questions;
mod sentences;
mod settings;
mod words;

use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use crate::ui::say::say;
use attention::AttentionSection;
use context::LabContext;
use controls::Controls;
use curves::CurvesSection;
use files::FilesSection;
use leptos::prelude::*;
use questions::Questions;
use sentences::SentencesSection;
use settings::Settings;

#[component]
pub fn LabPage() -> impl IntoView {
    let i18n = use_i18n();
    let lab = LabContext::open(&opened_query());
    keep_address(move || lab.settings.read().to_query());
    on_cleanup(move || {
        if !lab.stays.get_untracked() {
            lab.pause();
        }
    });
    view! {
        <LessonStyle />
        <article class="wide lesson lab">
            <LessonHeader lesson=Lesson::Lab />
            <div class="reading">
                <p>{say!(i18n, lab.intro_1)}</p>
                <p>{say!(i18n, lab.intro_2)}</p>
            </div>
            <div class="lab-bench">
                <Settings />
                <div class="lab-run">
                    <Controls />
                    <CurvesSection />
                </div>
            </div>
            <SentencesSection />
            <AttentionSection />
            <Questions />
            <FilesSection />
            <LessonTerms lesson=Lesson::Lab />
        </article>
    }
}
