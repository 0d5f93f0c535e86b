//! The squashing functions of recurrent layers, without branches so that loops over them vectorise.

use super::Real;

/// σ(x) = 1 / (1 + e⁻ˣ), between 0 and 1.
#[inline(always)]
pub fn sigmoid<T: Real>(x: T) -> T {
    T::one() / (T::one() + (-x).exp_fast())
}

/// tanh(x) = 1 − 2 / (e²ˣ + 1), between −1 and 1.
#[inline(always)]
pub fn tanh<T: Real>(x: T) -> T {
    let two = T::one() + T::one();
    T::one() - two / ((x + x).exp_fast() + T::one())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_standard_library() {
        for i in -2000..=2000 {
            let x = f64::from(i) / 50.0;
            let s = 1.0 / (1.0 + (-x).exp());
            assert!((sigmoid(x) - s).abs() < 1e-15);
            assert!((tanh(x) - x.tanh()).abs() < 1e-15);
            assert!((f64::from(sigmoid(x as f32)) - s).abs() < 3e-7);
            assert!((f64::from(tanh(x as f32)) - x.tanh()).abs() < 3e-7);
        }
        for x in [f32::INFINITY, 1e30, -1e30, f32::NEG_INFINITY] {
            assert_eq!(tanh(x), x.signum());
            assert!(sigmoid(x) >= 0.0 && sigmoid(x) <= 1.0);
        }
    }
}
