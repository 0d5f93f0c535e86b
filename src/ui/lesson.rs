//! The lessons: their order, addresses, and places in the recording.

use super::i18n::{I18nKeys, Locale, t_string};
use leptos_i18n::I18nContext;

/// Length of the recording in seconds (1:41:56).
pub const RECORDING_LENGTH: u32 = 6116;
const RECORDING: &str = "https://www.youtube.com/watch?v=Ub3GoFaUcds";

/// A lesson of the companion, in the lecture's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lesson {
    Tasks,
    Tokens,
    WordVectors,
    Rnn,
    Memory,
    Transformer,
    LabelSmoothing,
    Translation,
    /// Not in the lecture: train the translator in the page.
    Lab,
}

impl Lesson {
    pub const ALL: [Lesson; 9] = [
        Lesson::Tasks,
        Lesson::Tokens,
        Lesson::WordVectors,
        Lesson::Rnn,
        Lesson::Memory,
        Lesson::Transformer,
        Lesson::LabelSmoothing,
        Lesson::Translation,
        Lesson::Lab,
    ];

    /// 1 to 9, as the reader counts.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The lesson's part of the address; never changes once published.
    pub fn slug(self) -> &'static str {
        match self {
            Lesson::Tasks => "tasks",
            Lesson::Tokens => "tokens",
            Lesson::WordVectors => "vectors",
            Lesson::Rnn => "rnn",
            Lesson::Memory => "memory",
            Lesson::Transformer => "transformer",
            Lesson::LabelSmoothing => "label-smoothing",
            Lesson::Translation => "translation",
            Lesson::Lab => "lab",
        }
    }

    pub fn path(self) -> String {
        format!("/{}", self.slug())
    }

    /// Where the lesson starts in the recording, in seconds; the lab has no place there.
    pub fn start(self) -> Option<u32> {
        match self {
            Lesson::Tasks => Some(642),           // 10:42
            Lesson::Tokens => Some(1355),         // 22:35
            Lesson::WordVectors => Some(1821),    // 30:21
            Lesson::Rnn => Some(2762),            // 46:02
            Lesson::Memory => Some(3569),         // 59:29
            Lesson::Transformer => Some(4028),    // 1:07:08
            Lesson::LabelSmoothing => Some(5040), // about 1:24:00
            Lesson::Translation => Some(5269),    // 1:27:49
            Lesson::Lab => None,
        }
    }

    /// Where the next lesson starts, or the recording ends.
    pub fn end(self) -> Option<u32> {
        let start = self.start()?;
        let next = Lesson::ALL.iter().filter_map(|lesson| lesson.start());
        Some(
            next.filter(|&other| other > start)
                .min()
                .unwrap_or(RECORDING_LENGTH),
        )
    }

    /// The lesson's place in the recording. Opened only by a click; nothing is fetched from there.
    pub fn recording_url(self) -> Option<String> {
        self.start()
            .map(|seconds| format!("{RECORDING}&t={seconds}"))
    }

    /// The title in the reader's language; reactive.
    pub fn title(self, i18n: I18nContext<Locale, I18nKeys>) -> &'static str {
        match self {
            Lesson::Tasks => t_string!(i18n, map.tasks.title),
            Lesson::Tokens => t_string!(i18n, map.tokens.title),
            Lesson::WordVectors => t_string!(i18n, map.vectors.title),
            Lesson::Rnn => t_string!(i18n, map.rnn.title),
            Lesson::Memory => t_string!(i18n, map.memory.title),
            Lesson::Transformer => t_string!(i18n, map.transformer.title),
            Lesson::LabelSmoothing => t_string!(i18n, map.smoothing.title),
            Lesson::Translation => t_string!(i18n, map.translation.title),
            Lesson::Lab => t_string!(i18n, map.lab.title),
        }
    }

    /// What the reader does there; reactive.
    pub fn about(self, i18n: I18nContext<Locale, I18nKeys>) -> &'static str {
        match self {
            Lesson::Tasks => t_string!(i18n, map.tasks.about),
            Lesson::Tokens => t_string!(i18n, map.tokens.about),
            Lesson::WordVectors => t_string!(i18n, map.vectors.about),
            Lesson::Rnn => t_string!(i18n, map.rnn.about),
            Lesson::Memory => t_string!(i18n, map.memory.about),
            Lesson::Transformer => t_string!(i18n, map.transformer.about),
            Lesson::LabelSmoothing => t_string!(i18n, map.smoothing.about),
            Lesson::Translation => t_string!(i18n, map.translation.about),
            Lesson::Lab => t_string!(i18n, map.lab.about),
        }
    }
}

/// The whole recording, from its beginning.
pub fn recording_url() -> &'static str {
    RECORDING
}

/// Seconds as a player shows them: `642` is `10:42`, `5269` is `1:27:49`.
pub fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_a_player_shows_them() {
        assert_eq!(clock(0), "0:00");
        assert_eq!(clock(642), "10:42");
        assert_eq!(clock(3599), "59:59");
        assert_eq!(clock(3600), "1:00:00");
        assert_eq!(clock(RECORDING_LENGTH), "1:41:56");
        let starts: Vec<String> = Lesson::ALL
            .iter()
            .filter_map(|l| l.start())
            .map(clock)
            .collect();
        assert_eq!(
            starts,
            [
                "10:42", "22:35", "30:21", "46:02", "59:29", "1:07:08", "1:24:00", "1:27:49"
            ]
        );
    }

    #[test]
    fn lessons_follow_the_recording_without_gap() {
        let timed: Vec<Lesson> = Lesson::ALL
            .into_iter()
            .filter(|l| l.start().is_some())
            .collect();
        for pair in timed.windows(2) {
            assert_eq!(pair[0].end(), pair[1].start(), "{:?}", pair[0]);
        }
        assert_eq!(timed.last().and_then(|l| l.end()), Some(RECORDING_LENGTH));
        assert_eq!(Lesson::Translation.number(), 8);
        assert_eq!(Lesson::Lab.end(), None);
    }

    #[test]
    fn slugs_are_distinct_and_plain() {
        let mut slugs: Vec<&str> = Lesson::ALL.iter().map(|l| l.slug()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), Lesson::ALL.len());
        assert!(
            slugs
                .iter()
                .all(|s| s.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        );
    }

    #[test]
    fn the_recording_is_linked_at_the_second() {
        assert_eq!(
            Lesson::Translation.recording_url().as_deref(),
            Some("https://www.youtube.com/watch?v=Ub3GoFaUcds&t=5269")
        );
    }
}
