//! W4: the words of the small text as points, and who is near whom.

use super::context::use_vectors;
use crate::session::studio::vectors::LabFrame;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text};
use crate::ui::widgets::{height_in_a_room, use_width};
use crate::viz::number::format_value;
use crate::viz::word_map::WordMap;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// Drawn for the room it has, so that the words are as large on a phone as elsewhere.
fn size_in(width: f64, height: f64) -> (f64, f64) {
    (width, (0.7 * width).clamp(300.0, 460.0).min(height))
}

#[component]
pub fn MapFigure() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let frame = lesson.frame.value;
    // By word, so that it stays chosen when the text changes.
    let chosen = RwSignal::new(String::from("teddy"));
    let place = move |f: &LabFrame| {
        f.words
            .iter()
            .position(|word| *word == chosen.read().as_str())
    };
    let plane = NodeRef::new();
    let width = use_width(plane);
    let size = Memo::new(move |_| size_in(width.get(), height_in_a_room(plane)));
    let map = Memo::new(move |_| {
        let frame = frame.read();
        frame.as_deref().map(|f| {
            let chosen = place(f);
            let near = chosen.and_then(|i| f.neighbours.get(i));
            let near = near.into_iter().flatten().map(|&(j, _)| j as usize);
            let marked: Vec<usize> = chosen.into_iter().chain(near).collect();
            WordMap::new(&f.map, &f.words, &marked, size.get())
        })
    });
    let count = Memo::new(move |_| frame.with(|f| f.as_ref().map_or(0, |f| f.words.len())));
    let choose = move |i: usize| {
        let word = frame.with_untracked(|f| f.as_ref().and_then(|f| f.words.get(i).cloned()));
        if let Some(word) = word {
            chosen.set(word);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let n = count.get_untracked();
        let here = frame.with_untracked(|f| {
            let words = f.as_ref().map_or(&[][..], |f| &f.words);
            words.iter().position(|w| *w == chosen.get_untracked())
        });
        let next = match (event.key().as_str(), here) {
            ("ArrowRight" | "ArrowDown", here) => here.map_or(0, |i| i + 1),
            ("ArrowLeft" | "ArrowUp", here) => here.map_or(0, |i| i.saturating_sub(1)),
            ("Home", _) => 0,
            ("End", _) => n.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        choose(next.min(n.saturating_sub(1)));
    };
    // The points stay the same elements from frame to frame, so that they move rather than jump.
    let points = move || {
        let word = move |i: usize| {
            let at = move || map.with(|m| m.as_ref().and_then(|m| m.words.get(i).cloned()));
            let name = move || {
                frame.with(|f| {
                    f.as_ref()
                        .and_then(|f| f.words.get(i).cloned())
                        .unwrap_or_default()
                })
            };
            let is_chosen = move || name() == chosen.get();
            let is_near = move || {
                frame.with(|f| {
                    let f = f.as_ref()?;
                    let near = f.neighbours.get(place(f)?)?;
                    Some(near.iter().any(|&(j, _)| j as usize == i))
                }) == Some(true)
            };
            let place = move || {
                let (x, y) = at().map_or((0.0, 0.0), |p| (p.x, p.y));
                format!("translate({x:.2}px, {y:.2}px)")
            };
            let label = move || {
                let p = at()?;
                let spot = p.label?;
                let (x, y) = (spot.x - p.x, spot.y - p.y);
                Some(view! { <text x=x y=y text-anchor=spot.anchor.name()>{name()}</text> })
            };
            view! {
                <g class="vec-point" class:chosen=is_chosen class:near=is_near style:transform=place
                    on:click=move |_| choose(i)>
                    <circle r="3.5" />
                    <circle class="hit" r="13" />
                    {live(label)}
                </g>
            }
        };
        (0..count.get()).map(word).collect_view()
    };
    let near = move || {
        let frame = frame.get();
        let f = frame.as_deref()?;
        let near = f.neighbours.get(place(f)?)?;
        let item = |&(j, cosine): &(u32, f32)| {
            let word = f.words[j as usize].clone();
            view! { <li><span class="vec-near-word">{word}</span><span class="num">{format_value(cosine)}</span></li> }
        };
        Some(near.iter().map(item).collect_view())
    };
    let title = move || t_string!(i18n, vectors.map.near, word = chosen.get());
    view! {
        <div class="vec-map" id="vec-map">
            <p class="line-chart-title">{prose!(i18n, vectors.map.title)}</p>
            <div class="vec-map-plane" node_ref=plane role="group" tabindex="0" aria-label=label!(i18n, vectors.map.label) on:keydown=on_key>
                <svg viewBox=move || size.with(|(w, h)| format!("0 0 {w} {h}")) aria-hidden="true">{live(points)}</svg>
            </div>
            <p class="caption">{live_text(title)}</p>
            <div role="status"><ol class="vec-near" role="list" data-testid="near">{live(near)}</ol></div>
        </div>
    }
}
