//! Figures of which every lesson is made: data in by signals, choices out by callbacks.
//!
//! A widget only paints: what it paints is computed in [`crate::viz`], where the tests are.

mod attention_flow;
mod cell_canvas;
mod changed_words;
mod clear_data;
mod copy_button;
mod cover;
mod dare;
mod figure_menu;
mod file_drop;
mod formula;
mod head_grid;
mod heatmap_view;
mod line_chart_view;
mod measure;
mod model_status;
mod predict;
mod probability_bars;
pub(in crate::ui) mod save;
mod sentence_form;
mod slider;
mod token_strip;
mod vector_strip;

pub use attention_flow::AttentionFlow;
pub use changed_words::{changed_words, lost_words};
pub use clear_data::ClearData;
pub use copy_button::{CopyButton, CopyLink};
pub use cover::Cover;
pub use dare::Dare;
pub use figure_menu::FigureMenu;
pub use file_drop::{FileButton, FileDrop};
pub use formula::{
    AttentionFormula, DotFormula, LayerNormFormula, MathView, PositionalFormula, ScoreFormula,
    SoftmaxFormula, WeightedSumFormula,
};
pub use head_grid::HeadGrid;
pub use heatmap_view::HeatmapView;
pub use line_chart_view::LineChartView;
pub(in crate::ui) use measure::{height_in_a_room, use_width};
pub use model_status::{FailureNote, ModelStatus, megabytes, progress_text, share};
pub use predict::Predict;
pub use probability_bars::ProbabilityBars;
pub use sentence_form::SentenceForm;
pub use slider::Slider;
pub use token_strip::{ChipSide, TokenStrip};
pub use vector_strip::VectorStrip;

pub use crate::viz::tokens::{ChipState, TokenChip};

use crate::ui::theme::ThemeContext;
use crate::viz::colormap::Theme;
use leptos::prelude::*;

/// The paper that figures are painted on; light where no theme is provided (tests).
fn figure_theme() -> Signal<Theme> {
    let context = use_context::<ThemeContext>();
    Signal::derive(move || match &context {
        Some(context) if context.is_dark.get() => Theme::Dark,
        _ => Theme::Light,
    })
}

/// A length of the layout (CSS pixels at a root size of 16) as a CSS length that grows with the root size.
fn rem(length: f64) -> String {
    format!("{}rem", (length / 16.0 * 1000.0).round() / 1000.0)
}
