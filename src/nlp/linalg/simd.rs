//! Letting loops vectorise with what the processor has.

/// Runs `f` compiled for the widest vectors that this processor has (AVX-512, AVX2, NEON, or the
/// target's baseline; SIMD128 in WebAssembly where it was built with it).
///
/// Everything hot in `f` must be `#[inline(always)]`, or it is compiled for the baseline after all.
#[inline(always)]
pub fn with_simd<R>(f: impl FnOnce() -> R) -> R {
    #[cfg(not(target_arch = "wasm32"))]
    {
        pulp::Arch::new().dispatch(f)
    }
    #[cfg(target_arch = "wasm32")]
    {
        f()
    }
}

/// eˣ in f32 without branches: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial of degree 6 for eʳ
/// (Cephes `expf`), and 2ⁿ by its exponent bits. Relative error below 2·10⁻⁷; 0 far below, +∞ never
/// (the argument is held at 88, beyond which f32 overflows).
#[inline(always)]
pub fn exp_f32(x: f32) -> f32 {
    const LN2_HI: f32 = 0.693_359_4;
    const LN2_LO: f32 = -2.121_944_4e-4;
    // Rounds to the nearest integer for |y| < 2²²; plain additions vectorise everywhere.
    const MAGIC: f32 = 12_582_912.0;
    let clamped = if x > 88.0 { 88.0 } else { x };
    let clamped = if clamped < -87.0 { -87.0 } else { clamped };
    let n = (clamped * std::f32::consts::LOG2_E + MAGIC) - MAGIC;
    let r = clamped - n * LN2_HI - n * LN2_LO;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 5e-1;
    p = p * r * r + r + 1.0;
    // SAFETY of the cast: n is within [-126, 127] after clamping.
    let two_to_n = f32::from_bits((((n as i32) + 127) << 23) as u32);
    let y = p * two_to_n;
    if x < -87.0 { 0.0 } else { y }
}

/// 2ˣ in f32 for x up to 0, without branches: x = n + r with |r| ≤ 1/2, a polynomial of degree 6 for 2ʳ (Cephes
/// `exp2f`), and n added to its exponent bits. Relative error below 2·10⁻⁷; 0 below −126.
#[inline(always)]
pub fn power_of_2_f32(x: f32) -> f32 {
    let clamped = if x < -126.0 { -126.0 } else { x };
    // Its last bits are n.
    let shifted = clamped + ROUND;
    let r = clamped - (shifted - ROUND);
    let mut p = POWER_OF_2[0];
    for c in &POWER_OF_2[1..] {
        p = p * r + c;
    }
    let y = f32::from_bits(p.to_bits().wrapping_add(shifted.to_bits() << 23));
    if x < -126.0 { 0.0 } else { y }
}

/// 1.5·2²³: added to a number below 2²² it rounds it to a whole one.
pub const ROUND: f32 = 12_582_912.0;

/// 2ʳ for |r| ≤ 1/2, the highest power first.
pub const POWER_OF_2: [f32; 7] = [
    1.535_336_2e-4,
    1.339_887_4e-3,
    9.618_437e-3,
    5.550_332_5e-2,
    2.402_264_8e-1,
    6.931_472e-1,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_that_of_the_standard_library() {
        let mut worst = 0.0f32;
        for i in -86_000..=88_000 {
            let x = i as f32 / 1000.0;
            let (got, want) = (exp_f32(x), x.exp());
            worst = worst.max((got - want).abs() / want);
        }
        assert!(worst < 3e-7, "relative error {worst}");
        assert_eq!(exp_f32(0.0), 1.0);
        assert_eq!(exp_f32(-200.0), 0.0);
        assert_eq!(exp_f32(f32::NEG_INFINITY), 0.0);
        assert!(exp_f32(200.0).is_finite());
        assert!(exp_f32(f32::NAN).is_nan());
    }
    #[test]
    fn powers_of_two_are_those_of_the_standard_library() {
        let mut worst = 0.0f32;
        for i in 0..=125_900 {
            let x = -i as f32 / 1000.0;
            worst = worst.max((power_of_2_f32(x) - x.exp2()).abs() / x.exp2());
        }
        assert!(worst < 2e-7, "relative error {worst}");
        assert_eq!(power_of_2_f32(0.0), 1.0);
        assert_eq!(power_of_2_f32(-3.0), 0.125);
        assert_eq!(power_of_2_f32(-1e30), 0.0);
        assert_eq!(power_of_2_f32(f32::NEG_INFINITY), 0.0);
        assert!(power_of_2_f32(f32::NAN).is_nan());
    }
}
