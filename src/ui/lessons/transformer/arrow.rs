//! Query, key or value? The lecture asks it of the arrow that goes from the decoder into its cross-attention.

use super::set::set;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::widgets::Predict;
use leptos::prelude::*;

/// Sets `answered`; from then on the diagram names its arrows.
#[component]
pub fn ArrowQuestion(answered: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let choices = move || {
        [
            t_string!(i18n, transformer.arrow_query),
            t_string!(i18n, transformer.arrow_key),
            t_string!(i18n, transformer.arrow_value),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    view! {
        <Predict
            question=Signal::derive(move || t_string!(i18n, transformer.arrow_question).to_string())
            choices=Signal::derive(choices)
            right=0
            on_choose=Callback::new(move |_| answered.set(true))
        >
            <p>{set!(i18n, transformer.arrow_answer)}</p>
        </Predict>
    }
}
