//! The knobs: four at first sight, the others behind “more”.

use super::context::use_lab;
use super::words::{knob_hint, knob_name, knob_value, setting_name};
use crate::nlp::autograd::ops::Convention;
use crate::session::studio::lab::config::{Corpus, Course, Knob, LabConfig};
use crate::session::studio::lab::report::Live;
use crate::ui::address::full_address;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, say};
use crate::ui::widgets::{CopyButton, Slider};
use leptos::prelude::*;

#[component]
pub fn Settings() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let dials = |knobs: &'static [Knob]| {
        let dial = |&knob| match knob {
            Knob::Seed => view! { <SeedField /> }.into_any(),
            knob => view! { <Dial knob /> }.into_any(),
        };
        knobs.iter().map(dial).collect_view()
    };
    static ALL: [Knob; 13] = Knob::ALL;
    let (first, more) = ALL.split_at(Knob::FIRST);
    // What the run that is on cannot take up.
    let pending = Memo::new(move |_| lab.pending());
    let note = move || {
        let pending = pending.get();
        (!pending.is_empty()).then(|| {
            let names: Vec<&str> = pending.iter().map(|&s| setting_name(i18n, s)).collect();
            view! {
                <div class="note">
                    <p>{t_string!(i18n, lab.needs_new_run, what = names.join(", "))}</p>
                    <button type="button" class="button primary" disabled=move || !lab.can_begin() on:click=move |_| lab.begin()>
                        {say!(i18n, lab.new_run)}
                    </button>
                </div>
            }
        })
    };
    view! {
        <section class="lab-settings" aria-labelledby="lab-settings-title">
            <h2 id="lab-settings-title">{say!(i18n, lab.settings)}</h2>
            {dials(first)}
            <details>
                <summary>{say!(i18n, lab.more)}</summary>
                <div class="lab-more">
                    {dials(more)}
                    <Choices />
                </div>
            </details>
            <div role="status">{live(note)}</div>
            <p class="lab-settings-foot">
                <button type="button" class="button" on:click=move |_| lab.settings.set(LabConfig::default())>
                    {say!(i18n, lab.defaults)}
                </button>
                <CopyButton
                    text=Callback::new(move |()| full_address(&lab.settings.read_untracked().to_query()))
                    label=label!(i18n, lab.copy_link)
                />
            </p>
        </section>
    }
}

/// A knob that has a list of values.
#[component]
fn Dial(knob: Knob) -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let values = knob.values();
    let index_of = move |value: f64| values.iter().position(|&v| v == value).unwrap_or(0) as f64;
    let at = RwSignal::new(index_of(lab.settings.read_untracked().get(knob)));
    let value_at = move |at: f64| values.get(at as usize).copied().unwrap_or_default();
    // The settings can also be changed from elsewhere: a link, a dare, “default settings”.
    Effect::new(move |_| {
        let index = index_of(lab.settings.read().get(knob));
        if index != at.get_untracked() {
            at.set(index);
        }
    });
    Effect::new(move |before: Option<f64>| {
        let value = value_at(at.get());
        if before.is_some_and(|before| before != value) {
            if lab.settings.read_untracked().get(knob) != value {
                lab.settings.update(|settings| settings.set(knob, value));
            }
            let live = match knob {
                Knob::Epsilon => Some(Live::Epsilon(value)),
                Knob::LearningRate => Some(Live::LearningRate(value)),
                Knob::Dropout => Some(Live::Dropout(value)),
                _ => None,
            };
            // A run that was begun with this value has it already.
            let config = lab.config.get_untracked();
            if let Some(live) = live
                && config.is_some_and(|config| config.get(knob) != value)
            {
                lab.change(live);
            }
        }
        value
    });
    view! {
        <Slider
            label=Signal::derive(move || knob_name(i18n, knob).to_owned())
            value=at
            min=0.0
            max=(values.len() - 1) as f64
            step=1.0
            shown=Callback::new(move |at| knob_value(i18n, knob, value_at(at)))
            hint=Signal::derive(move || knob_hint(i18n, knob).to_owned())
        />
    }
}

#[component]
fn SeedField() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    view! {
        <label class="field">
            {say!(i18n, lab.seed)}
            <input type="number" min="0" max=Knob::SEEDS step="1"
                prop:value=move || lab.settings.read().seed.to_string()
                on:change=move |event| {
                    if let Ok(seed) = event_target_value(&event).parse() {
                        lab.settings.update(|settings| settings.set(Knob::Seed, seed));
                    }
                } />
            <span class="hint">{say!(i18n, lab.seed_hint)}</span>
        </label>
    }
}

/// What is one of a few: pairs, course of the learning rate, convention of the smoothing.
#[component]
fn Choices() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let corpus = move |own: Corpus, name: Signal<String>| {
        let pressed = move || (lab.settings.read().corpus == own).to_string();
        view! {
            <button type="button" aria-pressed=pressed
                on:click=move |_| lab.settings.update(|s| s.corpus = own)>{name}</button>
        }
    };
    let course = move |own: Course, name: Signal<String>| {
        let pressed = move || (lab.settings.read().course == own).to_string();
        view! {
            <button type="button" aria-pressed=pressed
                on:click=move |_| lab.settings.update(|s| s.course = own)>{name}</button>
        }
    };
    let convention = move |own: Convention, name: Signal<String>| {
        let pressed = move || (lab.settings.read().convention == own).to_string();
        view! {
            <button type="button" aria-pressed=pressed
                on:click=move |_| lab.settings.update(|s| s.convention = own)>{name}</button>
        }
    };
    view! {
        <div class="lab-choice">
            <p>{say!(i18n, lab.corpus)}</p>
            <div class="segmented" role="group" aria-label=label!(i18n, lab.corpus)>
                {corpus(Corpus::Simple, label!(i18n, lab.corpus_simple))}
                {corpus(Corpus::Grammar, label!(i18n, lab.corpus_grammar))}
                {corpus(Corpus::Own, label!(i18n, lab.corpus_own))}
            </div>
        </div>
        <div class="lab-choice">
            <p>{say!(i18n, lab.course)}</p>
            <div class="segmented" role="group" aria-label=label!(i18n, lab.course)>
                {course(Course::Fall, label!(i18n, lab.course_fall))}
                {course(Course::InverseRoot, label!(i18n, lab.course_root))}
                {course(Course::Constant, label!(i18n, lab.course_constant))}
            </div>
        </div>
        <div class="lab-choice">
            <p>{say!(i18n, lab.convention)}</p>
            <div class="segmented" role="group" aria-label=label!(i18n, lab.convention)>
                {convention(Convention::Others, label!(i18n, lab.convention_others))}
                {convention(Convention::All, label!(i18n, lab.convention_all))}
            </div>
        </div>
    }
}
