//! Start, pause, one step, from the beginning; how far it is and how fast it goes.

use super::context::{Phase, use_lab};
use super::notices::Notices;
use super::words::duration;
use crate::session::studio::lab::report::Pace;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use crate::viz::count::grouped;
use leptos::prelude::*;

#[component]
pub fn Controls() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let buttons = Memo::new(move |_| match lab.phase.get() {
        Phase::Making(_) => Phase::Running,
        phase => phase,
    });
    let cannot = move || !lab.can_begin();
    let main = move || {
        match buttons.get() {
        Phase::Idle => view! {
            <button type="button" class="button primary large" disabled=cannot on:click=move |_| lab.begin()>{say!(i18n, lab.start)}</button>
        }
        .into_any(),
        Phase::Running | Phase::Making(_) => view! {
            <button type="button" class="button primary large" on:click=move |_| lab.pause()>{say!(i18n, lab.pause)}</button>
        }
        .into_any(),
        Phase::Paused => view! {
            <button type="button" class="button primary large" on:click=move |_| lab.resume()>{say!(i18n, lab.resume)}</button>
        }
        .into_any(),
        Phase::Finished | Phase::Broken => view! {
            <button type="button" class="button primary large" disabled=cannot on:click=move |_| lab.begin()>{say!(i18n, lab.new_run)}</button>
        }
        .into_any(),
    }
    };
    let can_step = move || match buttons.get() {
        Phase::Idle => lab.can_begin(),
        phase => phase == Phase::Paused,
    };
    // Where Start is not to be had.
    let wants_pairs = move || {
        cannot().then(
            || view! { <p class="caption"><a href="#lab-own">{say!(i18n, lab.own_wanted)}</a></p> },
        )
    };
    let status = move || {
        let pace = lab.pace.get();
        match lab.phase.get() {
            Phase::Idle => t_string!(i18n, lab.idle).to_string(),
            Phase::Making(share) => t_string!(i18n, lab.making, percent = (share * 100.0).round()),
            Phase::Finished => t_string!(i18n, lab.finished, steps = pace.steps),
            Phase::Broken => t_string!(i18n, lab.broken).to_string(),
            Phase::Running | Phase::Paused => {
                let Pace { step, steps, .. } = pace;
                t_string!(
                    i18n,
                    lab.progress,
                    step = step,
                    steps = steps,
                    epochs = format!("{:.1}", pace.epochs)
                )
            }
        }
    };
    let speed = move || {
        let pace = lab.pace.get();
        let known = pace.tokens_per_second > 0.0;
        (known && lab.phase.get() != Phase::Finished).then(|| {
            t_string!(
                i18n,
                lab.speed,
                tokens = grouped(pace.tokens_per_second.round() as usize),
                left = duration(i18n, pace.seconds_left)
            )
        })
    };
    let share = move || match lab.phase.get() {
        Phase::Making(_) | Phase::Idle => 0.0,
        _ => {
            let pace = lab.pace.get();
            pace.step as f64 / pace.steps.max(1) as f64
        }
    };
    let facts = move || {
        lab.facts.get().map(|facts| {
            t_string!(
                i18n,
                lab.facts,
                parameters = grouped(facts.n_parameters),
                train = grouped(facts.n_train),
                held_out = facts.n_held_out,
                vocabulary = facts.vocab_size
            )
        })
    };
    view! {
        // Stays in view while the reader looks at the curves and the attention below it.
        <div class="lab-bar">
        <div class="lab-controls">
            {live(main)}
            <button type="button" class="button" disabled=move || !can_step() on:click=move |_| lab.one_step()>
                {say!(i18n, lab.one_step)}
            </button>
            <button type="button" class="button" disabled=move || buttons.get() == Phase::Idle on:click=move |_| lab.reset()>
                {say!(i18n, lab.reset)}
            </button>
        </div>
        <div class="lab-bar-status">
            <progress max="1" value=share aria-labelledby="lab-status"></progress>
            <p id="lab-status" class="num">{live_text(status)}</p>
        </div>
        </div>
        <div class="lab-progress">
            <label class="lab-stays">
                <input type="checkbox" prop:checked=move || lab.stays.get()
                    on:change=move |event| lab.stays.set(event_target_checked(&event)) />
                {say!(i18n, lab.stays)}
            </label>
            <p class="num caption">{live(speed)}</p>
            <p class="num caption">{live(facts)}</p>
            {live(wants_pairs)}
        </div>
        <Notices />
    }
}
