//! What every figure of the walkthrough is made from: the translation, the stage, and what the reader has chosen.

use crate::nlp::tokenizer::Token;
use crate::session::protocol::{ModelSummary, Translation};
use crate::session::walkthrough::{Dims, Stage, Walkthrough};
use crate::ui::locale::I18n;
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::label::spoken;
use crate::viz::rows;
use leptos::prelude::*;
use std::sync::Arc;

/// What the reader pointed at. It outlives the stage, so that a token can be followed through the model.
#[derive(Clone, Copy)]
pub struct Selection {
    /// Source token × entry of its vector.
    pub src: RwSignal<Option<Cell>>,
    /// Query × key of the encoder's attention.
    pub pair: RwSignal<Option<Cell>>,
    /// Query × key in the decoder's masked attention and cross-attention.
    pub masked: RwSignal<Option<Cell>>,
    pub cross: RwSignal<Option<Cell>>,
}

impl Selection {
    pub fn new() -> Self {
        Self {
            src: RwSignal::new(None),
            pair: RwSignal::new(None),
            masked: RwSignal::new(None),
            cross: RwSignal::new(None),
        }
    }

    /// Something to begin with, where nothing is chosen yet: a token in the middle of `n`, which is more
    /// often a word with a meaning than the first.
    pub fn begin(&self, n: usize) {
        let row = n / 2;
        if self.src.get_untracked().is_none() {
            self.src.set(Some(Cell { row, col: 0 }));
        }
        if self.pair.get_untracked().is_none() {
            let col = row.saturating_sub(1);
            self.pair.set(Some(Cell { row, col }));
        }
    }

    /// The source token that is followed; `n` is their number.
    pub fn src_token(&self, n: usize) -> usize {
        self.src.get().map_or(1, |c| c.row).min(n.saturating_sub(1))
    }

    /// Follows another source token, wherever it can be chosen.
    pub fn choose_src(&self, row: usize) {
        for cell in [self.src, self.pair] {
            let now = cell.get_untracked();
            if now.map(|c| c.row) != Some(row) {
                cell.set(Some(Cell {
                    row,
                    col: now.map_or(0, |c| c.col),
                }));
            }
        }
    }
}

/// Everything that a figure reads.
#[derive(Clone)]
pub struct Scene {
    pub i18n: I18n,
    pub translation: Arc<Translation>,
    pub walkthrough: Arc<Walkthrough>,
    pub stage: Stage,
    /// The head on screen, from the page.
    pub chosen_head: RwSignal<usize>,
    pub selection: Selection,
}

impl Scene {
    pub fn model(&self) -> &ModelSummary {
        &self.translation.model
    }

    pub fn dims(&self) -> &Dims {
        self.walkthrough.dims()
    }

    /// The head on screen, one that this model has.
    pub fn head(&self) -> usize {
        self.chosen_head
            .get()
            .min(self.model().n_heads.saturating_sub(1))
    }

    pub fn src_labels(&self) -> Vec<String> {
        pieces(&self.translation.src)
    }

    /// The target tokens that the decoder reads at row `row`: BOS up to there.
    pub fn tgt_labels(&self, row: usize) -> Vec<String> {
        let n = (row + 1).min(self.translation.tgt.len());
        pieces(&self.translation.tgt[..n])
    }

    /// Without its space mark, for sentences; empty beyond the last.
    pub fn src_word(&self, index: usize) -> String {
        word(&self.translation.src, index)
    }

    pub fn tgt_word(&self, index: usize) -> String {
        word(&self.translation.tgt, index)
    }

    pub fn row(&self, name: &str, leading: &[usize]) -> Arc<Vec<f32>> {
        rows::row(&self.translation.trace, name, leading)
    }

    /// A (T_src, d) tensor as a picture; with a head, that head of an (H, T_src, d_k) one.
    pub fn src_matrix(&self, name: &str, head: Option<usize>) -> Option<Heatmap> {
        rows::matrix(&self.translation.trace, name, head, &self.src_labels())
    }
}

fn pieces(tokens: &[Token]) -> Vec<String> {
    tokens.iter().map(|t| t.piece.clone()).collect()
}

fn word(tokens: &[Token], index: usize) -> String {
    tokens
        .get(index)
        .map(|t| spoken(&t.piece).to_owned())
        .unwrap_or_default()
}
