//! Words and other live parts of a view, through few types.
//!
//! Leptos compiles its rendering once for every closure that stands in a view: about a kilobyte each, and the
//! page has hundreds. What goes through these functions shares one copy.

use super::i18n::Locale;
use super::locale::I18n;
use leptos::prelude::*;

/// Words in the page's language, as a part of a view: `say!(i18n, about.title)`. For words with numbers or
/// names in them: [`live_text`].
macro_rules! say {
    ($i18n:expr, $($key:tt)+) => {
        $crate::ui::say::words($i18n, |locale| $crate::ui::i18n::td_string!(locale, $($key)+))
    };
}
/// Words in the page's language, as an attribute: `aria-label=label!(i18n, frame.theme)`.
macro_rules! label {
    ($i18n:expr, $($key:tt)+) => {
        $crate::ui::say::signal($i18n, |locale| $crate::ui::i18n::td_string!(locale, $($key)+))
    };
}
pub(crate) use {label, say};

/// See [`say!`].
pub fn words(i18n: I18n, of: fn(Locale) -> &'static str) -> AnyView {
    (move || of(i18n.get_locale())).into_any()
}

/// See [`label!`].
pub fn signal(i18n: I18n, of: fn(Locale) -> &'static str) -> Signal<String> {
    Signal::derive(move || of(i18n.get_locale()).to_owned())
}

/// A text that follows what `text` reads.
pub fn live_text(text: impl FnMut() -> String + Send + 'static) -> AnyView {
    fn build(mut text: Box<dyn FnMut() -> String + Send>) -> AnyView {
        (move || text()).into_any()
    }
    build(Box::new(text))
}

/// A part of a view that is drawn anew when what `view` reads changes.
pub fn live<V: IntoAny>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    fn build(mut view: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
        (move || view()).into_any()
    }
    build(Box::new(move || view().into_any()))
}
