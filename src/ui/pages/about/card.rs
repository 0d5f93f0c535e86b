//! How the About page writes a model's numbers.

use crate::session::manifest::{Manifest, Measure};

/// All files of the model together.
pub fn total_bytes(manifest: &Manifest) -> u64 {
    manifest.files.iter().map(|file| file.bytes).sum()
}

/// 5_432_100 bytes are "5.4" megabytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// Numbers with at most two decimals, words as they are.
pub fn measure(measure: &Measure) -> String {
    match measure {
        Measure::Number(x) if x.fract() == 0.0 => format!("{x:.0}"),
        Measure::Number(x) => format!("{x:.2}"),
        Measure::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let manifest = Manifest::of_files("toy", [("a", &b"abc"[..]), ("b", &b"de"[..])]);
        assert_eq!(total_bytes(&manifest), 5);
        assert_eq!(megabytes(5_432_100), "5.4");
        assert_eq!(measure(&Measure::Number(48.123)), "48.12");
        assert_eq!(measure(&Measure::Number(3000.0)), "3000");
        assert_eq!(measure(&Measure::Text("by hash".into())), "by hash");
    }
}
