//! The first page: the sentence, what this is, and the map of the lecture.

mod lesson_list;
mod sentence;
mod timeline;

use crate::ui::frame::use_title;
use crate::ui::i18n::{t, use_i18n};
use crate::ui::lesson::{Lesson, RECORDING_LENGTH, clock, recording_url};
use crate::ui::say::say;
use leptos::prelude::*;
use leptos_router::components::A;
use lesson_list::LessonList;
use sentence::Sentence;
use timeline::Timeline;

#[component]
pub fn MapPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(String::new);
    // The lesson that the reader points at, in the list or on the timeline.
    let pointed = RwSignal::new(None::<Lesson>);
    view! {
        <div class="wide">
            <section class="hero">
                <h1>{say!(i18n, map.headline)}</h1>
                <Sentence />
                <div class="hero-text stack">
                    <p>{say!(i18n, map.intro)}</p>
                    <div class="row">
                        <A href=Lesson::Translation.path() attr:class="button primary large">
                            {say!(i18n, map.start)}
                        </A>
                        <a class="button large" href=recording_url() target="_blank" rel="noopener noreferrer">
                            {say!(i18n, map.watch)}
                            <span class="visually-hidden">" ("{say!(i18n, frame.opens_youtube)}")"</span>
                        </a>
                    </div>
                </div>
            </section>
            <section class="map" aria-labelledby="map-heading">
                <h2 id="map-heading">{say!(i18n, map.heading)}</h2>
                <p>{t!(i18n, map.about_map, length = || clock(RECORDING_LENGTH))}</p>
                <Timeline pointed />
                <LessonList pointed />
                <p>{t!(
                    i18n, map.look_up,
                    <words> = |children: ChildrenFn| view! { <a href="/glossary">{children()}</a> },
                    <test> = |children: ChildrenFn| view! { <a href="/self-test">{children()}</a> }
                )}</p>
                <p>{t!(i18n, map.beside, <link> = |children: ChildrenFn| view! { <a href="/attention">{children()}</a> })}</p>
            </section>
        </div>
    }
}
