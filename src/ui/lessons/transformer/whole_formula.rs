//! Multi-head attention in three formulas, with the part of the chosen stage marked.

use super::attention::Stage;
use leptos::math::{math, mfrac, mi, mn, mo, mrow, msqrt, msub, msup, mtext};
use leptos::prelude::*;

/// Q = XW_Q + b_Q …; head = softmax(QKᵀ/√d_k)·V; output = Concat(head₁, …, head_h)·W_O + b_O.
#[component]
pub fn WholeFormula(#[prop(into)] stage: Signal<Stage>) -> impl IntoView {
    // A part, marked at a stage.
    let part = move |at: Stage, inside: AnyView| {
        let class = move || {
            if stage.get() == at {
                "part now"
            } else {
                "part"
            }
        };
        mrow().attr("class", class).child(inside).into_any()
    };
    let letter = |name: &'static str, class: &'static str| mi().attr("class", class).child(name);
    let projection = move |name: &'static str, class: &'static str| {
        mrow()
            .child((
                letter(name, class),
                mo().child("="),
                part(Stage::Input, mi().child("X").into_any()),
                msub().child((mi().child("W"), letter(name, class))),
                mo().child("+"),
                msub().child((mi().child("b"), letter(name, class))),
            ))
            .into_any()
    };
    let line = |inside: AnyView| math().attr("display", "inline").child(inside);
    // One formula each, so that they go to the next line where it is narrow.
    let projections = move || {
        [("Q", "q"), ("K", "k"), ("V", "v")]
            .map(|(name, class)| part(Stage::Projections, projection(name, class)))
            .map(|one| view! { <span>{line(one)}</span> })
            .collect_view()
    };
    let head = move || {
        let product = mrow().child((
            letter("Q", "q"),
            msup().child((letter("K", "k"), mi().child("T"))),
        ));
        let root = msqrt().child(msub().child((mi().child("d"), mi().child("k"))));
        let scores = mfrac().child((
            part(Stage::Products, product.into_any()),
            part(Stage::Scaled, root.into_any()),
        ));
        let weights = mrow().child((
            mi().child("softmax"),
            mo().child("("),
            scores,
            mo().child(")"),
        ));
        mrow()
            .child((
                mtext().child("head"),
                mo().child("="),
                part(Stage::Weights, weights.into_any()),
                part(Stage::Context, letter("V", "v").into_any()),
            ))
            .into_any()
    };
    let output = move || {
        let one = |n: AnyView| msub().child((mtext().child("head"), n));
        let concat = mrow().child((
            mi().child("Concat"),
            mo().child("("),
            one(mn().child("1").into_any()),
            mo().child(","),
            mo().child("…"),
            mo().child(","),
            one(mi().child("h").into_any()),
            mo().child(")"),
        ));
        let below = || mi().child("O");
        let last = mrow().child((
            msub().child((mi().child("W"), below())),
            mo().child("+"),
            msub().child((mi().child("b"), below())),
        ));
        mrow()
            .child((
                part(Stage::Concat, concat.into_any()),
                part(Stage::Output, last.into_any()),
            ))
            .into_any()
    };
    view! {
        <div class="tf-whole">
            <span class="tf-projections">{projections()}</span>
            <span>{line(head())}</span>
            <span>{line(output())}</span>
        </div>
    }
}
