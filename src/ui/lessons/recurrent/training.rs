//! R5: an RNN and an LSTM learn the same sentences in the page, and write.

use super::context::use_recurrent;
use super::copy_link::CopyLink;
use super::run::{Phase, Run};
use crate::session::studio::recurrent::training::{MAX_STEPS, Point, WIDTHS, Written};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Dare, LineChartView, Predict, Slider};
use crate::viz::count::grouped;
use crate::viz::line_chart::{Axis, LineChart, Series};
use leptos::prelude::*;
use std::sync::Arc;

/// A text to begin with, for a reader who wants one of their own.
const OWN: &str = "A cute teddy bear is reading a book.\nA soft teddy bear is reading.\nThe girl is reading a story.\n\
                   The boy is singing a song.\nA small bear is singing.\nThe bear reads the book.\n\
                   The girl sings a song.\nThe boy likes the bear.";

#[component]
pub fn TrainingSection() -> impl IntoView {
    let i18n = use_i18n();
    let run = use_recurrent().run;
    let choices = move || {
        [
            t_string!(i18n, recurrent.training.choice_vocabulary),
            t_string!(i18n, recurrent.training.choice_length),
            t_string!(i18n, recurrent.training.choice_us),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let try_width = move |hidden: usize| {
        run.reset();
        run.hidden.set(hidden);
        run.steps(300);
    };
    view! {
        <section class="rn-section" aria-labelledby="rn-training-title">
            <div class="reading">
                <h2 id="rn-training-title">{say!(i18n, recurrent.training.heading)}</h2>
                <p>{say!(i18n, recurrent.training.text)}</p>
            </div>
            <div class="figure rn-figure" id="rn-training">
                <Settings />
                <Controls />
                <TroubleNote trouble=run.trouble />
                <Curves />
                <Writing />
            </div>
            <Predict question=label!(i18n, recurrent.training.question) choices=Signal::derive(choices) right=2>
                <p>{say!(i18n, recurrent.training.answer)}</p>
            </Predict>
            <Dare watch="rn-training" text=label!(i18n, recurrent.training.dare_narrow)
                on_try=Callback::new(move |()| try_width(4)) />
            <Dare watch="rn-writing" text=label!(i18n, recurrent.training.dare_hot)
                on_try=Callback::new(move |()| {
                    run.temperature.set(2.0);
                    if run.phase.get_untracked() == Phase::Idle {
                        run.steps(300);
                    } else {
                        run.write();
                    }
                }) />
        </section>
    }
}

/// What is learnt from, how wide, from which random numbers. A change begins anew.
#[component]
fn Settings() -> impl IntoView {
    let i18n = use_i18n();
    let run = use_recurrent().run;
    let source = move |own: bool, name: Signal<String>| {
        let choose = move |_| {
            if run.own.read_untracked().is_some() != own {
                run.reset();
                run.own.set(own.then(|| OWN.to_owned()));
            }
        };
        view! {
            <button type="button" aria-pressed=move || (run.own.read().is_some() == own).to_string()
                on:click=choose>{live_text(move || name.get())}</button>
        }
    };
    let width = move |hidden: usize| {
        let choose = move |_| {
            if run.hidden.get_untracked() != hidden {
                run.reset();
                run.hidden.set(hidden);
            }
        };
        view! {
            <button type="button" aria-pressed=move || (run.hidden.get() == hidden).to_string()
                on:click=choose>{hidden}</button>
        }
    };
    let has_own = Memo::new(move |_| run.own.read().is_some());
    let own = move || run.own.get().unwrap_or_default();
    view! {
        <div class="rn-settings">
            <div>
                <span class="rn-hold-name">{say!(i18n, recurrent.training.source)}</span>
                <div class="segmented" role="group" aria-label=label!(i18n, recurrent.training.source)>
                    {source(false, label!(i18n, recurrent.training.captions))}
                    {source(true, label!(i18n, recurrent.training.own))}
                </div>
            </div>
            <div>
                <span class="rn-hold-name">{say!(i18n, recurrent.training.width)}</span>
                <div class="segmented" role="group" aria-label=label!(i18n, recurrent.training.width)>
                    {WIDTHS.map(width).collect_view()}
                </div>
            </div>
            <label class="field rn-seed">
                {say!(i18n, recurrent.training.seed)}
                <input type="number" min="0" max="99999" step="1" prop:value=move || run.seed.get().to_string()
                    on:change=move |event| {
                        if let Ok(seed) = event_target_value(&event).parse() {
                            run.reset();
                            run.seed.set(seed);
                        }
                    } />
            </label>
        </div>
        <Show when=move || has_own.get()>
            <label class="field">
                {say!(i18n, recurrent.training.own_text)}
                <textarea rows="5" lang="en" spellcheck="false" maxlength="4000" prop:value=own
                    on:change=move |event| {
                        run.reset();
                        run.own.set(Some(event_target_value(&event)));
                    }></textarea>
            </label>
        </Show>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let i18n = use_i18n();
    let run = use_recurrent().run;
    let is_running = Memo::new(move |_| run.phase.get() == Phase::Running);
    let is_over = move || run.phase.get() == Phase::Finished;
    let toggle = move |_| match run.phase.get_untracked() {
        Phase::Running => run.pause(),
        Phase::Finished => {
            run.reset();
            run.resume();
        }
        Phase::Idle | Phase::Paused => run.resume(),
    };
    let more = move |n: u32| {
        view! {
            <button type="button" class="button" disabled=move || is_running.get() || is_over()
                on:click=move |_| run.steps(n)>
                {live_text(move || t_string!(i18n, recurrent.training.more, n = n))}
            </button>
        }
    };
    let status = move || {
        let step = run.step.get();
        match run.begun.get() {
            None => t_string!(i18n, recurrent.training.idle).to_string(),
            Some(begun) => t_string!(
                i18n,
                recurrent.training.status,
                step = step,
                of = MAX_STEPS,
                train = grouped(begun.n_train),
                held_out = begun.n_held_out,
                words = begun.vocab_size,
                rnn = grouped(begun.n_parameters[0]),
                lstm = grouped(begun.n_parameters[1])
            ),
        }
    };
    view! {
        <div class="rn-controls">
            <button type="button" class="button primary" on:click=toggle>
                {live_text(move || match run.phase.get() {
                    Phase::Idle => t_string!(i18n, recurrent.training.start),
                    Phase::Running => t_string!(i18n, recurrent.training.pause),
                    Phase::Paused => t_string!(i18n, recurrent.training.resume),
                    Phase::Finished => t_string!(i18n, recurrent.training.again),
                }.to_string())}
            </button>
            {more(1)} {more(100)}
            <button type="button" class="button quiet" disabled=move || run.phase.get() == Phase::Idle
                on:click=move |_| run.reset()>{say!(i18n, recurrent.training.reset)}</button>
            <CopyLink />
            <p class="rn-status num" data-testid="status">{live_text(status)}</p>
        </div>
    }
}

#[component]
fn Curves() -> impl IntoView {
    let i18n = use_i18n();
    let run = use_recurrent().run;
    let data = move || {
        let points = run.points.read();
        let curve =
            |name: &str, of: fn(&Point) -> Option<[f64; 2]>, i: usize, dashed: bool| Series {
                name: name.to_owned(),
                points: points
                    .iter()
                    .filter_map(|p| Some((p.step as f64, of(p)?[i])))
                    .collect(),
                dashed,
            };
        let mut series = vec![];
        // A short text of the reader's has none to hold out.
        if run.begun.read().as_ref().is_none_or(|b| b.n_held_out > 0) {
            let rnn = t_string!(i18n, recurrent.training.rnn_held_out);
            let lstm = t_string!(i18n, recurrent.training.lstm_held_out);
            series.push(curve(rnn, |p| p.held_out, 0, false));
            series.push(curve(lstm, |p| p.held_out, 1, false));
        }
        let rnn = t_string!(i18n, recurrent.training.rnn_train);
        let lstm = t_string!(i18n, recurrent.training.lstm_train);
        series.push(curve(rnn, |p| p.train, 0, true));
        series.push(curve(lstm, |p| p.train, 1, true));
        Arc::new(LineChart {
            title: t_string!(i18n, recurrent.training.chart).to_string(),
            x: Axis {
                label: t_string!(i18n, recurrent.training.step).to_string(),
                logarithmic: false,
                include: vec![0.0, 100.0],
            },
            y: Axis {
                label: t_string!(i18n, recurrent.training.loss).to_string(),
                logarithmic: false,
                // Until there are curves: about what guessing costs.
                include: if points.is_empty() {
                    vec![0.0, 6.0]
                } else {
                    vec![0.0]
                },
            },
            series,
            marks: vec![],
        })
    };
    let guess = move || {
        let begun = run.begun.get()?;
        let loss = (begun.vocab_size as f64).ln();
        Some(t_string!(
            i18n,
            recurrent.training.guess,
            words = begun.vocab_size,
            loss = format!("{loss:.2}")
        ))
    };
    view! {
        <LineChartView data=Signal::derive(data) file_stem="rnn-lstm-loss" />
        <p class="caption">{live(guess)}</p>
    }
}

/// What both write, as they are now.
#[component]
fn Writing() -> impl IntoView {
    let i18n = use_i18n();
    let run: Run = use_recurrent().run;
    let list = move |i: usize| {
        live(move || {
            let sampled = run.sampled.get()?;
            let item = |written: &Written| {
                let text = match written.ended {
                    true => written.text.clone(),
                    false => format!("{} …", written.text),
                };
                view! {
                    <li><span lang="en">{text}</span>
                        {written.copied.then(|| view! { <small>" "{say!(i18n, recurrent.training.copied)}</small> })}
                    </li>
                }
            };
            Some(
                view! { <ul class="rn-written">{sampled.texts[i].iter().map(item).collect_view()}</ul> },
            )
        })
    };
    let caption = move || match run.sampled.get() {
        None => t_string!(i18n, recurrent.training.nothing).to_string(),
        Some(sampled) => t_string!(
            i18n,
            recurrent.training.wrote,
            step = sampled.step,
            temperature = format!("{:.1}", sampled.temperature)
        ),
    };
    view! {
        <div class="rn-writing" id="rn-writing">
            <h3>{say!(i18n, recurrent.training.writing)}</h3>
            <div class="rn-write-tools">
                <Slider label=label!(i18n, recurrent.training.temperature) value=run.temperature min=0.0 max=2.0 step=0.1
                    shown=Callback::new(|t: f64| format!("{t:.1}")) hint=label!(i18n, recurrent.training.hint) />
                <button type="button" class="button" disabled=move || run.phase.get() == Phase::Idle
                    on:click=move |_| run.write()>{say!(i18n, recurrent.training.write)}</button>
            </div>
            <p class="caption" role="status">{live_text(caption)}</p>
            <div class="rn-two" data-testid="written">
                <div><h4>"RNN"</h4>{list(0)}</div>
                <div><h4>"LSTM"</h4>{list(1)}</div>
            </div>
        </div>
    }
}
