//! T2: byte-pair encoding learnt from the reader's own text, one merge at a time.

use super::context::{LEARN, use_tokens};
use crate::nlp::tokenizer::SpelledWord;
use crate::session::studio::tokens::Learnt;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{LineChartView, Predict, Slider};
use crate::viz::line_chart::{Axis, LineChart, Mark, Series};
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// From one merge to the next while it plays.
const BEAT: Duration = Duration::from_millis(700);
/// The words that are shown.
const SHOWN_WORDS: usize = 60;

#[component]
pub fn MergesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let is_own = move || lesson.learn.get() != LEARN;
    view! {
        <section class="tok-section" aria-labelledby="tok-merges">
            <h2 id="tok-merges">{say!(i18n, tokens.merges.heading)}</h2>
            <p>{prose!(i18n, tokens.merges.text)}</p>
            <p>{say!(i18n, tokens.merges.rule)}</p>
            <ProbeQuestion />
            <div class="tok-field small">
                <label for="tok-learn">{say!(i18n, tokens.merges.field)}</label>
                <textarea id="tok-learn" rows="3" autocomplete="off" spellcheck="false"
                    prop:value=move || lesson.learn.get()
                    on:input=move |event| lesson.learn.set(event_target_value(&event))></textarea>
                <Show when=is_own>
                    <button type="button" class="button quiet" on:click=move |_| lesson.learn.set(LEARN.to_owned())>
                        {say!(i18n, tokens.merges.usual)}</button>
                </Show>
            </div>
            <TroubleNote trouble=lesson.learnt.trouble />
            <figure class="figure tok-merges" id="tok-merge-figure">
                <Controls />
                <div class="tok-merge-columns">
                    <Pairs />
                    <Words />
                </div>
                <Probe />
                <Lengths />
            </figure>
        </section>
    }
}

/// “How will a word be cut that was not in the text?”
#[component]
fn ProbeQuestion() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let choices = move || {
        vec![
            t_string!(i18n, tokens.merges.choice_unknown).to_string(),
            t_string!(i18n, tokens.merges.choice_letters).to_string(),
            t_string!(i18n, tokens.merges.choice_root).to_string(),
        ]
    };
    view! {
        <Predict
            question=Signal::derive(move || t_string!(i18n, tokens.merges.question).to_string())
            choices=Signal::derive(choices)
            right=2
        >
            <p>{say!(i18n, tokens.merges.answer)}</p>
            <p><button type="button" class="button" on:click=move |_| {
                lesson.learn.set(LEARN.to_owned());
                lesson.probe.set(super::context::PROBE.to_owned());
                lesson.merges.set(f64::from(u16::MAX));
            }>{say!(i18n, tokens.merges.learn_all)}</button></p>
            <p class="tok-pieces" translate="no">{live_text(move || {
                let learnt = lesson.learnt.value.read();
                let done = learnt.as_deref().filter(|l| l.now.merges.len() == l.possible);
                done.map_or_else(String::new, |l| l.probe.join(" "))
            })}</p>
        </Predict>
    }
}

/// Undo, one merge, play; the size of the vocabulary.
#[component]
fn Controls() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let playing = StoredValue::new(None::<IntervalHandle>);
    let is_playing = RwSignal::new(false);
    let counts = Memo::new(move |_| {
        let learnt = lesson.learnt.value.read();
        learnt.as_deref().map_or((0, 0, 0), |l: &Learnt| {
            (l.now.merges.len(), l.possible, l.now.pieces.len())
        })
    });
    let stop = move || {
        if let Some(handle) = playing.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        is_playing.try_set(false);
    };
    on_cleanup(stop);
    let step = move |by: f64| {
        let (done, possible, _) = counts.get_untracked();
        lesson
            .merges
            .set((done as f64 + by).clamp(0.0, possible as f64));
    };
    let play = move || {
        let beat = move || {
            let (done, possible, _) = counts.get_untracked();
            match done < possible {
                true => step(1.0),
                false => stop(),
            }
        };
        beat();
        playing.set_value(set_interval_with_handle(beat, BEAT).ok());
        is_playing.set(true);
    };
    let toggle = move |_| match is_playing.get_untracked() {
        true => stop(),
        false => play(),
    };
    let shown = move |_| {
        let (done, possible, pieces) = counts.get();
        t_string!(
            i18n,
            tokens.merges.size,
            pieces = pieces,
            done = done,
            possible = possible
        )
    };
    let at_start = move || counts.get().0 == 0;
    let at_end = move || counts.get().0 >= counts.get().1;
    view! {
        <div class="tok-merge-controls">
            <div class="row">
                <button type="button" class="button" disabled=at_start
                    on:click=move |_| { stop(); step(-1.0) }>{say!(i18n, tokens.merges.undo)}</button>
                <button type="button" class="button primary" disabled=at_end
                    on:click=move |_| { stop(); step(1.0) }>{say!(i18n, tokens.merges.step)}</button>
                <button type="button" class="button" disabled=move || at_end() && !is_playing.get() on:click=toggle>
                    {live_text(move || match is_playing.get() {
                        true => t_string!(i18n, tokens.merges.pause).to_string(),
                        false => t_string!(i18n, tokens.merges.play).to_string(),
                    })}
                </button>
            </div>
            <Slider
                label=label!(i18n, tokens.merges.slider)
                value=lesson.merges
                min=0.0
                max=Signal::derive(move || counts.get().1 as f64)
                step=1.0
                shown=Callback::new(shown)
            />
        </div>
    }
}

/// The pairs, best first: the first is what the next merge joins.
#[component]
fn Pairs() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let rows = move || {
        let learnt = lesson.learnt.value.get();
        let pairs = learnt.as_ref().map_or(&[][..], |l| &l.now.pairs);
        let most = pairs.first().map_or(1, |pair| pair.count) as f64;
        let row = |(i, pair): (usize, &crate::nlp::tokenizer::PairCount)| {
            let width = format!("{}%", 100.0 * pair.count as f64 / most);
            let is_next = i == 0 && pair.count > 1;
            view! {
                <tr class:next=is_next>
                    <th scope="row" translate="no">{format!("{} + {}", pair.left, pair.right)}</th>
                    <td class="number">{pair.count}</td>
                    <td class="tok-bar" aria-hidden="true"><span style:width=width></span></td>
                </tr>
            }
        };
        pairs.iter().enumerate().map(row).collect_view()
    };
    let last = move || {
        let learnt = lesson.learnt.value.read();
        let merges = learnt.as_deref().map_or(&[][..], |l| &l.now.merges);
        match merges.last() {
            Some(pair) => t_string!(
                i18n,
                tokens.merges.last,
                n = merges.len(),
                left = pair.left.clone(),
                right = pair.right.clone(),
                count = pair.count
            ),
            None => t_string!(i18n, tokens.merges.none_yet).to_string(),
        }
    };
    view! {
        <div class="tok-pairs">
            <p class="tok-last num" role="status">{live_text(last)}</p>
            <table class="data">
                <caption>{say!(i18n, tokens.merges.pairs)}</caption>
                <thead><tr>
                    <th scope="col">{say!(i18n, tokens.merges.pair)}</th>
                    <th scope="col" class="number">{say!(i18n, tokens.merges.count)}</th>
                    <td aria-hidden="true"></td>
                </tr></thead>
                <tbody>{live(rows)}</tbody>
            </table>
        </div>
    }
}

/// The words of the text as they are spelled now; what the last merge made stands out.
#[component]
fn Words() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let words = move || {
        let learnt = lesson.learnt.value.get();
        let newest = learnt.as_ref().and_then(|l| {
            let pair = l.now.merges.last()?;
            Some(format!("{}{}", pair.left, pair.right))
        });
        let word = |word: &SpelledWord| {
            let piece = |piece: &String| {
                let new = Some(piece) == newest.as_ref();
                view! { <span class="tok-piece" class:new=new>{piece.clone()}</span> }
            };
            let pieces = word.pieces.iter().map(piece).collect_view();
            let times = (word.count > 1).then(|| format!("×{}", word.count));
            view! { <li><span class="tok-word" translate="no">{pieces}</span><span class="num tok-times">{times}</span></li> }
        };
        let words = learnt.as_ref().map_or(&[][..], |l| &l.now.words);
        words.iter().take(SHOWN_WORDS).map(word).collect_view()
    };
    let total = move || {
        let learnt = lesson.learnt.value.read();
        learnt.as_deref().map_or_else(String::new, |l| {
            t_string!(
                i18n,
                tokens.merges.total,
                words = l.now.words.len(),
                tokens = l.now.tokens
            )
        })
    };
    view! {
        <div>
            <p class="caption num" data-testid="merge-total">{live_text(total)}</p>
            <ul class="tok-words" role="list" aria-label=label!(i18n, tokens.merges.words)>{live(words)}</ul>
        </div>
    }
}

/// A word of the reader's, cut with what has been learnt so far.
#[component]
fn Probe() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let pieces = move || {
        let learnt = lesson.learnt.value.get();
        let pieces = learnt.map(|l| l.probe.clone()).unwrap_or_default();
        let piece = |piece: String| view! { <span class="tok-piece">{piece}</span> };
        pieces.into_iter().map(piece).collect_view()
    };
    view! {
        <div class="tok-probe">
            <label for="tok-probe">{say!(i18n, tokens.merges.probe)}</label>
            <input type="text" id="tok-probe" autocomplete="off" spellcheck="false" maxlength="60"
                prop:value=move || lesson.probe.get()
                on:input=move |event| lesson.probe.set(event_target_value(&event)) />
            <output for="tok-probe" class="tok-word" translate="no">{live(pieces)}</output>
        </div>
    }
}

/// Larger vocabulary, shorter text: the number of tokens after each merge.
#[component]
fn Lengths() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let chart = Signal::derive(move || {
        let axis = |label: &str, include: Vec<f64>| Axis {
            label: label.to_owned(),
            include,
            ..Axis::default()
        };
        let learnt = lesson.learnt.value.get();
        let (lengths, alphabet, done) = learnt.as_ref().map_or((&[][..], 0, 0), |l| {
            (&l.lengths, l.alphabet, l.now.merges.len())
        });
        let points = lengths.iter().enumerate();
        Arc::new(LineChart {
            title: t_string!(i18n, tokens.merges.chart).to_owned(),
            // Whole merges only: with five or more of them the ticks are whole, too.
            x: axis(t_string!(i18n, tokens.merges.chart_x), vec![0.0, 5.0]),
            y: axis(t_string!(i18n, tokens.merges.chart_y), vec![0.0]),
            series: vec![Series {
                name: t_string!(i18n, tokens.merges.chart_y).to_owned(),
                points: points.map(|(i, &n)| (i as f64, n as f64)).collect(),
                dashed: false,
            }],
            marks: vec![Mark {
                x: done as f64,
                label: t_string!(i18n, tokens.merges.chart_now, n = alphabet + done),
            }],
        })
    });
    view! { <LineChartView data=chart file_stem="bpe-length" /> }
}
