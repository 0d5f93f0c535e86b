//! E2: every tensor on the way, and every parameter, by name and shape.

mod list;
mod view;

use super::context::use_lesson;
use super::engine::ParameterAnswer;
use crate::nlp::trace::TraceTensor;
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, live, say};
use leptos::html::Div;
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

/// What stands there at first.
const FIRST: &str = "src.embedding";

#[component]
pub fn TensorSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let chosen = RwSignal::new(Some(Chosen::Traced(FIRST.to_owned())));
    let shown = NodeRef::<Div>::new();
    let choose = move |what: Chosen| {
        if let Chosen::Parameter(name) = &what {
            lesson.engine.ask_parameter(name);
        }
        chosen.set(Some(what));
        // On a phone the tensor stands below the list.
        if let Some(shown) = shown.get_untracked() {
            bring_into_view(&shown);
        }
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
            <h2 id="tensors-title">{say!(i18n, translation.tensors)}</h2>
            <p>{say!(i18n, translation.about_tensors)}</p>
            <div class="tr-tensors">
                <TensorList chosen=chosen choose=Callback::new(choose) />
                <div class="tr-tensor" node_ref=shown role="region" aria-label=label!(i18n, translation.tensor_shown)>
                    {live(move || match found.get() {
                        None => view! { <p class="caption">{say!(i18n, translation.tensor_choose)}</p> }.into_any(),
                        Some(Found::Asked) => view! { <p class="caption">{say!(i18n, translation.tensor_asked)}</p> }.into_any(),
                        Some(Found::Missing) => view! { <p class="note problem">{say!(i18n, translation.tensor_missing)}</p> }.into_any(),
                        Some(Found::There(tensor)) => view! { <TensorView tensor is_parameter /> }.into_any(),
                    })}
                </div>
            </div>
        </section>
    }
}

/// Scrolls only where the top of `element` is out of sight.
fn bring_into_view(element: &web_sys::Element) {
    let top = element.get_bounding_client_rect().top();
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    if top < 0.0 || top > 0.7 * height {
        element.scroll_into_view();
    }
}
