//! Formulas in MathML, set by the browser.

use super::measure::use_width;
use crate::ui::say::live;
use crate::viz::formula::{self, Math, NormNumbers, Role};
use leptos::html::Div;
use leptos::math;
use leptos::prelude::*;
use std::sync::Arc;

/// A formula on a line of its own; where that is too short, each `=` begins another.
#[component]
pub fn MathView(
    #[prop(into)] math: Signal<Math>,
    /// In running text instead.
    #[prop(optional)]
    inline: bool,
) -> impl IntoView {
    if inline {
        let whole = move || math.with(|m| element("inline", m));
        return view! { <span class="formula-inline">{live(whole)}</span> }.into_any();
    }
    let steps = move || {
        let steps = math.with(Math::steps);
        let steps = steps.iter().map(|step| element("block", step));
        steps.collect_view()
    };
    // One step can still be too long; then it scrolls, and the focus lets the keyboard do that.
    let node = NodeRef::<Div>::new();
    let width = use_width(node);
    let scrolls = RwSignal::new(false);
    Effect::new(move |_| {
        width.track();
        math.track();
        // Once it is drawn. The reader may have left meanwhile.
        request_animation_frame(move || {
            if let Some(element) = node.try_get_untracked().flatten() {
                scrolls.try_set(element.scroll_width() > element.client_width());
            }
        });
    });
    view! {
        <div class="formula" node_ref=node tabindex=move || scrolls.get().then_some("0")>{live(steps)}</div>
    }
    .into_any()
}

fn element(display: &'static str, math: &Math) -> impl IntoView + use<> {
    math::math().attr("display", display).child(render(math))
}

fn render(math: &Math) -> AnyView {
    let both = |a: &Math, b: &Math| (render(a), render(b));
    match math {
        // A name of several letters (softmax, PE) is upright by MathML's own rule.
        Math::Ident(name) => math::mi().child(name.clone()).into_any(),
        Math::Role(role, name) => {
            let class = match role {
                Role::Query => "q",
                Role::Key => "k",
                Role::Value => "v",
            };
            math::mi()
                .attr("class", class)
                .child(name.clone())
                .into_any()
        }
        Math::Number(text) => math::mn().child(text.clone()).into_any(),
        Math::Operator(text) => math::mo().child(*text).into_any(),
        Math::Text(text) => math::mtext().child(text.clone()).into_any(),
        Math::Row(parts) => math::mrow()
            .child(parts.iter().map(render).collect_view())
            .into_any(),
        Math::Fraction(a, b) => math::mfrac().child(both(a, b)).into_any(),
        Math::Root(a) => math::msqrt().child(render(a)).into_any(),
        Math::Sub(a, b) => math::msub().child(both(a, b)).into_any(),
        Math::Sup(a, b) => math::msup().child(both(a, b)).into_any(),
    }
}

/// softmax(QKᵀ/√d_k) V.
#[component]
pub fn AttentionFormula(#[prop(optional)] masked: bool) -> impl IntoView {
    view! { <MathView math=Signal::stored(formula::attention(masked)) /> }
}

/// q·k/√d_k with its numbers.
#[component]
pub fn ScoreFormula(
    #[prop(into)] dot: Signal<f32>,
    #[prop(into)] d_k: Signal<usize>,
) -> impl IntoView {
    view! { <MathView math=Signal::derive(move || formula::score(dot.get(), d_k.get())) /> }
}

/// q·k as a sum of products.
#[component]
pub fn DotFormula(
    #[prop(into)] q: Signal<Arc<Vec<f32>>>,
    #[prop(into)] k: Signal<Arc<Vec<f32>>>,
) -> impl IntoView {
    view! { <MathView math=Signal::derive(move || formula::dot(&q.read(), &k.read())) /> }
}

/// One entry of a softmax.
#[component]
pub fn SoftmaxFormula(
    #[prop(into)] scores: Signal<Arc<Vec<f32>>>,
    #[prop(into)] index: Signal<usize>,
) -> impl IntoView {
    view! { <MathView math=Signal::derive(move || formula::softmax(&scores.read(), index.get())) /> }
}

/// The largest terms of a weighted sum of values.
#[component]
pub fn WeightedSumFormula(
    #[prop(into)] weights: Signal<Arc<Vec<f32>>>,
    #[prop(into)] labels: Signal<Vec<String>>,
) -> impl IntoView {
    view! { <MathView math=Signal::derive(move || formula::weighted_sum(&weights.read(), &labels.read())) /> }
}

/// Layer normalisation, with one entry's numbers where given.
#[component]
pub fn LayerNormFormula(#[prop(into)] numbers: Signal<Option<NormNumbers>>) -> impl IntoView {
    view! { <MathView math=Signal::derive(move || formula::layer_norm(numbers.get())) /> }
}

/// One entry of the sinusoidal position encoding.
#[component]
pub fn PositionalFormula(
    #[prop(into)] position: Signal<usize>,
    #[prop(into)] dimension: Signal<usize>,
    #[prop(into)] d_model: Signal<usize>,
) -> impl IntoView {
    let math = move || formula::positional(position.get(), dimension.get(), d_model.get());
    view! { <MathView math=Signal::derive(math) /> }
}
