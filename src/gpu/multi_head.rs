//! Multi-head attention as a whole (Vaswani et al. 2017, section 3.2.2): projections, attention and W_O in one submit.
//!
//! MultiHead(X_q, X_kv) = Concat(heads)·W_O + b_O, with Q = X_q·W_Q + b_Q, K = X_kv·W_K + b_K, V = X_kv·W_V + b_V.

use super::attention::OnDevice;
use super::error::Part;
use super::shape::check_len;
use super::work::{Array, Done, Work, checked_bytes};
use super::{AttentionShape, Gpu, GpuError, Kernel, KeyMask};
use wgpu::{BufferDescriptor, BufferUsages};

/// A matrix (d, d), row by row, and its bias (d).
pub type Projection<'a> = (&'a [f32], &'a [f32]);

/// A layer's four projections in the device's memory, for as long as this lives.
pub struct MultiHeadWeights {
    d_model: usize,
    /// W_Q, W_K, W_V, W_O with their biases.
    projections: [(Array, Array); 4],
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub struct MultiHead<'a> {
    pub shape: &'a AttentionShape,
    /// (B·T_q, d_model)
    pub x_q: &'a [f32],
    /// (B·T_k, d_model): x_q again in self-attention, the encoder's output in cross-attention.
    pub x_kv: &'a [f32],
    pub mask: &'a KeyMask,
    /// Q, K, V, the weights and the heads' contexts too, for a reader who looks inside.
    pub inside: bool,
}

/// What a layer gives.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiHeadOutput {
    /// (B·T_q, d_model)
    pub output: Vec<f32>,
    pub inside: Option<Inside>,
    pub kernel_ms: Option<f64>,
}

/// What is computed on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    pub q: Vec<f32>,
    pub k: Vec<f32>,
    pub v: Vec<f32>,
    /// (B, H, T_q, T_k)
    pub weights: Vec<f32>,
    /// (B·T_q, d_model), before W_O.
    pub context: Vec<f32>,
}

impl MultiHeadWeights {
    /// `projections` are those of W_Q, W_K, W_V and W_O.
    pub fn upload(
        gpu: &Gpu,
        d_model: usize,
        projections: [Projection<'_>; 4],
    ) -> Result<Self, GpuError> {
        for (w, b) in projections {
            check_len(Part::Projection, w.len(), d_model * d_model)?;
            check_len(Part::Projection, b.len(), d_model)?;
            checked_bytes(gpu, Part::Projection, w.len())?;
        }
        let upload = |numbers: &[f32]| {
            let buffer = gpu.device.create_buffer(&BufferDescriptor {
                label: Some("projection"),
                size: 4 * numbers.len() as u64,
                usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
                mapped_at_creation: false,
            });
            let bytes = bytemuck::cast_slice(numbers);
            gpu.queue.write_buffer(&buffer, 0, bytes);
            Array::whole(buffer)
        };
        Ok(MultiHeadWeights {
            d_model,
            projections: projections.map(|(w, b)| (upload(w), upload(b))),
        })
    }
}

impl Drop for MultiHeadWeights {
    fn drop(&mut self) {
        for (w, b) in &self.projections {
            w.buffer.destroy();
            b.buffer.destroy();
        }
    }
}

impl Gpu {
    /// Multi-head attention of one layer.
    pub async fn multi_head(
        &self,
        layer: &MultiHeadWeights,
        call: MultiHead<'_>,
    ) -> Result<MultiHeadOutput, GpuError> {
        let shape = call.shape;
        shape.check()?;
        check_len(Part::Projection, layer.d_model, shape.width())?;
        check_len(Part::Input, call.x_q.len(), shape.query_len())?;
        check_len(Part::Input, call.x_kv.len(), shape.key_len())?;
        let mut work = Work::new(self)?;
        let x_q = work.upload(Part::Input, call.x_q)?;
        let x_kv = if std::ptr::eq(call.x_q, call.x_kv) {
            x_q.clone()
        } else {
            work.upload(Part::Input, call.x_kv)?
        };
        let [w_q, w_k, w_v, w_o] = &layer.projections;
        let (rows_q, rows_k) = (shape.batch * shape.t_q, shape.batch * shape.t_k);
        let d = layer.d_model;
        let q = work.project((rows_q, d), &x_q, w_q)?;
        let k = work.project((rows_k, d), &x_kv, w_k)?;
        let v = work.project((rows_k, d), &x_kv, w_v)?;
        let qkv = OnDevice {
            q: &q,
            k: &k,
            v: &v,
        };
        let heads = work.fused_attention(shape, qkv, call.mask, call.inside)?;
        let output = work.project((rows_q, d), &heads.context, w_o)?;
        work.read(&output);
        if call.inside {
            for array in [&q, &k, &v, &heads.context] {
                work.read(array);
            }
            if let Some(weights) = &heads.weights {
                work.read(weights);
            }
        }
        let Done { arrays, kernel_ms } = work.run().await?;
        let mut arrays = arrays.into_iter();
        let mut next = || arrays.next().unwrap_or_default();
        Ok(MultiHeadOutput {
            output: next(),
            inside: call.inside.then(|| Inside {
                q: next(),
                k: next(),
                v: next(),
                context: next(),
                weights: next(),
            }),
            kernel_ms,
        })
    }
}

impl Work<'_> {
    /// x·W + b for x (rows, d) and W (d, d).
    fn project(
        &mut self,
        (rows, d): (usize, usize),
        x: &Array,
        (w, b): &(Array, Array),
    ) -> Result<Array, GpuError> {
        let by = self.gpu().projecting();
        let y = self.array(Part::Context, rows * d)?;
        let vectors = (d / 4) as u32;
        let sizes = self.sizes([rows as u32, vectors, vectors, 0, 0, 0, 0, 0]);
        self.kernel(
            Kernel::Projection(by),
            &[(0, &sizes), (1, x), (2, w), (3, b), (4, &y)],
            by.groups(rows, d / 4),
        )?;
        Ok(y)
    }
}
