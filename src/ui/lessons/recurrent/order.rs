//! R4: the mean of word vectors does not know their order; a recurrent layer's last state does.

use super::context::use_recurrent;
use super::copy_link::CopyLink;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::recurrent::link::{FIRST, SECOND};
use crate::session::studio::recurrent::order::{ENCODERS, Order};
use crate::session::studio::recurrent::{self};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{Cover, Dare, ModelStatus, Predict, VectorStrip};
use crate::viz::colormap::Scale;
use crate::viz::number::{format_percent, format_value};
use leptos::prelude::*;
use std::sync::Arc;

/// Pairs to try: the same words in two orders.
const PAIRS: [[&str; 2]; 3] = [
    [FIRST, SECOND],
    [
        "It looks boring, but it is great.",
        "It looks great, but it is boring.",
    ],
    ["It is not bad, it is good.", "It is not good, it is bad."],
];

#[component]
pub fn OrderSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let answers = ENCODERS.map(|model| {
        let request = move || {
            let sentences = lesson.orders.map(|order| order.get());
            Some(Request::Recurrent(recurrent::Request::Order {
                model,
                sentences,
            }))
        };
        let pick = picked!(Event::Recurrent(recurrent::Event::Order(order)) => order);
        Answered::to(&[model], request, pick)
    });
    let [mean, ..] = answers;
    // The figure must not tell what the question asks; a reader who tries other sentences does not want to be asked,
    // but sees those, not the vectors that still stand there of the ones before.
    let answered = RwSignal::new(false);
    let asked = Memo::new(move |_| {
        lesson.orders.map(|order| order.get()) == [FIRST, SECOND].map(str::to_owned)
    });
    let shows_asked = RwSignal::new(true);
    Effect::new(move |_| {
        if mean.value.with(Option::is_some) {
            shows_asked.set(asked.get_untracked());
        }
    });
    let veiled = move || (asked.get() || shows_asked.get()) && !answered.get();
    let choices = move || {
        [
            t_string!(i18n, recurrent.order.choice_far),
            t_string!(i18n, recurrent.order.choice_near),
            t_string!(i18n, recurrent.order.choice_same),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let take = move |pair: [&'static str; 2]| {
        for (order, text) in lesson.orders.iter().zip(pair) {
            order.set(text.to_owned());
        }
    };
    let pair = move |pair: [&'static str; 2]| {
        let text = pair.join(" / ");
        view! {
            <li><button type="button" class="button" lang="en" on:click=move |_| take(pair)>{text}</button></li>
        }
    };
    let field = move |i: usize, name: Signal<String>| {
        let order = lesson.orders[i];
        view! {
            <label class="field">
                {live_text(move || name.get())}
                <input type="text" lang="en" maxlength="4000" autocomplete="off" prop:value=move || order.get()
                    on:input=move |event| order.set(event_target_value(&event)) />
            </label>
        }
    };
    let other_words = move || {
        let different = mean.unless_refused().is_some_and(|o| !o.same_words);
        different.then(|| view! { <p class="note">{say!(i18n, recurrent.order.other_words)}</p> })
    };
    let distance = move || {
        let found = mean.unless_refused();
        let distance = found.map(|o| format_value(o.distance));
        distance
            .map(|distance| t_string!(i18n, recurrent.order.answer_number, distance = distance))
            .unwrap_or_default()
    };
    view! {
        <section class="rn-section" aria-labelledby="rn-order-title">
            <div class="reading">
                <p>{say!(i18n, recurrent.lead)}</p>
                <h2 id="rn-order-title">{say!(i18n, recurrent.order.heading)}</h2>
                <p>{say!(i18n, recurrent.order.text)}</p>
            </div>
            <Predict question=label!(i18n, recurrent.order.question) choices=Signal::derive(choices) right=2
                on_choose=Callback::new(move |_| answered.set(true))>
                <p>{say!(i18n, recurrent.order.answer)}" "{live_text(distance)}</p>
            </Predict>
            <div class="figure rn-figure" id="rn-order">
                <div class="rn-fields">
                    {field(0, label!(i18n, recurrent.order.first))}
                    {field(1, label!(i18n, recurrent.order.second))}
                </div>
                <ul class="rn-tries" role="list" aria-label=label!(i18n, recurrent.order.tries)>
                    {PAIRS.map(pair).collect_view()}
                </ul>
                {live(other_words)}
                <TroubleNote trouble=mean.trouble />
                <div class="rn-cards" hidden=move || mean.trouble.read().is_some()>
                    {answers
                        .into_iter()
                        .zip(ENCODERS)
                        .map(|(answer, model)| {
                            let veiled = Signal::derive(move || model == ModelId::SentimentMean && veiled());
                            view! { <Encoder answer model veiled on_show=Callback::new(move |()| answered.set(true)) /> }
                        })
                        .collect_view()}
                </div>
                <p class="caption">{say!(i18n, recurrent.order.caption)}</p>
                <CopyLink />
            </div>
            <Dare watch="rn-order" text=label!(i18n, recurrent.order.dare)
                on_try=Callback::new(move |()| take(PAIRS[1])) />
            <Dare watch="rn-order" text=label!(i18n, recurrent.order.dare_not)
                on_try=Callback::new(move |()| take(PAIRS[2])) />
        </section>
    }
}

/// One vector a sentence by one encoder, how far apart they are, and what the classifier makes of each.
#[component]
fn Encoder(
    answer: Answered<Order>,
    model: ModelId,
    /// Not before the question is answered, or the reader says so.
    veiled: Signal<bool>,
    on_show: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || match model {
        ModelId::SentimentMean => t_string!(i18n, recurrent.order.mean),
        ModelId::SentimentRnn => t_string!(i18n, recurrent.order.rnn),
        _ => t_string!(i18n, recurrent.order.lstm),
    };
    let vector = move |i: usize| {
        Signal::derive(move || {
            let found = answer.value.read();
            let vector = found.as_deref().map(|o| o.vectors[i].clone());
            Arc::new(vector.unwrap_or_default())
        })
    };
    let scale = Signal::derive(move || {
        let found = answer.value.read();
        let both = found.as_deref().map(|o| o.vectors.concat());
        Scale::signed_for(&both.unwrap_or_default())
    });
    let distance = move || {
        let found = answer.value.read();
        found
            .as_deref()
            .map(|o| format_value(o.distance))
            .unwrap_or_default()
    };
    let positive = move |i: usize| {
        live_text(move || {
            let found = answer.value.read();
            let percent = found.as_deref().map(|o| format_percent(o.positive[i]));
            t_string!(
                i18n,
                recurrent.order.positive,
                percent = percent.unwrap_or_default()
            )
        })
    };
    let is_there = Memo::new(move |_| answer.value.read().is_some());
    let (first, second) = (
        label!(i18n, recurrent.order.first),
        label!(i18n, recurrent.order.second),
    );
    view! {
        <article class="rn-card" data-testid=model.folder()>
            <h3>{live(name)}</h3>
            <ModelStatus model />
            <Show when=move || is_there.get()>
                <Cover open=Signal::derive(move || !veiled.get()) on_show
                    why=label!(i18n, recurrent.order.veiled) show=label!(i18n, recurrent.order.unveil)>
                <p class="rn-distance"><span class="num">{live_text(distance)}</span>" "<span>{say!(i18n, recurrent.order.distance)}</span></p>
                <p class="rn-which">{live_text(move || first.get())}": "<b class="num">{positive(0)}</b></p>
                <VectorStrip values=vector(0) label=first scale=scale />
                <p class="rn-which">{live_text(move || second.get())}": "<b class="num">{positive(1)}</b></p>
                <VectorStrip values=vector(1) label=second scale=scale />
                </Cover>
            </Show>
        </article>
    }
}
