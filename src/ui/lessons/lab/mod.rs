//! Lesson 9, the lab: train the translator in the page.
//!
//! * [`context`]: the run that is on, all that are kept, the settings of the next; [`driving`]: what can be done with a run;
//!   [`hearing`]: what it says;
//! * [`saved`]: where runs are kept; [`keeping`]: how they are found again;
//! * [`settings`]: the knobs; [`words`]: their names; [`own`]: the reader's own pairs;
//! * [`controls`]: start, pause, one step, progress; [`notices`]: what the reader should know of that;
//! * [`runs`]: all runs in a table;
//! * [`curves`]: loss, quality and the rest, runs over each other;
//! * [`attention`]: the cross-attention of one sentence, from blur to alignment;
//! * [`sentences`]: held-out sentences and the reader's own, as the model translates them now;
//! * [`questions`]: predict, then reveal, and dares; [`files`]: the model to take away, and [`exporting`], how
//!   it is had.

mod attention;
mod context;
mod controls;
mod curves;
mod driving;
mod exporting;
mod files;
mod hearing;
mod keeping;
mod notices;
mod own;
mod questions;
mod runs;
pub mod saved;
mod sentences;
mod settings;
mod words;

use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::{LessonTerms, prose};
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use attention::AttentionSection;
use context::LabContext;
use controls::Controls;
use curves::{LossCurve, OtherCurves};
use files::FilesSection;
use leptos::ev;
use leptos::prelude::*;
use own::OwnPairs;
use questions::{Dares, Questions};
use runs::RunsSection;
use sentences::SentencesSection;
use settings::Settings;

#[component]
pub fn LabPage() -> impl IntoView {
    let i18n = use_i18n();
    let lab = LabContext::open(&opened_query());
    keep_address(move || lab.settings.read().to_query());
    // Other tabs keep runs too.
    let focused = window_event_listener(ev::focus, move |_| lab.look_again());
    let hidden = window_event_listener(ev::visibilitychange, move |_| lab.keep_if_hidden());
    on_cleanup(move || {
        focused.remove();
        hidden.remove();
        if !lab.stays.get_untracked() {
            lab.pause();
        }
    });
    view! {
        <LessonStyle />
        <article class="wide lesson lab">
            <LessonHeader lesson=Lesson::Lab />
            <div class="reading">
                <p>{prose!(i18n, lab.intro_1)}</p>
                <p>{prose!(i18n, lab.intro_2)}</p>
            </div>
            <Questions />
            <div class="lab-bench">
                <Settings />
                <div class="lab-run">
                    <Controls />
                    <LossCurve />
                    <AttentionSection />
                    <OtherCurves />
                </div>
            </div>
            <SentencesSection />
            <RunsSection />
            <OwnPairs />
            <Dares />
            <FilesSection />
            <LessonTerms lesson=Lesson::Lab />
        </article>
    }
}
