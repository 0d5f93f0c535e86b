//! Light, dark, or as the system has it.

use super::storage;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

const STORAGE_KEY: &str = "teddy.theme";
const DARK_QUERY: &str = "(prefers-color-scheme: dark)";

/// The reader's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// As stored, and as written into `<html data-theme>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Anything unknown is `System`.
    pub fn parse(text: &str) -> Theme {
        Theme::ALL
            .into_iter()
            .find(|theme| theme.as_str() == text)
            .unwrap_or_default()
    }

    /// Whether the page is dark, given what the system wants.
    pub fn is_dark(self, system_is_dark: bool) -> bool {
        match self {
            Theme::System => system_is_dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }
}

/// The theme of the page, from the context.
#[derive(Clone, Copy, Debug)]
pub struct ThemeContext {
    pub choice: RwSignal<Theme>,
    /// What is really shown; for figures that are painted rather than styled.
    pub is_dark: Memo<bool>,
}

pub fn use_theme() -> ThemeContext {
    expect_context()
}

/// Reads the kept choice, follows the system, and keeps `<html data-theme>` right. Called once, by the app.
pub fn provide_theme() {
    let choice = RwSignal::new(
        storage::read(STORAGE_KEY)
            .map(|text| Theme::parse(&text))
            .unwrap_or_default(),
    );
    let system_is_dark = follow_system();
    let is_dark = Memo::new(move |_| choice.get().is_dark(system_is_dark.get()));
    provide_context(ThemeContext { choice, is_dark });

    Effect::new(move |earlier: Option<Theme>| {
        let theme = choice.get();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", theme.as_str());
        }
        if earlier.is_some_and(|earlier| earlier != theme) {
            storage::write(STORAGE_KEY, theme.as_str());
        }
        theme
    });
}

/// Whether the system wants dark colours, now and from now on.
fn follow_system() -> ReadSignal<bool> {
    let query = window().match_media(DARK_QUERY).ok().flatten();
    let (is_dark, set_is_dark) = signal(query.as_ref().is_some_and(|query| query.matches()));
    if let Some(query) = query {
        let listened = query.clone();
        let listener = Closure::<dyn FnMut()>::new(move || set_is_dark.set(listened.matches()));
        query.set_onchange(Some(listener.as_ref().unchecked_ref()));
        listener.forget(); // lives as long as the page
    }
    is_dark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_survives_storage() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.as_str()), theme);
        }
    }

    #[test]
    fn anything_else_in_storage_means_system() {
        for text in ["", "Dark", "blue", "\u{0}"] {
            assert_eq!(Theme::parse(text), Theme::System);
        }
    }

    #[test]
    fn the_readers_choice_wins_over_the_system() {
        assert!(Theme::System.is_dark(true) && !Theme::System.is_dark(false));
        assert!(!Theme::Light.is_dark(true) && Theme::Dark.is_dark(false));
    }
}
