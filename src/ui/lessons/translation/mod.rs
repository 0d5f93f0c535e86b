//! Lesson 8: translation, end to end.
//!
//! * [`context`]: what all parts share;
//! * [`engine`]: the worker with the model;
//! * [`sentence`]: the reader's sentence and its translation;
//! * [`walkthrough`]: the translation, stage by stage;
//! * [`heads`]: every attention head;
//! * [`decoding`]: greedy, beam, sampling;
//! * [`tensors`]: every tensor and parameter by name;
//! * [`questions`]: predict, then reveal;
//! * [`what_if`]: the translation with something changed, other models, the reader's reference;
//! * [`file`]: the translation as a file;
//! * [`own_model`]: a model that was trained in the lab.

pub mod context;
mod decoding;
pub mod engine;
mod file;
mod heads;
mod own_model;
mod questions;
mod sentence;
mod tensors;
pub mod walkthrough;
mod what_if;

use crate::session::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::part::{LessonStyle, Part, part};
use crate::ui::say::say;
use context::LessonContext;
use decoding::DecodingSection;
use engine::{Engine, EngineState};
use file::FileSection;
use heads::HeadsSection;
use leptos::prelude::*;
use own_model::OwnModel;
use questions::Questions;
use sentence::Sentence;
use tensors::TensorSection;
use walkthrough::WalkthroughView;
use what_if::WhatIfPart;

#[component]
pub fn TranslationPage() -> impl IntoView {
    let i18n = use_i18n();
    let link = Link::parse(&opened_query());
    let is_own = link.run.is_some();
    let lesson = LessonContext::provide(link, Engine::start(is_own));
    keep_address(move || {
        let (own, more) = (lesson.link().to_query(), lesson.more.get());
        let both = [own, more].into_iter().filter(|query| !query.is_empty());
        both.collect::<Vec<_>>().join("&")
    });
    // What is below the fold does not hold up the first translation. (A file can be opened without one.)
    let rest = Memo::new(move |before: Option<&bool>| {
        let failed = matches!(lesson.engine.state.get(), EngineState::Failed(_));
        before == Some(&true) || failed || lesson.translation.with(Option::is_some)
    });
    view! {
        <article class="wide lesson tr">
            <LessonHeader lesson=Lesson::Translation />
            <p class="tr-intro">{say!(i18n, translation.intro)}</p>
            {is_own.then(|| view! { <Part load=own_model /> })}
            <Sentence />
            <Part load=stages />
            <Show when=move || rest.get()><Part load=workshop /></Show>
        </article>
    }
}

part!(
    // With the lab's code, from which its reader comes.
    fn own_model in lessons => || view! { <OwnModel /> }.into_any()
);
part!(
    fn stages in translation_rest => || {
        view! {
            <LessonStyle />
            <WalkthroughView />
        }
        .into_any()
    }
);
part!(
    fn workshop in translation_rest => || {
        view! {
            <LessonStyle />
            <Questions />
            <HeadsSection />
            <DecodingSection />
            <WhatIf />
            <TensorSection />
            <FileSection />
            <LessonTerms lesson=Lesson::Translation />
        }
        .into_any()
    }
);
/// Opened by the reader, or by a link to something in it: it has a worker and models of its own.
#[component]
fn WhatIf() -> impl IntoView {
    let i18n = use_i18n();
    let query = opened_query();
    let asked = ["hide=", "off=", "give=", "ref="]
        .iter()
        .any(|key| query.contains(key));
    let open = RwSignal::new(asked);
    view! {
        <section class="tr-section" id="what-if" aria-labelledby="what-if-title">
            <h2 id="what-if-title">{say!(i18n, translation.what_if)}</h2>
            <p>{say!(i18n, translation.what_if_text)}</p>
            <Show when=move || open.get() fallback=move || view! {
                <button type="button" class="button primary" on:click=move |_| open.set(true)>
                    {say!(i18n, translation.what_if_open)}
                </button>
            }><Part load=what_if /></Show>
        </section>
    }
}

part!(
    fn what_if in lessons => || view! { <WhatIfPart /> }.into_any()
);
