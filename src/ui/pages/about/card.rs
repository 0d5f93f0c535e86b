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

/// Numbers with two decimals, so that those of one kind look alike; counts ("Variants right, of 50") and words as they
/// are.
pub fn measure(name: &str, measure: &Measure) -> String {
    match measure {
        Measure::Number(x) if name.contains(", of ") => format!("{x:.0}"),
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
        assert_eq!(measure("BLEU", &Measure::Number(48.123)), "48.12");
        assert_eq!(measure("BLEU", &Measure::Number(9.0)), "9.00");
        let right = Measure::Number(47.0);
        assert_eq!(measure("Variants right, of 50", &right), "47");
        let text = Measure::Text("by hash".into());
        assert_eq!(measure("Split", &text), "by hash");
    }
}
