//! E2: every tensor on the way, and every parameter, by name and shape.

mod list;
mod view;

use super::context::use_lesson;
use super::engine::ParameterAnswer;
use crate::nlp::trace::TraceTensor;
use crate::ui::i18n::{t, t_string, use_i18n};
use leptos::prelude::*;
use list::TensorList;
use std::sync::Arc;
use view::TensorView;

/// What is opened.
#[derive(Clone, Debug, PartialEq)]
enum Chosen {
    /// A tensor of the translation.
    Traced(String),
    /// A parameter of the model that is loaded.
    Parameter(String),
}

/// What there is of it.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    There(Arc<TraceTensor>),
    Asked,
    Missing,
}

#[component]
pub fn TensorSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let chosen = RwSignal::new(None::<Chosen>);
    let choose = move |what: Chosen| {
        if let Chosen::Parameter(name) = &what {
            lesson.engine.ask_parameter(name);
        }
        chosen.set(Some(what));
    };
    let found = Memo::new(move |_| match chosen.get()? {
        Chosen::Traced(name) => lesson.translation.with(|t| {
            let tensor = t.as_ref()?.trace.get(&name)?.clone();
            Some(Found::There(Arc::new(tensor)))
        }),
        Chosen::Parameter(name) => lesson.engine.parameters.with(|all| {
            Some(match all.get(&name)? {
                ParameterAnswer::Asked => Found::Asked,
                ParameterAnswer::Missing => Found::Missing,
                ParameterAnswer::There(parameter) => Found::There(Arc::new(TraceTensor {
                    name: name.clone(),
                    shape: parameter.shape.clone(),
                    data: parameter.data.clone(),
                })),
            })
        }),
    });
    let is_parameter = Signal::derive(move || matches!(chosen.get(), Some(Chosen::Parameter(_))));
    view! {
        <section class="tr-section" id="tensors" aria-labelledby="tensors-title">
            <h2 id="tensors-title">{t!(i18n, translation.tensors)}</h2>
            <p>{t!(i18n, translation.about_tensors)}</p>
            <div class="tr-tensors">
                <TensorList chosen=chosen choose=Callback::new(choose) />
                <div class="tr-tensor" role="region" aria-label=move || t_string!(i18n, translation.tensor_shown)>
                    {move || match found.get() {
                        None => view! { <p class="caption">{t!(i18n, translation.tensor_choose)}</p> }.into_any(),
                        Some(Found::Asked) => view! { <p class="caption">{t!(i18n, translation.tensor_asked)}</p> }.into_any(),
                        Some(Found::Missing) => view! { <p class="note problem">{t!(i18n, translation.tensor_missing)}</p> }.into_any(),
                        Some(Found::There(tensor)) => view! { <TensorView tensor is_parameter /> }.into_any(),
                    }}
                </div>
            </div>
        </section>
    }
}
