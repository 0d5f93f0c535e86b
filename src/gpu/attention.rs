//! Scaled dot-product attention for a batch of sentences and heads, on the graphics card.

use super::error::Part;
use super::work::{Array, Done, Work};
use super::{AttentionOutput, AttentionShape, Gpu, GpuError, Kernel, KeyMask, Method, Qkv};

/// Q, K and V on the device.
pub(super) struct OnDevice<'a> {
    pub q: &'a Array,
    pub k: &'a Array,
    pub v: &'a Array,
}

/// Arrays that a kernel has written, by the time the work is done.
pub(super) struct Written {
    pub context: Array,
    pub weights: Option<Array>,
}

impl Gpu {
    /// softmax(mask(Q·Kᵀ / √d_k))·V; self-attention and cross-attention alike.
    ///
    /// One kernel that stores nothing of size t_q × t_k; with `want_weights` a second one makes them for the reader.
    ///
    /// # Shapes
    /// q (B·T_q, H·d_k), k and v (B·T_k, H·d_k) → context (B·T_q, H·d_k), weights (B, H, T_q, T_k).
    pub async fn attention(
        &self,
        shape: &AttentionShape,
        qkv: Qkv<'_>,
        mask: &KeyMask,
        want_weights: bool,
    ) -> Result<AttentionOutput, GpuError> {
        self.run_attention(Method::Fused, shape, qkv, mask, (want_weights, 1))
            .await
    }

    /// The same by either method, so many times over, for their comparison; `kernel_ms` is of one time. A card that has
    /// little to do slows its clock down, and browsers round its clock to a tenth of a millisecond.
    pub async fn attention_by(
        &self,
        method: Method,
        shape: &AttentionShape,
        qkv: Qkv<'_>,
        mask: &KeyMask,
        rounds: u32,
    ) -> Result<AttentionOutput, GpuError> {
        let want_weights = false;
        self.run_attention(method, shape, qkv, mask, (want_weights, rounds))
            .await
    }

    async fn run_attention(
        &self,
        method: Method,
        shape: &AttentionShape,
        Qkv { q, k, v }: Qkv<'_>,
        mask: &KeyMask,
        (want_weights, rounds): (bool, u32),
    ) -> Result<AttentionOutput, GpuError> {
        shape.check()?;
        shape.check_arrays(q, k, v)?;
        let mut work = Work::new(self)?;
        let q = work.upload(Part::Queries, q)?;
        let k = work.upload(Part::Keys, k)?;
        let v = work.upload(Part::Values, v)?;
        let qkv = OnDevice {
            q: &q,
            k: &k,
            v: &v,
        };
        let written = match method {
            Method::Naive => work.naive_attention(shape, qkv, mask)?,
            Method::Fused => work.fused_attention(shape, qkv, mask, want_weights)?,
        };
        work.repeat(rounds);
        work.read(&written.context);
        if want_weights && let Some(weights) = &written.weights {
            work.read(weights);
        }
        let Done { arrays, kernel_ms } = work.run().await?;
        let mut arrays = arrays.into_iter();
        Ok(AttentionOutput {
            context: arrays.next().unwrap_or_default(),
            weights: arrays.next(),
            kernel_ms,
        })
    }
}

impl Work<'_> {
    /// The kernels' sizes and mask.
    fn sizes_and_mask(
        &mut self,
        shape: &AttentionShape,
        mask: &KeyMask,
    ) -> Result<(Array, Array), GpuError> {
        let words = mask.words(shape)?;
        let scale = 1.0 / (shape.d_k as f32).sqrt();
        let sizes = self.sizes([
            shape.t_q as u32,
            shape.t_k as u32,
            shape.heads as u32,
            (shape.width() / 4) as u32,
            u32::from(mask.causal),
            shape.t_k.div_ceil(32) as u32,
            scale.to_bits(),
            0,
        ]);
        Ok((sizes, self.upload_words(Part::Mask, &words)?))
    }

    pub(super) fn fused_attention(
        &mut self,
        shape: &AttentionShape,
        OnDevice { q, k, v }: OnDevice<'_>,
        mask: &KeyMask,
        want_weights: bool,
    ) -> Result<Written, GpuError> {
        let &AttentionShape {
            batch,
            heads,
            t_q,
            t_k,
            d_k,
        } = shape;
        let (sizes, visible) = self.sizes_and_mask(shape, mask)?;
        let context = self.array(Part::Context, shape.query_len())?;
        // m and 1 / l of every query
        let statistics = self.array(Part::Context, 2 * batch * heads * t_q)?;
        let tiling = self.gpu().tiling(d_k);
        self.kernel(
            Kernel::Fused(d_k, tiling),
            &[
                (0, &sizes),
                (1, &visible),
                (2, q),
                (3, k),
                (4, v),
                (5, &context),
                (6, &statistics),
            ],
            [t_q.div_ceil(tiling.queries(d_k)), heads, batch],
        )?;
        let weights = if want_weights {
            let weights = self.array(Part::Weights, shape.weight_len())?;
            self.kernel(
                Kernel::Weights(d_k),
                &[
                    (0, &sizes),
                    (1, &visible),
                    (2, q),
                    (3, k),
                    (4, &statistics),
                    (5, &weights),
                ],
                [t_k.div_ceil(32), t_q.div_ceil(32), batch * heads],
            )?;
            Some(weights)
        } else {
            None
        };
        Ok(Written { context, weights })
    }

    fn naive_attention(
        &mut self,
        shape: &AttentionShape,
        OnDevice { q, k, v }: OnDevice<'_>,
        mask: &KeyMask,
    ) -> Result<Written, GpuError> {
        let &AttentionShape {
            batch,
            heads,
            t_q,
            t_k,
            d_k,
        } = shape;
        let (sizes, visible) = self.sizes_and_mask(shape, mask)?;
        let scores = self.array(Part::Scores, shape.weight_len())?;
        let context = self.array(Part::Context, shape.query_len())?;
        self.kernel(
            Kernel::NaiveScores(d_k),
            &[(0, &sizes), (1, &visible), (2, q), (3, k), (4, &scores)],
            [t_k.div_ceil(64), t_q, batch * heads],
        )?;
        self.kernel(
            Kernel::NaiveSoftmax(d_k),
            &[(0, &sizes), (2, &scores)],
            [t_q.div_ceil(64), heads, batch],
        )?;
        self.kernel(
            Kernel::NaiveContext(d_k),
            &[(0, &sizes), (2, &scores), (3, v), (4, &context)],
            [(t_q * d_k).div_ceil(64), heads, batch],
        )?;
        Ok(Written {
            context,
            weights: Some(scores),
        })
    }
}
