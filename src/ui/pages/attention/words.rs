//! How the page says numbers and reasons.

use super::bench::CardState;
use crate::gpu::GpuError;
use crate::gpu::choice::Reason;
use crate::ui::i18n::t_string;
use crate::ui::locale::I18n;
use crate::viz::number::format_digits;

/// "3.42"
pub fn milliseconds(ms: f64) -> String {
    format_digits(ms as f32, 3)
}

/// "64 kB", "33.6 MB"; "0" for nothing.
pub fn bytes(n: u64) -> String {
    match n {
        0 => "0".into(),
        1..1_000_000 => format!("{} kB", format_digits(n as f32 / 1e3, 3)),
        _ => format!("{} MB", format_digits(n as f32 / 1e6, 3)),
    }
}

/// Why it is this one.
pub fn reason(i18n: I18n, reason: &Reason) -> String {
    match reason {
        Reason::Forced => t_string!(i18n, attention.why.forced).to_string(),
        Reason::Software => t_string!(i18n, attention.why.software).to_string(),
        Reason::NotMeasured => t_string!(i18n, attention.why.not_measured).to_string(),
        Reason::Faster { cpu_ms, gpu_ms } => t_string!(
            i18n,
            attention.why.faster,
            cpu = milliseconds(*cpu_ms),
            card = milliseconds(*gpu_ms)
        ),
        Reason::Failed(failure) => error(i18n, failure),
    }
}

/// What happened to the card.
fn error(i18n: I18n, error: &GpuError) -> String {
    match error {
        GpuError::NoAdapter { .. } => t_string!(i18n, attention.why.no_adapter).to_string(),
        GpuError::NoDevice { why } => {
            t_string!(i18n, attention.why.no_device, why = why.clone())
        }
        GpuError::WrongResult { largest_difference } => t_string!(
            i18n,
            attention.why.wrong,
            difference = format_digits(*largest_difference, 2)
        ),
        GpuError::DeviceLost { .. } => t_string!(i18n, attention.why.lost).to_string(),
        GpuError::OutOfMemory => t_string!(i18n, attention.why.memory).to_string(),
        GpuError::TooLarge { bytes, limit, .. } => t_string!(
            i18n,
            attention.why.too_large,
            bytes = self::bytes(*bytes),
            limit = self::bytes(*limit)
        ),
        GpuError::Validation { why } | GpuError::Shader { why } => {
            let first = why.lines().next().unwrap_or_default().to_string();
            t_string!(i18n, attention.why.refused, why = first)
        }
        // The page offers no such sizes.
        other => t_string!(i18n, attention.why.refused, why = other.to_string()),
    }
}

/// What is known of the card.
pub fn card(i18n: I18n, card: &CardState) -> String {
    match card {
        CardState::There(facts) => {
            let name = match facts.name.trim() {
                "" => t_string!(i18n, attention.unnamed_card).to_string(),
                name => name.to_owned(),
            };
            if facts.software {
                t_string!(i18n, attention.card_software, name = name)
            } else {
                t_string!(i18n, attention.card_real, name = name)
            }
        }
        CardState::Looking | CardState::Failed(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_are_written_for_people() {
        assert_eq!(bytes(0), "0");
        assert_eq!(bytes(16_384), "16.4 kB");
        assert_eq!(bytes(33_554_432), "33.6 MB");
    }
}
