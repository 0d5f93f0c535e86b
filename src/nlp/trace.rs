//! Every tensor of a forward pass, by name and shape.
//!
//! A trace is taken by running the model with a recorder; without one nothing is copied.
//! The names of an encoder–decoder Transformer's trace (`{l}` counts layers from 0):
//!
//! | name | shape | what |
//! | --- | --- | --- |
//! | `src.embedding`, `tgt.embedding` | (T, d) | rows of the embedding matrix, times √d |
//! | `src.positional`, `tgt.positional` | (T, d) | sinusoids |
//! | `src.input`, `tgt.input` | (T, d) | their sum |
//! | `encoder.{l}.self_attn.{q,k,v}` | (H, T, d_k) | projections, split into heads |
//! | `encoder.{l}.self_attn.scores` | (H, T_q, T_k) | QKᵀ / √d_k, before the mask |
//! | `encoder.{l}.self_attn.weights` | (H, T_q, T_k) | after mask and softmax; rows add up to 1 |
//! | `encoder.{l}.self_attn.context` | (H, T_q, d_k) | weights · V |
//! | `encoder.{l}.self_attn.concat` | (T_q, d) | heads side by side |
//! | `encoder.{l}.self_attn.output` | (T_q, d) | concat · W_O + b_O |
//! | `encoder.{l}.self_attn.norm` | (T, d) | layer norm of the sublayer (before it if pre-norm, after it if post-norm) |
//! | `encoder.{l}.self_attn.residual` | (T, d) | x + output |
//! | `encoder.{l}.feed_forward.{norm,residual,output}` | (T, d) | the same for the feed-forward sublayer |
//! | `encoder.{l}.feed_forward.hidden` | (T, d_ff) | after ReLU |
//! | `memory` | (T_src, d) | what the decoder reads |
//! | `decoder.{l}.self_attn.*` | | masked self-attention, as above |
//! | `decoder.{l}.cross_attn.*` | | queries from the decoder, keys and values from `memory` |
//! | `decoder.{l}.feed_forward.*` | | as above |
//! | `decoder.output` | (T_tgt, d) | what the logits are computed from |
//! | `logits`, `probabilities` | (T_tgt, V) | before and after softmax |
//!
//! Row `t` of a decoder tensor is exactly what step `t` of decoding computes, since the causal mask
//! hides everything after it: one pass over the finished translation holds all steps.
//!
//! Those of recurrent models are in [`crate::nlp::model`].

use serde::{Deserialize, Serialize};

/// One named tensor, row-major.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

impl TraceTensor {
    /// The value at `index`, or `None` outside the shape.
    pub fn get(&self, index: &[usize]) -> Option<f32> {
        if index.len() != self.shape.len() {
            return None;
        }
        let mut flat = 0;
        for (&i, &n) in index.iter().zip(&self.shape) {
            if i >= n {
                return None;
            }
            flat = flat * n + i;
        }
        self.data.get(flat).copied()
    }

    /// The innermost row at the leading indices: `row(&[h, i])` of an (H, T, d_k) tensor is one vector.
    pub fn row(&self, leading: &[usize]) -> Option<&[f32]> {
        let width = *self.shape.last()?;
        if leading.len() + 1 != self.shape.len() {
            return None;
        }
        let mut flat = 0;
        for (&i, &n) in leading.iter().zip(&self.shape) {
            if i >= n {
                return None;
            }
            flat = flat * n + i;
        }
        self.data.get(flat * width..(flat + 1) * width)
    }

    /// ‖row‖ of every innermost row: of `….d_h`, how much each step of a recurrent layer matters to the loss.
    pub fn row_norms(&self) -> Vec<f32> {
        let width = self.shape.last().copied().unwrap_or(1).max(1);
        let norm = |row: &[f32]| {
            let squares = row.iter().map(|&x| f64::from(x) * f64::from(x));
            squares.sum::<f64>().sqrt() as f32
        };
        self.data.chunks(width).map(norm).collect()
    }
}

/// All tensors of one forward pass, in the order in which they were computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub tensors: Vec<TraceTensor>,
}

impl Trace {
    /// The tensor called `name`.
    pub fn get(&self, name: &str) -> Option<&TraceTensor> {
        self.tensors.iter().find(|t| t.name == name)
    }

    /// Adds a tensor at the end.
    pub fn push(&mut self, name: impl Into<String>, shape: &[usize], data: Vec<f32>) {
        debug_assert_eq!(shape.iter().product::<usize>(), data.len());
        self.tensors.push(TraceTensor {
            name: name.into(),
            shape: shape.to_vec(),
            data,
        });
    }

    /// Adds rows below those of the tensor called `name`, or as a new tensor.
    pub fn append_rows(&mut self, name: &str, width: usize, data: Vec<f32>) {
        self.add_rows(name, width, data, |old, new| old.extend(new));
    }

    /// Adds rows above those of the tensor called `name`, or as a new tensor.
    pub fn prepend_rows(&mut self, name: &str, width: usize, data: Vec<f32>) {
        self.add_rows(name, width, data, |old, new| {
            old.splice(0..0, new);
        });
    }

    fn add_rows(
        &mut self,
        name: &str,
        width: usize,
        data: Vec<f32>,
        join: impl FnOnce(&mut Vec<f32>, Vec<f32>),
    ) {
        let rows = data.len() / width.max(1);
        match self.tensors.iter_mut().find(|t| t.name == name) {
            Some(tensor) => {
                debug_assert_eq!(tensor.shape[1], width);
                tensor.shape[0] += rows;
                join(&mut tensor.data, data);
            }
            None => self.push(name, &[rows, width], data),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexing_is_row_major() {
        let mut trace = Trace::default();
        trace.push("a", &[2, 3], vec![0., 1., 2., 3., 4., 5.]);
        let a = trace.get("a").unwrap();
        assert_eq!(a.get(&[1, 2]), Some(5.));
        assert_eq!(a.get(&[2, 0]), None);
        assert_eq!(a.get(&[0]), None);
        assert_eq!(a.row(&[1]), Some(&[3., 4., 5.][..]));
        assert_eq!(a.row(&[2]), None);
        assert!(trace.get("b").is_none());
    }

    #[test]
    fn rows_join_above_and_below() {
        let mut trace = Trace::default();
        trace.append_rows("h", 2, vec![3., 4.]);
        trace.append_rows("h", 2, vec![0., 1.]);
        trace.prepend_rows("h", 2, vec![6., 8.]);
        let h = trace.get("h").unwrap();
        assert_eq!(
            (&h.shape[..], &h.data[..]),
            (&[3, 2][..], &[6., 8., 3., 4., 0., 1.][..])
        );
        assert_eq!(h.row_norms(), [10., 5., 1.]);
    }
}
