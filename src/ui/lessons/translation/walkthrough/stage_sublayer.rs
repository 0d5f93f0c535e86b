//! What surrounds attention in every layer: layer norm, the residual sum, the feed-forward network.

use super::parts::{Strip, follow_note, strips};
use super::scene::Scene;
use super::stage_input::{src_strip, table_of};
use crate::session::walkthrough::Stage;
use crate::ui::i18n::t_string;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::{LayerNormFormula, MathView};
use crate::viz::number::format_percent;
use crate::viz::{rows, stage_formula};
use leptos::prelude::*;
use std::sync::Arc;

/// Layer norm of the followed token: before and after, with mean and variance.
pub fn norm(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let before = scene.walkthrough.reads(scene.stage).swap_remove(0);
    let after = scene.walkthrough.makes(scene.stage).swap_remove(0);
    let list = vec![
        src_strip(scene, "", before, move || {
            t_string!(i18n, walkthrough.fig_before).to_string()
        }),
        src_strip(scene, "→", after.clone(), move || {
            t_string!(i18n, walkthrough.fig_norm).to_string()
        }),
    ];
    let x = list[0].values;
    view! {
        <LayerNormFormula numbers=Signal::stored(None) />
        {statistics(x)}
        {follow_note(scene)}
        {strips(list)}
        {table_of(scene, after, move || t_string!(i18n, walkthrough.fig_norm).to_string())}
    }
    .into_any()
}

fn statistics(x: Signal<Arc<Vec<f32>>>) -> AnyView {
    let math = Signal::derive(move || {
        let (mean, variance) = rows::mean_and_variance(&x.read());
        stage_formula::statistics(mean, variance)
    });
    view! { <MathView math=math /> }.into_any()
}

/// x + output for the followed source token.
pub fn add(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let (reads, makes) = (
        scene.walkthrough.reads(scene.stage),
        scene.walkthrough.makes(scene.stage),
    );
    let strip =
        |sign, name: &String, what| src_strip(scene, sign, name.clone(), name_of(scene, what));
    let mut sum = vec![
        strip("", &reads[0], What::Input),
        strip("+", &reads[1], What::Output),
    ];
    let left = makes.last().cloned().unwrap_or_default();
    sum.push(strip("=", &makes[0], What::Sum));
    let post_norm = makes.len() > 1;
    let (x, output, total) = (sum[0].values, sum[1].values, sum[2].values);
    let (selection, d) = (scene.selection, scene.model().d_model);
    let entry = Signal::derive(move || selection.src.get().map_or(0, |c| c.col.min(d - 1)));
    let formula = Signal::derive(move || {
        let at = |v: Signal<Arc<Vec<f32>>>| v.read().get(entry.get()).copied();
        let entry = at(x).zip(at(output)).zip(at(total));
        stage_formula::residual(post_norm, entry.map(|((x, o), sum)| (x, o, sum)))
    });
    let normed = post_norm.then(|| {
        view! {
            {statistics(total)}
            {strips(vec![strip("→", &left, What::Norm)])}
        }
    });
    view! {
        <p class="caption">
            {live_text(move || t_string!(i18n, walkthrough.entry_of, n = entry.get()))}
        </p>
        <MathView math=formula />
        {follow_note(scene)}
        {strips(sum)}
        {normed}
        {table_of(scene, left, move || t_string!(i18n, walkthrough.strip_sum).to_string())}
    }
    .into_any()
}

#[derive(Clone, Copy)]
enum What {
    Input,
    Output,
    Sum,
    Norm,
}

fn name_of(scene: &Scene, what: What) -> impl Fn() -> String + Send + Sync + 'static {
    let i18n = scene.i18n;
    move || {
        match what {
            What::Input => t_string!(i18n, walkthrough.strip_x),
            What::Output => t_string!(i18n, walkthrough.strip_output),
            What::Sum => t_string!(i18n, walkthrough.strip_sum),
            What::Norm => t_string!(i18n, walkthrough.strip_norm),
        }
        .to_string()
    }
}

/// max(0, xW₁ + b₁)W₂ + b₂ for the followed source token.
pub fn feed_forward(scene: &Scene, layer: usize) -> AnyView {
    let (i18n, d_ff) = (scene.i18n, scene.model().d_ff);
    let prefix = format!("encoder.{layer}.feed_forward");
    let input = scene.walkthrough.reads(scene.stage).swap_remove(0);
    let x = src_strip(scene, "", input, name_of(scene, What::Input));
    let hidden = src_strip(scene, "→", format!("{prefix}.hidden"), move || {
        t_string!(i18n, walkthrough.strip_hidden, n = d_ff)
    });
    let output = src_strip(scene, "→", format!("{prefix}.output"), move || {
        t_string!(i18n, walkthrough.strip_ff_output).to_string()
    });
    view! {
        <MathView math=Signal::stored(stage_formula::feed_forward()) />
        {follow_note(scene)}
        {feed_forward_strips(scene, x, hidden, output)}
    }
    .into_any()
}

/// In, hidden, out, each on its own scale, and how much of the hidden layer is silent.
fn feed_forward_strips(scene: &Scene, x: Strip, hidden: Strip, output: Strip) -> AnyView {
    let i18n = scene.i18n;
    let silent = hidden.values;
    let zeros = move || {
        let share = rows::share_of_zeros(&silent.read());
        t_string!(i18n, walkthrough.zeros, share = format_percent(share))
    };
    view! {
        {strips(vec![x])}
        {strips(vec![hidden])}
        <p class="caption">{zeros}</p>
        {strips(vec![output])}
    }
    .into_any()
}

/// The strip of row `row` of a decoder tensor.
pub fn tgt_strip(
    scene: &Scene,
    sign: &'static str,
    name: String,
    row: usize,
    label: impl Fn() -> String + Send + Sync + 'static,
) -> Strip {
    let scene = scene.clone();
    Strip::new(sign, label, move || scene.row(&name, &[row]))
}

/// The decoder's feed-forward network at the current row.
pub fn decoder_feed_forward(scene: &Scene, layer: usize, row: usize) -> AnyView {
    let (i18n, d_ff) = (scene.i18n, scene.model().d_ff);
    let prefix = format!("decoder.{layer}.feed_forward");
    let input = if scene.dims().pre_norm {
        format!("{prefix}.norm")
    } else {
        scene.walkthrough.reads(scene.stage).swap_remove(0)
    };
    let x = tgt_strip(scene, "", input, row, name_of(scene, What::Input));
    let hidden = tgt_strip(scene, "→", format!("{prefix}.hidden"), row, move || {
        t_string!(i18n, walkthrough.strip_hidden, n = d_ff)
    });
    let output = tgt_strip(scene, "→", format!("{prefix}.output"), row, move || {
        t_string!(i18n, walkthrough.strip_ff_output).to_string()
    });
    view! {
        <MathView math=Signal::stored(stage_formula::feed_forward()) />
        {feed_forward_strips(scene, x, hidden, output)}
        {decoder_add(scene, &prefix, row)}
    }
    .into_any()
}

/// x + output (and its norm) at the current row, folded away: the idea is that of the encoder.
pub fn decoder_add(scene: &Scene, prefix: &str, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let Stage::Step { .. } = scene.stage else {
        return ().into_any();
    };
    let input = scene.walkthrough.reads(scene.stage).swap_remove(0);
    let strip = |sign, name: String, what| tgt_strip(scene, sign, name, row, name_of(scene, what));
    let mut list = vec![
        strip("", input, What::Input),
        strip("+", format!("{prefix}.output"), What::Output),
        strip("=", format!("{prefix}.residual"), What::Sum),
    ];
    if !scene.dims().pre_norm {
        list.push(strip("→", format!("{prefix}.norm"), What::Norm));
    }
    view! {
        <details class="walk-more">
            <summary>{say!(i18n, walkthrough.rest_of_sublayer)}</summary>
            {strips(list)}
        </details>
    }
    .into_any()
}
