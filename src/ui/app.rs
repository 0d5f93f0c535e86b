//! The root of the application: contexts, router, error boundary.

use super::frame::Frame;
use super::i18n::{I18nSubContextProvider, t, use_i18n};
use super::lessons::translation::TranslationPage;
use super::locale;
use super::pages::{AboutPage, MapPage, NotFoundPage};
use super::theme;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
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
                            <Route path=path!("/") view=MapPage />
                            <Route path=path!("/translation") view=TranslationPage />
                            <Route path=path!("/about") view=AboutPage />
                        </Routes>
                    </ErrorBoundary>
                </Frame>
            </Router>
        </I18nSubContextProvider>
    }
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
                <p>{t!(i18n, errors.page_failed)}</p>
                <ul>{list}</ul>
                <a class="button" rel="external" href="">{t!(i18n, errors.reload)}</a>
            </div>
        </div>
    }
}
