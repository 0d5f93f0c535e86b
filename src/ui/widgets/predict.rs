//! Predict, then reveal: a question to answer before the answer is shown.

use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use leptos::prelude::*;

/// A question with its choices. Once the reader has chosen, the choice is judged and `children`, the reasons, appear;
/// they may be a figure. Where no choice is `right`, nothing is judged: it depends.
#[component]
pub fn Predict(
    #[prop(into)] question: Signal<String>,
    /// The choices in the page's language; reactive.
    #[prop(into)]
    choices: Signal<Vec<String>>,
    #[prop(optional, into)] right: MaybeProp<usize>,
    /// Above the question, instead of “Predict first”.
    #[prop(optional, into)]
    eyebrow: MaybeProp<String>,
    /// Told every choice.
    #[prop(optional, into)]
    on_choose: Option<Callback<usize>>,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(None::<usize>);
    let is_right = move |i: usize| right.get() == Some(i);
    let buttons = move || {
        let button = |(i, text): (usize, String)| {
            let state = move || match chosen.get() {
                Some(_) if is_right(i) => "right",
                Some(c) if c == i && right.get().is_some() => "wrong",
                Some(c) if c == i => "taken",
                _ => "",
            };
            view! {
                <li>
                    <button type="button" class="predict-choice" data-state=state
                        aria-pressed=move || (chosen.get() == Some(i)).to_string()
                        on:click=move |_| {
                            chosen.set(Some(i));
                            if let Some(on_choose) = on_choose {
                                on_choose.run(i);
                            }
                        }>
                        <span class="predict-mark" aria-hidden="true">
                            {live(move || match state() { "right" => "✓", "wrong" => "✗", _ => "" })}
                        </span>
                        {text}
                    </button>
                </li>
            }
        };
        choices
            .get()
            .into_iter()
            .enumerate()
            .map(button)
            .collect_view()
    };
    let eyebrow_text = move || {
        eyebrow
            .get()
            .unwrap_or_else(|| t_string!(i18n, figures.predict).to_owned())
    };
    let children = StoredValue::new(children);
    view! {
        <section class="predict">
            <p class="predict-eyebrow">{live_text(eyebrow_text)}</p>
            <p class="predict-question">{live_text(move || question.get())}</p>
            <ul class="predict-choices" role="list">{live(buttons)}</ul>
            <div class="predict-answer" role="status">
                {live(move || {
                    chosen.get().map(|c| {
                        let verdict = match right.get() {
                            None => say!(i18n, figures.predict_depends),
                            Some(r) if r == c => say!(i18n, figures.predict_right),
                            Some(_) => say!(i18n, figures.predict_wrong),
                        };
                        view! { <p class="predict-verdict">{verdict}</p> }
                    })
                })}
                <Show when=move || chosen.get().is_some()>{children.with_value(|children| children())}</Show>
            </div>
        </section>
    }
}
