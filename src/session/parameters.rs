//! Which parameters a model has, with their shapes: asked for by name with
//! [`Request::Parameter`](super::protocol::Request::Parameter).

use super::protocol::ModelSummary;
use super::tensors::Expected;

/// Every parameter of `model`, in the order of the computation.
///
/// Whether source embedding, target embedding and output share one matrix is not in the summary, but the number
/// of parameters tells.
pub fn parameters(model: &ModelSummary) -> Vec<Expected> {
    let tied = list(model, &["embedding.weight"]);
    if count(&tied) == model.n_parameters {
        return tied;
    }
    let own = [
        "src_embedding.weight",
        "tgt_embedding.weight",
        "generator.weight",
    ];
    list(model, &own)
}

fn count(list: &[Expected]) -> usize {
    list.iter()
        .map(|(_, shape)| shape.iter().product::<usize>())
        .sum()
}

fn list(model: &ModelSummary, embeddings: &[&str]) -> Vec<Expected> {
    let mut table = Table {
        model,
        rows: Vec::new(),
    };
    for name in embeddings {
        table.push(name, &[model.vocab_size, model.d_model]);
    }
    for l in 0..model.n_encoder_layers {
        table.attention(&format!("encoder.{l}.self_attn"));
        table.feed_forward(&format!("encoder.{l}.feed_forward"));
    }
    if model.pre_norm {
        table.norm("encoder.norm");
    }
    for l in 0..model.n_decoder_layers {
        table.attention(&format!("decoder.{l}.self_attn"));
        table.attention(&format!("decoder.{l}.cross_attn"));
        table.feed_forward(&format!("decoder.{l}.feed_forward"));
    }
    if model.pre_norm {
        table.norm("decoder.norm");
    }
    table.rows
}

struct Table<'a> {
    model: &'a ModelSummary,
    rows: Vec<Expected>,
}

impl Table<'_> {
    fn push(&mut self, name: &str, shape: &[usize]) {
        self.rows.push((name.to_owned(), shape.to_vec()));
    }

    fn norm(&mut self, prefix: &str) {
        let d = self.model.d_model;
        self.push(&format!("{prefix}.gamma"), &[d]);
        self.push(&format!("{prefix}.beta"), &[d]);
    }

    fn attention(&mut self, prefix: &str) {
        let d = self.model.d_model;
        for letter in ["q", "k", "v", "o"] {
            self.push(&format!("{prefix}.w_{letter}"), &[d, d]);
            self.push(&format!("{prefix}.b_{letter}"), &[d]);
        }
        self.norm(&format!("{prefix}.norm"));
    }

    fn feed_forward(&mut self, prefix: &str) {
        let (d, d_ff) = (self.model.d_model, self.model.d_ff);
        self.push(&format!("{prefix}.w_1"), &[d, d_ff]);
        self.push(&format!("{prefix}.b_1"), &[d_ff]);
        self.push(&format!("{prefix}.w_2"), &[d_ff, d]);
        self.push(&format!("{prefix}.b_2"), &[d]);
        self.norm(&format!("{prefix}.norm"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::model::{Transformer, TransformerConfig};
    use crate::nlp::nn::NormPosition;
    use crate::nlp::rng::Rng;
    use std::collections::BTreeMap;

    #[test]
    fn the_list_is_that_of_the_model() {
        for (tied_embeddings, norm_position) in [
            (true, NormPosition::Pre),
            (false, NormPosition::Pre),
            (true, NormPosition::Post),
            (false, NormPosition::Post),
        ] {
            let config = TransformerConfig {
                vocab_size: 20,
                d_model: 8,
                n_heads: 2,
                d_ff: 12,
                n_encoder_layers: 2,
                n_decoder_layers: 1,
                norm_position,
                tied_embeddings,
                ..TransformerConfig::default()
            };
            let model = Transformer::<f32>::new(config, &mut Rng::new(1)).unwrap();
            let summary = ModelSummary {
                name: "toy".into(),
                d_model: 8,
                d_ff: 12,
                n_heads: 2,
                n_encoder_layers: 2,
                n_decoder_layers: 1,
                vocab_size: 20,
                max_len: 60,
                pre_norm: norm_position == NormPosition::Pre,
                n_parameters: model.params.n_parameters(),
                download_bytes: 0,
            };
            let listed: BTreeMap<_, _> = parameters(&summary).into_iter().collect();
            let found: BTreeMap<_, _> = model
                .params
                .iter()
                .map(|p| {
                    let shape = match p.value.dim() {
                        (_, n) if p.is_vector => vec![n],
                        (rows, columns) => vec![rows, columns],
                    };
                    (p.name.clone(), shape)
                })
                .collect();
            assert_eq!(listed, found);
        }
    }
}
