//! A model's attention layers on the graphics card: projections, attention and W_O of a layer in one submit.

use super::{
    AttentionShape, Gpu, GpuError, Inside, KeyMask, MultiHead, MultiHeadOutput, MultiHeadWeights,
};
use crate::nlp::linalg::matmul_nt;
use crate::nlp::nn::{Attend, Attended, AttentionCall};
use ndarray::{Array2, ArrayView2, s};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The card for one model. Each layer's weights go there once, when the layer is first asked for.
pub struct CardLayers {
    gpu: Rc<Gpu>,
    layers: RefCell<HashMap<String, Rc<MultiHeadWeights>>>,
    failure: RefCell<Option<GpuError>>,
}

impl CardLayers {
    pub fn new(gpu: Rc<Gpu>) -> Self {
        CardLayers {
            gpu,
            layers: RefCell::default(),
            failure: RefCell::default(),
        }
    }

    /// Why some layer since the last call was left to the CPU.
    pub fn failure(&self) -> Option<GpuError> {
        self.failure.take()
    }

    async fn compute(&self, call: AttentionCall<'_>) -> Result<Attended, GpuError> {
        let d = call.x_q.ncols();
        let shape = AttentionShape {
            batch: 1,
            heads: call.n_heads,
            t_q: call.x_q.nrows(),
            t_k: call.x_kv.nrows(),
            d_k: d / call.n_heads,
        };
        let mask = KeyMask::of_pairs(call.mask).ok_or_else(|| GpuError::Validation {
            why: "a mask that is neither causal nor padding".into(),
        })?;
        let layer = self.layer(&call, d)?;
        let [x_q, x_kv] = [call.x_q, call.x_kv].map(|x| x.iter().copied().collect::<Vec<f32>>());
        let multi_head = MultiHead {
            shape: &shape,
            x_q: &x_q,
            x_kv: &x_kv,
            mask: &mask,
            inside: true,
        };
        let found = self.gpu.multi_head(&layer, multi_head).await?;
        attended(&shape, found)
    }

    fn layer(&self, call: &AttentionCall, d: usize) -> Result<Rc<MultiHeadWeights>, GpuError> {
        if let Some(layer) = self.layers.borrow().get(call.layer) {
            return Ok(Rc::clone(layer));
        }
        let owned = call
            .projections
            .map(|(w, b)| (w.iter().copied().collect::<Vec<f32>>(), b));
        let views = [0, 1, 2, 3].map(|i: usize| (&owned[i].0[..], owned[i].1));
        let layer = Rc::new(MultiHeadWeights::upload(&self.gpu, d, views)?);
        self.layers
            .borrow_mut()
            .insert(call.layer.to_string(), Rc::clone(&layer));
        Ok(layer)
    }
}

impl Attend for CardLayers {
    async fn attend(&self, call: AttentionCall<'_>) -> Option<Attended> {
        match self.compute(call).await {
            Ok(attended) => Some(attended),
            Err(error) => {
                self.failure.replace(Some(error));
                None
            }
        }
    }
}

/// The card's arrays as matrices. Scores before the mask are Q·Kᵀ / √d_k of the card's Q and K.
fn attended(shape: &AttentionShape, found: MultiHeadOutput) -> Result<Attended, GpuError> {
    let missing = || GpuError::Validation {
        why: "the device gave back less than was asked".into(),
    };
    let matrix = |rows: usize, columns: usize, x: Vec<f32>| {
        Array2::from_shape_vec((rows, columns), x).map_err(|_| missing())
    };
    let (t_q, t_k, d) = (shape.t_q, shape.t_k, shape.width());
    let Inside {
        q,
        k,
        v,
        weights,
        context,
    } = found.inside.ok_or_else(missing)?;
    let (q, k) = (matrix(t_q, d, q)?, matrix(t_k, d, k)?);
    let scale = 1.0 / (shape.d_k as f32).sqrt();
    let mut scores = Array2::zeros((shape.heads * t_q, t_k));
    for h in 0..shape.heads {
        let head = |x: &Array2<f32>| -> Array2<f32> {
            let columns = h * shape.d_k..(h + 1) * shape.d_k;
            x.slice(s![.., columns]).to_owned()
        };
        let (q, k) = (head(&q), head(&k));
        let of_head: Array2<f32> = matmul_nt(q.view(), k.view()) * scale;
        let mut rows = scores.slice_mut(s![h * t_q..(h + 1) * t_q, ..]);
        rows.assign(&ArrayView2::from(&of_head));
    }
    Ok(Attended {
        v: matrix(t_k, d, v)?,
        weights: matrix(shape.heads * t_q, t_k, weights)?,
        context: matrix(t_q, d, context)?,
        output: matrix(t_q, d, found.output)?,
        q,
        k,
        scores,
    })
}
