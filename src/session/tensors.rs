//! Which tensors the trace of a translation holds, with their shapes: the table in
//! [`nlp::trace`](crate::nlp::trace), as data.

use super::protocol::ModelSummary;

/// A tensor's name and shape.
pub type Expected = (String, Vec<usize>);

/// Every tensor of a translation by `model` with `n_src` source tokens (BOS and EOS included) and
/// `n_steps` predicted tokens, in the order in which they are computed (post-norm).
pub fn expected(model: &ModelSummary, n_src: usize, n_steps: usize) -> Vec<Expected> {
    let d = model.d_model;
    let mut table = Table {
        model,
        rows: Vec::new(),
    };
    table.input("src", n_src);
    for l in 0..model.n_encoder_layers {
        table.attention(&format!("encoder.{l}.self_attn"), n_src, n_src);
        table.feed_forward(&format!("encoder.{l}.feed_forward"), n_src);
    }
    table.push("memory", &[n_src, d]);
    table.input("tgt", n_steps);
    for l in 0..model.n_decoder_layers {
        table.attention(&format!("decoder.{l}.self_attn"), n_steps, n_steps);
        table.attention(&format!("decoder.{l}.cross_attn"), n_steps, n_src);
        table.feed_forward(&format!("decoder.{l}.feed_forward"), n_steps);
    }
    table.push("decoder.output", &[n_steps, d]);
    table.push("logits", &[n_steps, model.vocab_size]);
    table.push("probabilities", &[n_steps, model.vocab_size]);
    table.rows
}

struct Table<'a> {
    model: &'a ModelSummary,
    rows: Vec<Expected>,
}

impl Table<'_> {
    fn push(&mut self, name: impl Into<String>, shape: &[usize]) {
        self.rows.push((name.into(), shape.to_vec()));
    }

    fn input(&mut self, side: &str, n: usize) {
        for part in ["embedding", "positional", "input"] {
            self.push(format!("{side}.{part}"), &[n, self.model.d_model]);
        }
    }

    /// `n_q` queries read `n_k` keys and values.
    fn attention(&mut self, prefix: &str, n_q: usize, n_k: usize) {
        let (h, d) = (self.model.n_heads, self.model.d_model);
        let d_k = d.checked_div(h).unwrap_or(0);
        self.push(format!("{prefix}.q"), &[h, n_q, d_k]);
        self.push(format!("{prefix}.k"), &[h, n_k, d_k]);
        self.push(format!("{prefix}.v"), &[h, n_k, d_k]);
        self.push(format!("{prefix}.scores"), &[h, n_q, n_k]);
        self.push(format!("{prefix}.weights"), &[h, n_q, n_k]);
        self.push(format!("{prefix}.context"), &[h, n_q, d_k]);
        for part in ["concat", "output", "residual", "norm"] {
            self.push(format!("{prefix}.{part}"), &[n_q, d]);
        }
    }

    fn feed_forward(&mut self, prefix: &str, n: usize) {
        self.push(format!("{prefix}.hidden"), &[n, self.model.d_ff]);
        for part in ["output", "residual", "norm"] {
            self.push(format!("{prefix}.{part}"), &[n, self.model.d_model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The names of the table in `nlp/trace.rs` for one layer, read from its documentation.
    fn documented() -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for line in include_str!("../nlp/trace.rs").lines() {
            let Some(row) = line.strip_prefix("//! | `") else {
                continue;
            };
            let cell = row.split(" | ").next().unwrap().replace(['`', ' '], "");
            // `{l}` is layer 0; `decoder.0.*` stand for what the encoder lists.
            for pattern in cell.replace("{l}", "0").split(',').flat_map(regroup) {
                names.insert(pattern);
            }
        }
        let starred: Vec<String> = names
            .iter()
            .filter(|n| n.ends_with(".*"))
            .cloned()
            .collect();
        for star in starred {
            names.remove(&star);
            let prefix = star.trim_end_matches('*');
            let kind = if prefix.contains("attn") {
                "encoder.0.self_attn."
            } else {
                "encoder.0.feed_forward."
            };
            let same: Vec<String> = names
                .iter()
                .filter_map(|n| n.strip_prefix(kind))
                .map(|part| format!("{prefix}{part}"))
                .collect();
            names.extend(same);
        }
        names
    }

    /// Splitting at commas cut `a.{q,k,v}` into `a.{q`, `k`, `v}`; the prefix is remembered here.
    fn regroup(piece: &str) -> Option<String> {
        thread_local!(static PREFIX: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) });
        PREFIX.with_borrow_mut(|prefix| {
            if let Some((head, first)) = piece.split_once('{') {
                *prefix = Some(head.to_owned());
                return Some(format!("{head}{first}"));
            }
            match prefix.clone() {
                Some(head) => {
                    if piece.ends_with('}') {
                        *prefix = None;
                    }
                    Some(format!("{head}{}", piece.trim_end_matches('}')))
                }
                None => Some(piece.to_owned()),
            }
        })
    }

    #[test]
    fn the_names_are_those_of_the_trace() {
        let model = ModelSummary {
            name: "one layer".into(),
            d_model: 8,
            d_ff: 16,
            n_heads: 2,
            n_encoder_layers: 1,
            n_decoder_layers: 1,
            vocab_size: 20,
            max_len: 60,
            pre_norm: false,
            n_parameters: 0,
            download_bytes: 0,
        };
        let names: BTreeSet<String> = expected(&model, 3, 2).into_iter().map(|e| e.0).collect();
        assert_eq!(names, documented());
        assert_eq!(names.len(), 3 + 10 + 4 + 1 + 3 + 10 + 10 + 4 + 3);
    }
}
