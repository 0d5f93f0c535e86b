//! The page's elements: what there is, what is shown, how large.

use super::PRESENT;
use super::slides::{Kind, Piece, Slide, first_own, fitted, slides, text_width};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What is not on the slide.
const AWAY: &str = "data-away";
/// On the lesson's head where it only serves as a heading.
const SMALL: &str = "data-small";
/// The root's font size.
const SIZE: &str = "--present-size";

/// What elements are, the first that fits; all else is a control.
const KINDS: &[(Kind, &str)] = &[
    (Kind::Title, ".lesson-header"),
    (
        Kind::Aside,
        "link, .present-bar, .dare, .mem-dares, .lesson-terms, p.caption, .visually-hidden, .tr-file > *, .lab-files > *, \
         .clear-data",
    ),
    (Kind::Heading, "h2"),
    (Kind::Question, ".predict"),
    (
        Kind::Carried,
        "#rn-gates .rn-steps, #rn-gates .token-strip, .vec-tools, .vec-controls, .tf-map > .tf-columns, .lab-bar",
    ),
    (
        Kind::Figure,
        ".figure, figure, .table-scroll, dl, .walk, .tr-lines, .lab-bench, .tok-cases, .ta-cards, .tr-heads, .spread, \
         .tr-tensors, .mem-quality, .heatmap, .line-chart, .sm-two, #rn-kept, .rn-map, .vec-update, .vec-two, \
         .tf-block-view, .lab-curves, .lab-attention",
    ),
    (
        Kind::Prose,
        "p:not(.row), pre, h3, .reading:not(section), .mem-formulas",
    ),
];
/// Sections that stay in one piece.
const WHOLE: &str = ".predict, .walk";
/// A column of text with the heading in it, and figures that are too much for one screen: in pieces, too.
const PARTED: &str = "div.reading:has(> h2), #rn-gates, #rn-gates > .rn-shown, #vec-lab, .tf-map, .lab-bench, .lab-run";

/// A lesson as it stands on the page now.
pub struct Stage {
    elements: Vec<Element>,
    sections: Vec<Element>,
    pub slides: Vec<Slide>,
}

fn matches(element: &Element, selector: &str) -> bool {
    element.matches(selector).unwrap_or(false)
}

fn children(element: &Element) -> impl Iterator<Item = Element> {
    std::iter::successors(element.first_element_child(), |child| {
        child.next_element_sibling()
    })
}

fn kind(element: &Element) -> Kind {
    let is_empty = element.first_element_child().is_none()
        && element.text_content().is_none_or(|t| t.trim().is_empty());
    if is_empty {
        return Kind::Aside;
    }
    let found = KINDS
        .iter()
        .find(|(_, selector)| matches(element, selector));
    found.map_or(Kind::Control, |(kind, _)| *kind)
}

/// The lesson that is on the page.
pub fn article() -> Option<Element> {
    document().query_selector("main article.lesson").ok()?
}

impl Stage {
    pub fn read() -> Option<Stage> {
        let article = article()?;
        let mut stage = Stage {
            elements: Vec::new(),
            sections: Vec::new(),
            slides: Vec::new(),
        };
        let mut pieces = Vec::new();
        for (i, child) in children(&article).enumerate() {
            let is_section = child.tag_name() == "SECTION" && !matches(&child, WHOLE);
            if is_section || matches(&child, PARTED) {
                stage.add_parts_of(child, i + 1, &mut pieces);
            } else {
                // Text between sections goes with what is there.
                let is_text = matches!(kind(&child), Kind::Title | Kind::Prose);
                stage.add(child, if is_text { 0 } else { i + 1 }, &mut pieces);
            }
        }
        stage.slides = slides(&pieces);
        Some(stage)
    }

    fn add(&mut self, element: Element, section: usize, pieces: &mut Vec<Piece>) {
        pieces.push(Piece {
            kind: kind(&element),
            section,
            width: text_width(&element.text_content().unwrap_or_default()),
        });
        self.elements.push(element);
    }

    fn add_parts_of(&mut self, element: Element, section: usize, pieces: &mut Vec<Piece>) {
        for part in children(&element) {
            if matches(&part, PARTED) {
                self.add_parts_of(part, section, pieces);
            } else {
                self.add(part, section, pieces);
            }
        }
        self.sections.push(element);
    }

    /// The element that slide `n` begins with, what it has in common with slides before it aside.
    pub fn first(&self, n: usize) -> Option<&Element> {
        self.elements.get(first_own(&self.slides, n)?)
    }

    /// The slide with this element.
    pub fn slide_with(&self, element: &Element) -> Option<usize> {
        let i = self.elements.iter().position(|e| e == element)?;
        super::slides::slide_of(&self.slides, i)
    }

    /// The slide with the element called `id`, or with what that is a part of.
    pub fn slide_of_id(&self, id: &str) -> Option<usize> {
        let element = document().get_element_by_id(id)?;
        let i = self
            .elements
            .iter()
            .position(|e| e.contains(Some(&element)))?;
        super::slides::slide_of(&self.slides, i)
    }

    /// The slide of what a reader sees at the top third of the window; on the page as it is read.
    pub fn slide_in_view(&self) -> usize {
        if window().scroll_y().unwrap_or_default() < 1.0 {
            return 0;
        }
        let line = window_height() * 0.4;
        let begins_above = |n: &usize| {
            self.first(*n)
                .is_some_and(|e| e.get_bounding_client_rect().top() < line)
        };
        (0..self.slides.len())
            .filter(begins_above)
            .max()
            .unwrap_or(0)
    }

    /// The heading over slide `n`: its own, or the lesson's.
    pub fn heading(&self, n: usize) -> Option<HtmlElement> {
        let slide = self.slides.get(n)?;
        let element = self.elements.get(slide.heading.unwrap_or(slide.shown[0]))?;
        let own = match matches(element, "h2") {
            true => Some(element.clone()),
            false => element.query_selector("h1").ok().flatten(),
        };
        own.or_else(|| article()?.query_selector("h1").ok()?)?
            .dyn_into()
            .ok()
    }

    /// Puts everything away but slide `n`.
    pub fn show(&self, n: usize) {
        let Some(slide) = self.slides.get(n) else {
            return;
        };
        let is_shown = |i: usize| slide.heading == Some(i) || slide.shown.contains(&i);
        for (i, element) in self.elements.iter().enumerate() {
            if matches(element, ".present-bar") {
                continue;
            }
            let _ = element.toggle_attribute_with_force(AWAY, !is_shown(i));
            if matches(element, ".lesson-header") {
                let _ = element.toggle_attribute_with_force(SMALL, slide.heading == Some(i));
            }
        }
        for section in &self.sections {
            let inside = |i: usize| is_shown(i) && section.contains(Some(&self.elements[i]));
            let is_away = !(0..self.elements.len()).any(inside);
            let _ = section.toggle_attribute_with_force(AWAY, is_away);
        }
    }
}

/// Says on the root that the page is presented.
pub fn begin() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(PRESENT, "");
    }
}

/// The page as it is read.
pub fn end() {
    if let Some(root) = document().document_element() {
        let _ = root.remove_attribute(PRESENT);
        let _ = root
            .unchecked_into::<HtmlElement>()
            .style()
            .remove_property(SIZE);
    }
    for mark in [AWAY, SMALL] {
        while let Ok(Some(element)) = document().query_selector(&format!("[{mark}]")) {
            let _ = element.remove_attribute(mark);
        }
    }
}

fn length(value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>) -> f64 {
    value.ok().and_then(|v| v.as_f64()).unwrap_or_default()
}

pub fn window_height() -> f64 {
    length(window().inner_height())
}

/// How much taller than the window the slide is.
pub fn overflow() -> f64 {
    let page = document().query_selector(".page").ok().flatten();
    page.map_or(0.0, |page| f64::from(page.scroll_height())) - window_height()
}

/// Gives the text the largest size with which the slide fits. What is too much for the least that can be read from the
/// last row keeps that size and scrolls.
pub fn fit() {
    let Some(root) = document().document_element() else {
        return;
    };
    let style = root.unchecked_into::<HtmlElement>().style();
    let (height, width) = (window_height(), length(window().inner_width()));
    let most = (0.055 * height).min(0.031 * width);
    let least = (0.0225 * height).min(0.014 * width).max(16.0);
    let set = |size: f64| {
        let _ = style.set_property(SIZE, &format!("{size:.2}px"));
    };
    let size = fitted(least, most.max(least), |size| {
        set(size);
        overflow() <= 0.0
    });
    set(size);
}
