//! All terms, to be searched.

use super::terms::{TERMS, Term, has};
use crate::ui::frame::use_title;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::part::LessonStyle;
use crate::ui::say::{live, live_text, say, words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn GlossaryPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || t_string!(i18n, glossary.title).to_owned());
    let wanted = RwSignal::new(String::new());
    // The browser looked for the term before the page was there.
    let term = use_location().hash.get_untracked();
    request_animation_frame(move || {
        let id = term.trim_start_matches('#');
        if let Some(term) = document().get_element_by_id(id) {
            term.scroll_into_view();
        }
    });
    let entry = move |term: &'static Term| {
        let lesson = term.lesson;
        let name = move || {
            let n = lesson.number();
            t_string!(i18n, glossary.lesson, n = n)
        };
        view! {
            <div class="term" id=term.id>
                <dt>{words(i18n, term.name)}</dt>
                <dd>
                    {words(i18n, term.text)}" "
                    <a href=lesson.path()>{live_text(name)}</a>
                </dd>
            </div>
        }
    };
    let found = move || {
        let (locale, wanted) = (i18n.get_locale(), wanted.get());
        let found = TERMS.iter().filter(|term| has(term, locale, &wanted));
        let entries: Vec<_> = found.map(entry).collect();
        if entries.is_empty() {
            return view! { <p>{say!(i18n, glossary.none)}</p> }.into_any();
        }
        view! { <dl class="terms">{entries}</dl> }.into_any()
    };
    view! {
        <LessonStyle />
        <article class="reading glossary">
            <h1>{say!(i18n, glossary.title)}</h1>
            <p>{say!(i18n, glossary.intro)}</p>
            <label class="field">
                {say!(i18n, glossary.find)}
                <input type="search" autocomplete="off" prop:value=move || wanted.get()
                    on:input=move |event| wanted.set(event_target_value(&event)) />
            </label>
            <div role="status">{live(found)}</div>
        </article>
    }
}
