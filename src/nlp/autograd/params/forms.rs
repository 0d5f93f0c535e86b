//! The forms in which a matrix is kept for products with a few rows, as in decoding.

use super::{ParamId, ParamSet};
use crate::nlp::linalg::{Packed, Real, affine, is_few, matmul_nt};
use ndarray::{Array2, ArrayView2};
use std::sync::{Arc, OnceLock};

/// The numbers of a parameter once more, in other orders; gone once the value may change.
#[derive(Clone, Debug)]
pub(super) struct Forms<T> {
    /// W, made when it is first asked for.
    packed: OnceLock<Arc<Packed<T>>>,
    /// Wᵀ, made when it is first asked for.
    packed_transposed: OnceLock<Arc<Packed<T>>>,
}

impl<T> Default for Forms<T> {
    fn default() -> Self {
        Forms {
            packed: OnceLock::new(),
            packed_transposed: OnceLock::new(),
        }
    }
}

/// What is packed says nothing that the value does not.
impl<T> PartialEq for Forms<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T: Real> ParamSet<T> {
    /// x·W + b without a tape, by the form of W that is fastest for so many rows.
    ///
    /// # Shapes
    /// x (n, k), W (k, m), b of length m or none → (n, m).
    pub fn affine(&self, w: ParamId, x: ArrayView2<T>, b: Option<&[T]>) -> Array2<T> {
        let param = &self.params[w.0];
        if !is_few(x.nrows()) {
            return affine(x, param.value.view(), b);
        }
        let pack = || Arc::new(Packed::new(param.value.view()));
        param.forms.packed.get_or_init(pack).affine_rows(x, b)
    }

    /// x·Eᵀ without a tape, by the form of E that is fastest for so many rows.
    ///
    /// # Shapes
    /// x (n, k), E (m, k) → (n, m).
    pub fn times_transposed(&self, e: ParamId, x: ArrayView2<T>) -> Array2<T> {
        let param = &self.params[e.0];
        if !is_few(x.nrows()) {
            return matmul_nt(x, param.value.view());
        }
        let pack = || Arc::new(Packed::new(param.value.t()));
        let packed = param.forms.packed_transposed.get_or_init(pack);
        packed.affine_rows(x, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::linalg::matmul;
    use crate::nlp::rng::Rng;

    #[test]
    fn products_follow_the_value() {
        let mut rng = Rng::new(2);
        let mut random = |r, c| Array2::from_shape_fn((r, c), |_| rng.normal());
        let mut params = ParamSet::<f64>::new();
        let w = params.add("w", random(6, 40));
        for n in [1, 3, 20] {
            let (x, z) = (random(n, 6), random(n, 40));
            for factor in [1.0, -2.0] {
                // A change must not leave the product of the old value behind.
                params.values_mut().for_each(|w| *w *= factor);
                let value = params.value(w).clone();
                let close =
                    |a: Array2<f64>, b: Array2<f64>| (a - b).iter().all(|d| d.abs() < 1e-12);
                assert!(close(
                    params.affine(w, x.view(), None),
                    matmul(x.view(), value.view())
                ));
                assert!(close(
                    params.times_transposed(w, z.view()),
                    matmul(z.view(), value.t())
                ));
            }
            params.set("w", random(6, 40)).expect("the same shape");
        }
    }

    #[test]
    fn what_was_asked_of_a_model_does_not_make_it_another() {
        let mut params = ParamSet::<f32>::new();
        let w = params.add("w", Array2::ones((2, 3)));
        let same = params.clone();
        params.affine(w, Array2::ones((1, 2)).view(), None);
        assert_eq!(params, same);
    }
}
