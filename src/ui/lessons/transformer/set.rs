//! Texts with subscripts: `d_k` in a text is set as d with a small k below.

use crate::ui::i18n::Locale;
use crate::ui::locale::I18n;
use crate::ui::say::live;
use crate::viz::subscript::{Piece, pieces};
use leptos::prelude::*;

/// As [`say!`](crate::ui::say::say), with subscripts: `set!(i18n, transformer.about_scaled)`.
macro_rules! set {
    ($i18n:expr, $($key:tt)+) => {
        $crate::ui::lessons::transformer::set::words($i18n, |locale| $crate::ui::i18n::td_string!(locale, $($key)+))
    };
}
pub(super) use set;

/// See [`set!`].
pub fn words(i18n: I18n, of: fn(Locale) -> &'static str) -> AnyView {
    live(move || typeset(of(i18n.get_locale())))
}

/// A text that follows what `text` reads.
pub fn live_set(text: impl Fn() -> String + Send + 'static) -> AnyView {
    live(move || typeset(&text()))
}

/// `text`, set.
pub fn typeset(text: &str) -> AnyView {
    let piece = |piece: Piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Sub(below) => view! { <sub>{below}</sub> }.into_any(),
        Piece::Sup(above) => view! { <sup>{above}</sup> }.into_any(),
    };
    pieces(text)
        .into_iter()
        .map(piece)
        .collect_view()
        .into_any()
}
