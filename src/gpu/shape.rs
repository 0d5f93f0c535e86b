//! The sizes of one attention: what they must be, and what they cost.

use super::error::{GpuError, Part};
use serde::{Deserialize, Serialize};

/// The longest sequence that the kernels are tested for.
pub const MAX_LENGTH: usize = 4096;

/// `batch` sentences, `heads` heads of width `d_k`, `t_q` queries that look at `t_k` keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttentionShape {
    pub batch: usize,
    pub heads: usize,
    pub t_q: usize,
    pub t_k: usize,
    pub d_k: usize,
}

/// How attention may be computed, for [`AttentionShape::memory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    /// Scores and weights as one matrix in memory, a kernel each for scores, softmax and context: the reference.
    Naive,
    /// One kernel with online softmax; nothing of size t_q × t_k is stored.
    Fused,
}

impl AttentionShape {
    /// One sentence that looks at itself.
    pub fn square(heads: usize, n: usize, d_k: usize) -> Self {
        AttentionShape {
            batch: 1,
            heads,
            t_q: n,
            t_k: n,
            d_k,
        }
    }

    /// d_model: the heads side by side.
    pub fn width(&self) -> usize {
        self.heads * self.d_k
    }

    /// Numbers in Q, and in the context.
    pub fn query_len(&self) -> usize {
        self.batch * self.t_q * self.width()
    }

    /// Numbers in K, and in V.
    pub fn key_len(&self) -> usize {
        self.batch * self.t_k * self.width()
    }

    /// Numbers in the scores, and in the weights.
    pub fn weight_len(&self) -> usize {
        self.batch * self.heads * self.t_q * self.t_k
    }

    /// Multiplications and additions of Q·Kᵀ and weights·V. (A causal mask saves half of them, a padding mask some; the
    /// figure counts them all, as is usual, so that kernels compare.)
    pub fn flops(&self) -> f64 {
        4.0 * self.weight_len() as f64 * self.d_k as f64
    }

    /// Bytes beside Q, K, V and the context: what the method has to store on the way.
    pub fn memory(&self, method: Method) -> u64 {
        let numbers = match method {
            Method::Naive => self.weight_len(),
            // m and 1 / l of every query.
            Method::Fused => 2 * self.batch * self.heads * self.t_q,
        };
        4 * numbers as u64
    }

    /// Whether the kernels can take these sizes.
    pub fn check(&self) -> Result<(), GpuError> {
        let lengths = 1..=MAX_LENGTH;
        if self.batch == 0
            || self.heads == 0
            || !lengths.contains(&self.t_q)
            || !lengths.contains(&self.t_k)
        {
            return Err(GpuError::Empty {
                batch: self.batch,
                heads: self.heads,
                t_q: self.t_q,
                t_k: self.t_k,
            });
        }
        if !(8..=128).contains(&self.d_k) || !self.d_k.is_multiple_of(4) {
            return Err(GpuError::HeadWidth { d_k: self.d_k });
        }
        Ok(())
    }

    /// Whether Q, K and V have the numbers that these sizes ask for.
    pub fn check_arrays(&self, q: &[f32], k: &[f32], v: &[f32]) -> Result<(), GpuError> {
        for (what, found, expected) in [
            (Part::Queries, q.len(), self.query_len()),
            (Part::Keys, k.len(), self.key_len()),
            (Part::Values, v.len(), self.key_len()),
        ] {
            check_len(what, found, expected)?;
        }
        Ok(())
    }
}

pub(super) fn check_len(what: Part, found: usize, expected: usize) -> Result<(), GpuError> {
    if found == expected {
        Ok(())
    } else {
        Err(GpuError::WrongLength {
            what,
            expected,
            found,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_of_weights_outgrows_the_rest() {
        let shape = AttentionShape::square(8, 1024, 64);
        assert_eq!(shape.memory(Method::Naive), 32 << 20);
        assert_eq!(shape.memory(Method::Fused), 64 << 10);
        assert_eq!(shape.flops(), 4.0 * 8.0 * 1024.0 * 1024.0 * 64.0);
    }

    #[test]
    fn sizes_that_the_kernels_cannot_take() {
        let good = AttentionShape::square(2, 7, 16);
        assert_eq!(good.check(), Ok(()));
        for d_k in [4, 18, 132] {
            let bad = AttentionShape { d_k, ..good };
            assert_eq!(bad.check(), Err(GpuError::HeadWidth { d_k }));
        }
        for bad in [
            AttentionShape { t_k: 0, ..good },
            AttentionShape {
                t_q: MAX_LENGTH + 1,
                ..good
            },
            AttentionShape { heads: 0, ..good },
        ] {
            assert!(matches!(bad.check(), Err(GpuError::Empty { .. })));
        }
        let q = vec![0.0; good.query_len()];
        assert!(matches!(
            good.check_arrays(&q, &q, &q[1..]),
            Err(GpuError::WrongLength {
                what: Part::Values,
                ..
            })
        ));
    }
}
