//! The lecture's sentence in both languages, with a line from each word to its counterpart.
//!
//! The words are ordinary text, so they follow the reader's fonts and sizes; the lines are drawn over them,
//! measured after layout and again whenever the window changes.

use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, say};
use leptos::html::{Div, Span};
use leptos::prelude::*;

const ENGLISH: [&str; 6] = ["A", "cute", "teddy", "bear", "is", "reading."];
const FRENCH: [&str; 6] = ["Un", "ours", "en", "peluche", "mignon", "lit."];
/// Which French word stands for which English one, by hand: (English, French).
const LINKS: [(usize, usize); 7] = [(0, 0), (1, 4), (2, 2), (2, 3), (3, 1), (4, 5), (5, 5)];

/// A word of the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Word {
    English(usize),
    French(usize),
}

impl Word {
    fn has(self, (english, french): (usize, usize)) -> bool {
        match self {
            Word::English(index) => index == english,
            Word::French(index) => index == french,
        }
    }

    /// Whether `other` is this word or linked to it.
    fn concerns(self, other: Word) -> bool {
        self == other || LINKS.iter().any(|&link| self.has(link) && other.has(link))
    }
}

/// A box of the layout, relative to the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// How the two sentences lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lie {
    /// French under English.
    Below,
    /// French to the right of English, a word a line (on a phone).
    Beside,
}

impl Lie {
    /// As the first words of both lie.
    fn of(english: Place, french: Place) -> Lie {
        if french.top >= english.bottom {
            Lie::Below
        } else {
            Lie::Beside
        }
    }
}

/// The line between two words, from the edge of one box to the edge of the other.
fn link_path(lie: Lie, english: Place, french: Place) -> String {
    let gap = 6.0;
    match lie {
        Lie::Below => {
            let (x0, y0) = ((english.left + english.right) / 2.0, english.bottom);
            let (x1, y1) = ((french.left + french.right) / 2.0, french.top + gap);
            let middle = (y0 + y1) / 2.0;
            format!("M{x0:.1} {y0:.1}C{x0:.1} {middle:.1} {x1:.1} {middle:.1} {x1:.1} {y1:.1}")
        }
        Lie::Beside => {
            let (x0, y0) = (english.right + gap, (english.top + english.bottom) / 2.0);
            let (x1, y1) = (french.left - gap, (french.top + french.bottom) / 2.0);
            let middle = (x0 + x1) / 2.0;
            format!("M{x0:.1} {y0:.1}C{middle:.1} {y0:.1} {middle:.1} {y1:.1} {x1:.1} {y1:.1}")
        }
    }
}

#[component]
pub fn Sentence() -> impl IntoView {
    let i18n = use_i18n();
    let figure = NodeRef::<Div>::new();
    let english: [NodeRef<Span>; 6] = std::array::from_fn(|_| NodeRef::new());
    let french: [NodeRef<Span>; 6] = std::array::from_fn(|_| NodeRef::new());
    let pointed = RwSignal::new(None::<Word>);
    let paths = RwSignal::new(Vec::<String>::new());

    let measure = move || {
        let Some(figure) = figure.get_untracked() else {
            return;
        };
        let origin = figure.get_bounding_client_rect();
        let place = |word: &NodeRef<Span>| {
            let rect = word.get_untracked()?.get_bounding_client_rect();
            let (x, y) = (rect.left() - origin.left(), rect.top() - origin.top());
            Some(Place {
                left: x,
                top: y,
                right: x + rect.width(),
                bottom: y + rect.height(),
            })
        };
        let (Some(first), Some(other_first)) = (place(&english[0]), place(&french[0])) else {
            return;
        };
        let lie = Lie::of(first, other_first);
        let link = |&(e, f): &(usize, usize)| {
            Some(link_path(lie, place(&english[e])?, place(&french[f])?))
        };
        paths.set(LINKS.iter().filter_map(link).collect());
    };
    figure.on_load(move |_| request_animation_frame(measure));
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let word_view = move |word: Word, text: &'static str, node: NodeRef<Span>| {
        let is_lit = move || pointed.get().is_some_and(|pointed| pointed.concerns(word));
        view! {
            <span
                class="word"
                class:lit=is_lit
                node_ref=node
                on:pointerenter=move |_| pointed.set(Some(word))
                on:pointerleave=move |_| pointed.set(None)
            >
                {text}
            </span>
            " "
        }
    };
    let line =
        move |words: [&'static str; 6], nodes: [NodeRef<Span>; 6], name: fn(usize) -> Word| {
            words
                .into_iter()
                .zip(nodes)
                .enumerate()
                .map(move |(i, (text, node))| word_view(name(i), text, node))
                .collect_view()
        };
    let links = move || {
        let drawn = paths.get().into_iter().zip(LINKS);
        drawn
            .map(|(path, link)| {
                let is_lit = move || pointed.get().is_some_and(|word| word.has(link));
                view! { <path d=path pathLength="1" class:lit=is_lit /> }
            })
            .collect_view()
    };
    let pairs = LINKS.map(|(e, f)| view! { <li>{ENGLISH[e].trim_matches('.')} " → " {FRENCH[f].trim_matches('.')}</li> });

    view! {
        <figure class="sentence">
            <div class="sentence-lines" class:pointing=move || pointed.get().is_some() node_ref=figure>
                <p class="sentence-line english" lang="en">{line(ENGLISH, english, Word::English)}</p>
                <svg aria-hidden="true" focusable="false">{links}</svg>
                <p class="sentence-line french" lang="fr">{line(FRENCH, french, Word::French)}</p>
            </div>
            <ul class="visually-hidden" aria-label=label!(i18n, map.figure_label)>{pairs}</ul>
            <figcaption>{say!(i18n, map.figure_note)}</figcaption>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Place = Place {
        left: 0.0,
        top: 0.0,
        right: 40.0,
        bottom: 20.0,
    };

    #[test]
    fn every_word_is_linked() {
        for index in 0..6 {
            assert!(
                LINKS.iter().any(|&link| Word::English(index).has(link)),
                "{}",
                ENGLISH[index]
            );
            assert!(
                LINKS.iter().any(|&link| Word::French(index).has(link)),
                "{}",
                FRENCH[index]
            );
        }
    }

    #[test]
    fn pointing_lights_the_word_and_its_counterparts_only() {
        let teddy = Word::English(2);
        let lit: Vec<&str> = (0..6)
            .filter(|&f| teddy.concerns(Word::French(f)))
            .map(|f| FRENCH[f])
            .collect();
        assert_eq!(lit, ["en", "peluche"]);
        assert!(teddy.concerns(teddy) && !teddy.concerns(Word::English(3)));
    }

    #[test]
    fn links_run_down_or_sideways_as_the_lines_lie() {
        let below = Place {
            top: 100.0,
            bottom: 120.0,
            ..BOX
        };
        assert_eq!(Lie::of(BOX, below), Lie::Below);
        assert_eq!(
            link_path(Lie::Below, BOX, below),
            "M20.0 20.0C20.0 63.0 20.0 63.0 20.0 106.0"
        );
        let beside = Place {
            left: 100.0,
            right: 140.0,
            ..BOX
        };
        assert_eq!(Lie::of(BOX, beside), Lie::Beside);
        assert_eq!(
            link_path(Lie::Beside, BOX, beside),
            "M46.0 10.0C70.0 10.0 70.0 10.0 94.0 10.0"
        );
    }
}
