//! W3 and W4: the proxy task on a small text, one update at a time or many.

use super::context::{LR, TEXT, use_vectors};
use super::copy_link::CopyLink;
use super::losses::Losses;
use super::map::MapFigure;
use crate::session::studio::protocol::StudioError;
use crate::session::studio::vectors::lab::MAX_UPDATES;
use crate::session::studio::vectors::{LabFrame, Task};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Trouble, TroubleNote};
use crate::ui::widgets::{Dare, MathView, Predict, Slider, VectorStrip};
use crate::viz::colormap::Scale;
use crate::viz::number::format_percent;
use crate::viz::proxy_formula;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// From one picture to the next while it trains, and the updates in between.
const BEAT: Duration = Duration::from_millis(120);
const PER_BEAT: f64 = 10.0;
/// The predicted words that are listed, besides the target.
const LISTED: usize = 6;

#[component]
pub fn LabSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let task = move |task: Task| {
        let name = move || match task {
            Task::NextWord => t_string!(i18n, vectors.lab.next_word),
            Task::Cbow => t_string!(i18n, vectors.lab.cbow),
            Task::SkipGram => t_string!(i18n, vectors.lab.skip_gram),
        };
        view! {
            <button type="button" aria-pressed=move || (lesson.task.get() == task).to_string()
                on:click=move |_| lesson.task.set(task)>{live(name)}</button>
        }
    };
    let about = move || match lesson.task.get() {
        Task::NextWord => t_string!(i18n, vectors.lab.about_next_word).to_string(),
        Task::Cbow => t_string!(i18n, vectors.lab.about_cbow).to_string(),
        Task::SkipGram => t_string!(i18n, vectors.lab.about_skip_gram).to_string(),
    };
    // Something is written, but there is nothing in it to predict.
    let too_short = Memo::new(move |_| {
        let refused = Trouble::Refused(StudioError::EmptyText);
        *lesson.frame.trouble.read() == Some(refused)
    });
    let trouble = Signal::derive(move || lesson.frame.trouble.get().filter(|_| !too_short.get()));
    let choices = move || {
        vec![
            t_string!(i18n, vectors.lab.choice_predictions).to_string(),
            t_string!(i18n, vectors.lab.choice_first).to_string(),
            t_string!(i18n, vectors.lab.choice_second).to_string(),
        ]
    };
    view! {
        <section class="vec-section" aria-labelledby="vec-lab-title">
            <h2 id="vec-lab-title">{say!(i18n, vectors.lab.heading)}</h2>
            <p>{prose!(i18n, vectors.lab.text)}</p>
            <p>{say!(i18n, vectors.lab.network)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, vectors.lab.question).to_string())
                choices=Signal::derive(choices)
                right=1
            >
                <p>{say!(i18n, vectors.lab.answer)}</p>
            </Predict>
            <label class="vec-field vec-text"><span>{say!(i18n, vectors.lab.field)}</span>
                <textarea id="vec-text" rows="5" autocomplete="off" spellcheck="false"
                    prop:value=move || lesson.text.get()
                    on:input=move |event| lesson.text.set(event_target_value(&event))></textarea></label>
            <Show when=move || lesson.text.get() != TEXT>
                <button type="button" class="button quiet" on:click=move |_| lesson.text.set(TEXT.to_owned())>
                    {say!(i18n, vectors.lab.usual)}</button>
            </Show>
            <TroubleNote trouble=trouble />
            <Show when=move || too_short.get()>
                <p class="note problem" role="alert">{say!(i18n, vectors.lab.too_short)}</p>
            </Show>
            <figure class="figure vec-lab" id="vec-lab" class:stale=move || lesson.frame.trouble.read().is_some()>
                <div class="vec-tools">
                    <div class="segmented" role="group" aria-label=label!(i18n, vectors.lab.task)>
                        {[Task::NextWord, Task::Cbow, Task::SkipGram].map(task).collect_view()}
                    </div>
                    <p class="vec-about">{live_text(about)}</p>
                </div>
                <Controls />
                <Update />
                <div class="vec-two">
                    <MapFigure />
                    <Losses />
                </div>
            </figure>
            <Dare watch="vec-map" text=Signal::derive(move || t_string!(i18n, vectors.lab.dare_map).to_string())
                on_try=move |()| {
                    lesson.text.set(TEXT.to_owned());
                    lesson.task.set(Task::Cbow);
                    lesson.updates.set(2000.0);
                } />
            <Dare watch="vec-lab" text=Signal::derive(move || t_string!(i18n, vectors.lab.dare_one).to_string())
                on_try=move |()| {
                    lesson.text.set(TEXT.to_owned());
                    lesson.task.set(Task::NextWord);
                    lesson.updates.set(0.0);
                } />
            <p class="caption">{say!(i18n, vectors.lab.note)}</p>
        </section>
    }
}

/// One update, many, all the time; and back.
#[component]
fn Controls() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let playing = StoredValue::new(None::<IntervalHandle>);
    let is_playing = RwSignal::new(false);
    // The slider goes back and forth over what has been.
    let furthest = Memo::new(move |before: Option<&f64>| {
        before.copied().unwrap_or(500.0).max(lesson.updates.get())
    });
    let stop = move || {
        if let Some(handle) = playing.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        is_playing.try_set(false);
    };
    on_cleanup(stop);
    let add = move |n: f64| {
        lesson
            .updates
            .update(|updates| *updates = (*updates + n).min(f64::from(MAX_UPDATES)));
    };
    let toggle = move |_| {
        if is_playing.get_untracked() {
            return stop();
        }
        let beat = move || match lesson.updates.get_untracked() < f64::from(MAX_UPDATES) {
            true => add(PER_BEAT),
            false => stop(),
        };
        beat();
        playing.set_value(set_interval_with_handle(beat, BEAT).ok());
        is_playing.set(true);
    };
    let shown = move |updates: f64| {
        let pass = lesson
            .frame
            .value
            .with(|f| f.as_ref().map_or(1, |f| f.pass))
            .max(1);
        let passes = format!("{:.1}", updates / pass as f64);
        t_string!(
            i18n,
            vectors.lab.updates,
            n = updates as u32,
            passes = passes
        )
    };
    let button = move |n: u32| {
        view! {
            <button type="button" class="button" on:click=move |_| { stop(); add(f64::from(n)) }>
                {live_text(move || t_string!(i18n, vectors.lab.more, n = n))}
            </button>
        }
    };
    view! {
        <div class="vec-controls">
            <div class="row">
                {[1, 20, 100, 500].map(button).collect_view()}
                <button type="button" class="button primary" on:click=toggle>
                    {live_text(move || match is_playing.get() {
                        true => t_string!(i18n, vectors.lab.pause).to_string(),
                        false => t_string!(i18n, vectors.lab.play).to_string(),
                    })}
                </button>
                <button type="button" class="button quiet" on:click=move |_| { stop(); lesson.updates.set(0.0) }>
                    {say!(i18n, vectors.lab.reset)}</button>
                <CopyLink />
            </div>
            <Slider label=label!(i18n, vectors.lab.slider) value=lesson.updates min=0.0 max=furthest step=1.0
                shown=Callback::new(shown) />
        </div>
    }
}

/// The values of the next update, forwards and backwards.
#[component]
fn Update() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let frame = lesson.frame.value;
    let of = move |pick: fn(&LabFrame) -> &Vec<f32>| {
        Signal::derive(move || {
            let frame = frame.read();
            Arc::new(frame.as_deref().map_or_else(Vec::new, |f| pick(f).clone()))
        })
    };
    // Vectors of one word at two times are only alike on one scale.
    let scale = Signal::derive(move || {
        let frame = frame.read();
        let both = frame.as_deref().map_or_else(Vec::new, |f| {
            [&f.next.before[..], &f.next.after[..]].concat()
        });
        Scale::signed_for(&both)
    });
    // A step is too small to be seen on the row's own scale.
    let change = Signal::derive(move || {
        let frame = frame.read();
        let change = frame.as_deref().map_or_else(Vec::new, |f| {
            let pairs = f.next.after.iter().zip(&f.next.before);
            pairs.map(|(after, before)| after - before).collect()
        });
        Arc::new(change)
    });
    let word = |f: &LabFrame, id: u32| f.words.get(id as usize).cloned().unwrap_or_default();
    let inputs = move || {
        let frame = frame.read();
        let inputs = frame.as_deref().map_or_else(Vec::new, |f| {
            f.next.inputs.iter().map(|&id| word(f, id)).collect()
        });
        inputs.join(" + ")
    };
    let target = move || {
        let frame = frame.read();
        frame
            .as_deref()
            .map_or_else(String::new, |f| word(f, f.next.target))
    };
    let first = move || {
        let frame = frame.read();
        frame
            .as_deref()
            .map_or_else(String::new, |f| word(f, f.next.inputs[0]))
    };
    let loss = Signal::derive(move || {
        let frame = frame.read();
        frame.as_deref().map_or(proxy_formula::d_logits(), |f| {
            let p = f.next.probabilities[f.next.target as usize];
            proxy_formula::loss(&word(f, f.next.target), p, f.next.loss)
        })
    });
    let bars = move || {
        let frame = frame.get();
        frame.map(|f| {
            let mut order: Vec<usize> = (0..f.words.len()).collect();
            order.sort_by(|&a, &b| f.next.probabilities[b].total_cmp(&f.next.probabilities[a]));
            let target = f.next.target as usize;
            let mut listed: Vec<usize> = order.into_iter().take(LISTED).collect();
            if !listed.contains(&target) {
                listed.push(target);
            }
            let row = |i: usize| {
                let p = f.next.probabilities[i];
                let is_target = i == target;
                view! {
                    <li class:target=is_target>
                        <span class="vec-bar-word">{f.words[i].clone()}</span>
                        <span class="vec-bar-track" aria-hidden="true"><span style:width=format!("{}%", 100.0 * p)></span></span>
                        <span class="num">{format_percent(p)}</span>
                    </li>
                }
            };
            listed.into_iter().map(row).collect_view()
        })
    };
    view! {
        <div class="vec-update">
            <p class="vec-sample" data-testid="sample">
                <b>{live_text(inputs)}</b><span aria-hidden="true">" → "</span>
                <span class="visually-hidden">{say!(i18n, vectors.lab.predicts)}</span>
                <b>{live_text(target)}</b>
            </p>
            <div class="vec-pass">
                <h3>{say!(i18n, vectors.lab.forward)}</h3>
                <p class="vec-step">{say!(i18n, vectors.lab.step_x)}</p>
                <VectorStrip values=of(|f| &f.next.x) label=label!(i18n, vectors.lab.x) />
                <p class="vec-step"><MathView math=Signal::stored(proxy_formula::hidden()) inline=true />" "{say!(i18n, vectors.lab.step_h)}</p>
                <VectorStrip values=of(|f| &f.next.hidden) label=label!(i18n, vectors.lab.h) />
                <p class="vec-step"><MathView math=Signal::stored(proxy_formula::probabilities()) inline=true />" "{say!(i18n, vectors.lab.step_p)}</p>
                <ul class="vec-bars" role="list" aria-label=label!(i18n, vectors.lab.p)>{live(bars)}</ul>
                <p class="vec-step"><MathView math=loss inline=true /></p>
            </div>
            <div class="vec-pass">
                <h3>{say!(i18n, vectors.lab.backward)}</h3>
                <p class="vec-step"><MathView math=Signal::stored(proxy_formula::d_logits()) inline=true />" "{say!(i18n, vectors.lab.step_z)}</p>
                <VectorStrip values=of(|f| &f.next.d_logits) label=label!(i18n, vectors.lab.z) />
                <p class="vec-step"><MathView math=Signal::stored(proxy_formula::d_hidden()) inline=true />" "{say!(i18n, vectors.lab.step_dh)}</p>
                <VectorStrip values=of(|f| &f.next.d_hidden) label=label!(i18n, vectors.lab.dh) />
                <p class="vec-step"><MathView math=Signal::stored(proxy_formula::update(LR)) inline=true />" "
                    {live_text(move || t_string!(i18n, vectors.lab.step_w, word = first()))}</p>
                <VectorStrip values=of(|f| &f.next.before) scale=scale titled=true
                    label=Signal::derive(move || t_string!(i18n, vectors.lab.before, word = first())) />
                <VectorStrip values=of(|f| &f.next.after) scale=scale titled=true
                    label=Signal::derive(move || t_string!(i18n, vectors.lab.after, word = first())) />
                <VectorStrip values=change titled=true label=label!(i18n, vectors.lab.change) />
            </div>
        </div>
    }
}
