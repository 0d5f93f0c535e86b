//! A self-test of the kind that an exam on the lecture is. The first answer counts; only this browser remembers it.

mod questions;

use super::frame::use_title;
use super::i18n::{t_string, use_i18n};
use super::part::LessonStyle;
use super::progress;
use super::say::{live, live_text, say, signal, words};
use super::widgets::Predict;
use leptos::prelude::*;
use questions::{QUESTIONS, Question};

#[component]
pub fn SelfTestPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || t_string!(i18n, self_test.title).to_owned());
    let answers = RwSignal::new(progress::answers(QUESTIONS.len()));
    // Another round draws the questions anew, unanswered.
    let round = RwSignal::new(0u32);
    let score = move || {
        let answers = answers.read();
        let right = answers.iter().filter(|a| **a == Some(true)).count();
        let (done, all) = (answers.iter().flatten().count(), answers.len());
        if done == all {
            return t_string!(i18n, self_test.score_all, right = right, all = all);
        }
        t_string!(i18n, self_test.score, right = right, done = done, all = all)
    };
    let again = move |_| {
        answers.set(vec![None; QUESTIONS.len()]);
        progress::keep_answers(&answers.read_untracked());
        round.update(|round| *round += 1);
    };
    let item = move |(i, question): (usize, &'static Question)| {
        let choices = move || {
            let locale = i18n.get_locale();
            question
                .choices
                .map(|choice| choice(locale).to_owned())
                .to_vec()
        };
        let note = move |choice: usize| {
            if answers.read_untracked()[i].is_none() {
                answers.update(|answers| answers[i] = Some(choice == question.right));
                progress::keep_answers(&answers.read_untracked());
            }
        };
        let lesson = question.lesson;
        let to = move || t_string!(i18n, self_test.to, n = lesson.number());
        let place = move || t_string!(i18n, self_test.place, n = i + 1, all = QUESTIONS.len());
        view! {
            <li>
                <Predict eyebrow=Signal::derive(place) question=signal(i18n, question.question) choices=Signal::derive(choices)
                    right=question.right on_choose=Callback::new(note)>
                    <p>{words(i18n, question.answer)}" "<a href=lesson.path()>{live_text(to)}</a></p>
                </Predict>
            </li>
        }
    };
    let items = move || {
        round.track();
        QUESTIONS.iter().enumerate().map(item).collect_view()
    };
    view! {
        <LessonStyle />
        <article class="reading self-test">
            <h1>{say!(i18n, self_test.title)}</h1>
            <p>{say!(i18n, self_test.intro)}</p>
            <div class="row self-test-bar">
                <p class="self-test-score" role="status">{live_text(score)}</p>
                <button type="button" class="button quiet" on:click=again>{say!(i18n, self_test.again)}</button>
            </div>
            <ol class="self-test-list" role="list">{live(items)}</ol>
        </article>
    }
}
