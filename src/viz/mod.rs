//! From data to geometry, colour and SVG. No DOM, no Leptos.
//!
//! What a component paints is decided here, by pure functions with native tests (`tests/charts.rs`).

pub mod arrows;
pub mod attention;
pub mod bar_chart;
pub mod beam_tree;
pub mod block_map;
pub mod colormap;
pub mod cost_square;
pub mod count;
pub mod flow;
pub mod formula;
pub mod heatmap;
pub mod label;
pub mod line_chart;
pub mod memory_formula;
pub mod metric_formula;
pub mod number;
pub mod proxy_formula;
pub mod recurrent_formula;
pub mod rows;
pub mod scrub;
pub mod smoothing_formula;
pub mod spans;
pub mod stage_formula;
pub mod subscript;
pub mod tensor_view;
pub mod tokens;
pub mod vector_strip;
pub mod word_diff;
pub mod word_map;
