//! W2: the cosine as an angle between two arrows that can be dragged.

use super::context::use_vectors;
use super::copy_link::CopyLink;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use crate::ui::widgets::{Dare, MathView, Predict};
use crate::viz::number::format_digits;
use leptos::prelude::*;
use leptos::svg::Svg;
use web_sys::{KeyboardEvent, PointerEvent};

/// Half the plane's side, in units and in the drawing.
const REACH: i32 = 45;
const UNIT: f64 = 4.6;
const HALF: f64 = REACH as f64 * UNIT;

#[component]
pub fn AngleSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let arrows = Memo::new(move |_| lesson.arrows());
    let choices = move || {
        vec![
            t_string!(i18n, vectors.angle.choice_double).to_string(),
            t_string!(i18n, vectors.angle.choice_same).to_string(),
            t_string!(i18n, vectors.angle.choice_half).to_string(),
        ]
    };
    let words = move || {
        let arrows = arrows.get();
        let (Some(cosine), Some(degrees)) = (arrows.cosine(), arrows.degrees()) else {
            return t_string!(i18n, vectors.angle.none).to_string();
        };
        let meaning = match cosine {
            c if c > 0.9 => t_string!(i18n, vectors.angle.same),
            c if c > 0.25 => t_string!(i18n, vectors.angle.near),
            c if c > -0.25 => t_string!(i18n, vectors.angle.orthogonal),
            c if c > -0.9 => t_string!(i18n, vectors.angle.away),
            _ => t_string!(i18n, vectors.angle.opposite),
        };
        t_string!(
            i18n,
            vectors.angle.says,
            degrees = format!("{degrees:.0}"),
            dot = format_digits(arrows.dot(), 3),
            meaning = meaning
        )
    };
    let set = move |a: (i32, i32), b: (i32, i32)| {
        lesson.a.set(a);
        lesson.b.set(b);
    };
    view! {
        <section class="vec-section" aria-labelledby="vec-angle-title">
            <h2 id="vec-angle-title">{say!(i18n, vectors.angle.heading)}</h2>
            <p>{say!(i18n, vectors.angle.text)}</p>
            <figure class="figure vec-angle" id="vec-angle">
                <Plane />
                <div class="vec-angle-words">
                    <MathView math=Signal::derive(move || arrows.get().dot_formula()) />
                    <MathView math=Signal::derive(move || arrows.get().formula()) />
                    <p class="num" role="status" data-testid="angle">{live_text(words)}</p>
                    <p class="caption">{say!(i18n, vectors.angle.hint)}</p>
                    <CopyLink />
                </div>
            </figure>
            <Predict
                question=Signal::derive(move || t_string!(i18n, vectors.angle.question).to_string())
                choices=Signal::derive(choices)
                right=1
            >
                <p>{say!(i18n, vectors.angle.answer)}</p>
            </Predict>
            <Dare watch="vec-angle" text=Signal::derive(move || t_string!(i18n, vectors.angle.dare_orthogonal).to_string())
                on_try=move |()| set((30, 10), (-10, 30)) />
            <Dare watch="vec-angle" text=Signal::derive(move || t_string!(i18n, vectors.angle.dare_norm).to_string())
                on_try=move |()| set((40, 10), (8, 2)) />
        </section>
    }
}

/// The plane with its two arrows.
#[component]
fn Plane() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let svg = NodeRef::<Svg>::new();
    // Which arrow the pointer holds.
    let held = RwSignal::new(None::<RwSignal<(i32, i32)>>);
    let follow = move |event: PointerEvent| {
        let (Some(arrow), Some(svg)) = (held.get_untracked(), svg.get_untracked()) else {
            return;
        };
        let rect = svg.get_bounding_client_rect();
        if rect.width() <= 0.0 {
            return;
        }
        let at = |client: i32, start: f64, size: f64| {
            let share = (f64::from(client) - start) / size * 2.0 - 1.0;
            (share * f64::from(REACH))
                .round()
                .clamp(-f64::from(REACH), f64::from(REACH)) as i32
        };
        let x = at(event.client_x(), rect.left(), rect.width());
        let y = -at(event.client_y(), rect.top(), rect.height());
        arrow.set((x, y));
    };
    let arrow = move |name: &'static str, class: &'static str, at: RwSignal<(i32, i32)>| {
        let tip = move || (f64::from(at.get().0) * UNIT, -f64::from(at.get().1) * UNIT);
        let on_key = move |event: KeyboardEvent| {
            let (x, y) = at.get_untracked();
            let (x, y) = match event.key().as_str() {
                "ArrowLeft" => (x - 1, y),
                "ArrowRight" => (x + 1, y),
                "ArrowUp" => (x, y + 1),
                "ArrowDown" => (x, y - 1),
                _ => return,
            };
            event.prevent_default();
            at.set((x.clamp(-REACH, REACH), y.clamp(-REACH, REACH)));
        };
        let value = move || {
            let (x, y) = at.get();
            let of = |v: i32| format_digits(v as f32 / 10.0, 2);
            t_string!(i18n, vectors.angle.arrow, name = name, x = of(x), y = of(y))
        };
        view! {
            <g class=class>
                <line x1="0" y1="0" x2=move || tip().0 y2=move || tip().1 />
                <circle class="ring" cx=move || tip().0 cy=move || tip().1 r="16" aria-hidden="true" />
                <circle class="tip" cx=move || tip().0 cy=move || tip().1 r="11" tabindex="0" role="slider"
                    aria-label=name aria-valuemin=-REACH aria-valuemax=REACH
                    aria-valuenow=move || at.get().0 aria-valuetext=value
                    on:keydown=on_key
                    on:pointerdown=move |event| {
                        event.prevent_default();
                        if let Some(svg) = svg.get_untracked() {
                            let _ = svg.set_pointer_capture(event.pointer_id());
                        }
                        held.set(Some(at));
                    } />
                <text x=move || tip().0 y=move || tip().1 + 5.0 aria-hidden="true">{name}</text>
            </g>
        }
    };
    let grid: String = (-4..=4)
        .map(|i| {
            let at = f64::from(i * 10) * UNIT;
            format!("M{at} -{HALF}V{HALF}M-{HALF} {at}H{HALF}")
        })
        .collect();
    let tick = |at: i32| {
        let (place, name) = (f64::from(at * 10) * UNIT, format_digits(at as f32, 1));
        view! {
            <text class="tick" x=place y="16" aria-hidden="true">{name.clone()}</text>
            <text class="tick" x="-12" y=4.0 - place aria-hidden="true">{name}</text>
        }
    };
    let ticks = [-4, -2, 2, 4].map(tick).collect_view();
    let size = 2.0 * HALF;
    view! {
        <svg class="vec-plane" node_ref=svg viewBox=format!("-{HALF} -{HALF} {size} {size}") role="group"
            aria-label=move || t_string!(i18n, vectors.angle.label)
            on:pointermove=follow
            on:pointerup=move |_| held.set(None)
            on:pointercancel=move |_| held.set(None)>
            <path class="grid" d=grid />
            <path class="axes" d=format!("M0 -{HALF}V{HALF}M-{HALF} 0H{HALF}") />
            {ticks}
            <path class="arc" d=move || lesson.arrows().arc(34.0) />
            {live(move || arrow("a", "a", lesson.a))}
            {live(move || arrow("b", "b", lesson.b))}
        </svg>
    }
}
