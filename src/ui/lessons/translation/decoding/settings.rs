//! How to decode, and its settings. What was set for one method is still there after a look at another.

use crate::session::link::{DEFAULT_BEAM, DEFAULT_SAMPLE};
use crate::session::protocol::Decoding;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::say::{label, live, say};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Greedy,
    Beam,
    Sample,
}

fn method_of(decoding: &Decoding) -> Method {
    match decoding {
        Decoding::Greedy => Method::Greedy,
        Decoding::Beam { .. } => Method::Beam,
        Decoding::Sample { .. } => Method::Sample,
    }
}

/// The switch between the methods, with the controls of the one that is chosen.
#[component]
pub fn Settings() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let decoding = lesson.decoding;
    let (beam, sample) = (
        StoredValue::new(DEFAULT_BEAM),
        StoredValue::new(DEFAULT_SAMPLE),
    );
    let remember = move |decoding: &Decoding| match method_of(decoding) {
        Method::Greedy => {}
        Method::Beam => beam.set_value(decoding.clone()),
        Method::Sample => sample.set_value(decoding.clone()),
    };
    let method = Memo::new(move |_| method_of(&decoding.read()));
    let choose = move |wanted: Method| {
        remember(&decoding.get_untracked());
        decoding.set(match wanted {
            Method::Greedy => Decoding::Greedy,
            Method::Beam => beam.get_value(),
            Method::Sample => sample.get_value(),
        });
        lesson.translate();
    };
    let button = move |own: Method, label: Signal<&'static str>| {
        view! {
            <button type="button" aria-pressed=move || (method.get() == own).to_string()
                on:click=move |_| choose(own)>{label}</button>
        }
    };
    view! {
        <div class="segmented" role="group" aria-label=label!(i18n, translation.method)>
            {button(Method::Greedy, Signal::derive(move || t_string!(i18n, translation.greedy)))}
            {button(Method::Beam, Signal::derive(move || t_string!(i18n, translation.beam)))}
            {button(Method::Sample, Signal::derive(move || t_string!(i18n, translation.sampling)))}
        </div>
        {live(move || match method.get() {
            Method::Greedy => view! { <p>{prose!(i18n, translation.about_greedy)}</p> }.into_any(),
            Method::Beam => view! { <BeamSettings /> }.into_any(),
            Method::Sample => view! { <SampleSettings /> }.into_any(),
        })}
    }
}

#[component]
fn BeamSettings() -> impl IntoView {
    let i18n = use_i18n();
    let decoding = use_lesson().decoding;
    let size = move || match decoding.get() {
        Decoding::Beam { size, .. } => size as f32,
        _ => 1.0,
    };
    let penalty = move || match decoding.get() {
        Decoding::Beam { length_penalty, .. } => length_penalty,
        _ => 1.0,
    };
    let set_size = move |n: f32| {
        decoding.update(|d| {
            if let Decoding::Beam { size, .. } = d {
                *size = n as usize;
            }
        });
    };
    let set_penalty = move |x: f32| {
        decoding.update(|d| {
            if let Decoding::Beam { length_penalty, .. } = d {
                *length_penalty = x;
            }
        });
    };
    view! {
        <p>{prose!(i18n, translation.about_beam)}</p>
        <div class="tr-sliders">
            <Slider label=Signal::derive(move || t_string!(i18n, translation.beam_size))
                range=(1.0, 8.0, 1.0) value=Signal::derive(size) set=Callback::new(set_size) />
            <Slider label=Signal::derive(move || t_string!(i18n, translation.length_penalty))
                range=(0.0, 2.0, 0.1) value=Signal::derive(penalty) set=Callback::new(set_penalty) />
        </div>
    }
}

#[component]
fn SampleSettings() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let decoding = lesson.decoding;
    let get = move || match decoding.get() {
        Decoding::Sample {
            temperature,
            top_k,
            top_p,
            seed,
        } => (temperature, top_k, top_p, seed),
        _ => (1.0, 0, 1.0, 1),
    };
    let change = move |f: &dyn Fn(&mut f32, &mut usize, &mut f32, &mut u64)| {
        decoding.update(|d| {
            if let Decoding::Sample {
                temperature,
                top_k,
                top_p,
                seed,
            } = d
            {
                f(temperature, top_k, top_p, seed);
            }
        });
    };
    let draw_again = move |_| {
        change(&|_, _, _, seed| *seed = seed.wrapping_add(1));
        lesson.translate();
    };
    let set_seed = move |event| {
        if let Ok(new) = event_target_value(&event).trim().parse() {
            change(&|_, _, _, seed| *seed = new);
            lesson.translate();
        }
    };
    view! {
        <p>{prose!(i18n, translation.about_sampling)}</p>
        <div class="tr-sliders">
            <Slider label=Signal::derive(move || t_string!(i18n, translation.temperature))
                range=(0.0, 2.0, 0.05) value=Signal::derive(move || get().0)
                set=Callback::new(move |x| change(&|t, _, _, _| *t = x)) />
            <Slider label=Signal::derive(move || t_string!(i18n, translation.top_k))
                range=(0.0, 50.0, 1.0) value=Signal::derive(move || get().1 as f32)
                set=Callback::new(move |x| change(&|_, k, _, _| *k = x as usize)) />
            <Slider label=Signal::derive(move || t_string!(i18n, translation.top_p))
                range=(0.05, 1.0, 0.05) value=Signal::derive(move || get().2)
                set=Callback::new(move |x| change(&|_, _, p, _| *p = x)) />
        </div>
        <div class="row">
            <div class="field tr-seed">
                <label for="tr-seed">{say!(i18n, translation.seed)}</label>
                <input id="tr-seed" type="number" min="0" step="1" prop:value=move || get().3.to_string()
                    on:change=set_seed />
            </div>
            <button type="button" class="button" on:click=draw_again>{say!(i18n, translation.draw_again)}</button>
        </div>
    }
}

/// A slider whose value acts at once on what is drawn, and on the sentence when it is let go.
#[component]
fn Slider(
    label: Signal<&'static str>,
    /// Least, most, step.
    range: (f32, f32, f32),
    value: Signal<f32>,
    set: Callback<f32>,
) -> impl IntoView {
    let lesson = use_lesson();
    let (least, most, step) = range;
    let shown = move || {
        let value = value.get();
        if step >= 1.0 {
            format!("{value:.0}")
        } else {
            format!("{value:.2}")
        }
    };
    let on_input = move |event| {
        if let Ok(value) = event_target_value(&event).parse::<f32>() {
            set.run(value.clamp(least, most));
        }
    };
    view! {
        <label class="slider">
            <span class="label">{label}</span>
            <input type="range" min=least max=most step=step prop:value=move || value.get().to_string()
                on:input=on_input on:change=move |_| lesson.translate() />
            <output class="num">{shown}</output>
        </label>
    }
}
