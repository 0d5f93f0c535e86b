//! The root of the application: contexts, router, error boundary, and which page lies at which address.

use super::frame::Frame;
use super::i18n::{I18nSubContextProvider, use_i18n};
use super::lessons;
use super::locale;
use super::pages::{self, NotFoundPage};
use super::part::{Loading, Part};
use super::theme;
use crate::ui::say::{live, say};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_params_map;
use leptos_router::path;

#[component]
pub fn App() -> impl IntoView {
    theme::provide_theme();
    let first = locale::first_choice();
    locale::set_document_language(first);
    // Not the crate's root provider: that one would fall back on its own choice of language.
    let first = Signal::stored(first);
    view! {
        <I18nSubContextProvider initial_locale=first>
            <Router>
                <Frame>
                    <ErrorBoundary fallback=|errors| view! { <Failure errors /> }>
                        <Routes fallback=NotFoundPage>
                            <Route path=path!("/") view=|| view! { <Part load=pages::map /> } />
                            <Route path=path!("/:page") view=Page />
                        </Routes>
                    </ErrorBoundary>
                </Frame>
            </Router>
        </I18nSubContextProvider>
    }
}

/// The code of the page at `/PAGE`. (One route for all: each of its own would cost every reader a kilobyte.)
fn page_at(page: &str) -> Option<fn() -> Loading> {
    Some(match page {
        "tasks" => lessons::tasks,
        "lab" => lessons::lab,
        "transformer" => lessons::transformer,
        "label-smoothing" => lessons::smoothing,
        "translation" => lessons::translation,
        "tokens" => lessons::tokens,
        "vectors" => lessons::vectors,
        "rnn" => lessons::rnn,
        "memory" => lessons::memory,
        "about" => pages::about,
        "glossary" => pages::glossary,
        "self-test" => pages::self_test,
        "attention" => pages::attention,
        _ => return None,
    })
}

#[component]
fn Page() -> impl IntoView {
    let params = use_params_map();
    // Not again when only the query changes.
    let page = Memo::new(move |_| params.read().get("page").unwrap_or_default());
    live(move || match page_at(&page.read()) {
        Some(load) => view! { <Part load /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    })
}

/// What is shown in place of a page that returned an error.
#[component]
fn Failure(errors: ArcRwSignal<Errors>) -> impl IntoView {
    let i18n = use_i18n();
    let list = move || {
        let errors = errors.get();
        errors
            .iter()
            .map(|(_, error)| view! { <li>{error.to_string()}</li> })
            .collect_view()
    };
    view! {
        <div class="reading">
            <div class="note problem" role="alert">
                <p>{say!(i18n, errors.page_failed)}</p>
                <ul>{list}</ul>
                <a class="button" rel="external" href="">{say!(i18n, errors.reload)}</a>
            </div>
        </div>
    }
}
