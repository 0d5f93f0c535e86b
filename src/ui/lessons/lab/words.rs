//! The names of the knobs, what they do, and their values with units.

use crate::nlp::autograd::ops::Convention;
use crate::session::studio::lab::card::RunCard;
use crate::session::studio::lab::config::{Corpus, Course, Knob, LabConfig, Setting};
use crate::session::studio::lab::report::{Change, Live};
use crate::ui::i18n::t_string;
use crate::ui::locale::I18n;
use crate::viz::count::grouped;
use crate::viz::number::format_percent;

/// Its name, reactive.
pub fn knob_name(i18n: I18n, knob: Knob) -> &'static str {
    match knob {
        Knob::Heads => t_string!(i18n, lab.heads),
        Knob::Epsilon => t_string!(i18n, lab.epsilon),
        Knob::LearningRate => t_string!(i18n, lab.lr),
        Knob::Steps => t_string!(i18n, lab.steps),
        Knob::Layers => t_string!(i18n, lab.layers),
        Knob::Width => t_string!(i18n, lab.width),
        Knob::Hidden => t_string!(i18n, lab.hidden),
        Knob::Dropout => t_string!(i18n, lab.dropout),
        Knob::Warmup => t_string!(i18n, lab.warmup),
        Knob::Batch => t_string!(i18n, lab.batch),
        Knob::Pairs => t_string!(i18n, lab.pairs),
        Knob::Vocabulary => t_string!(i18n, lab.vocabulary),
        Knob::Seed => t_string!(i18n, lab.seed),
    }
}

/// What it does, in a sentence.
pub fn knob_hint(i18n: I18n, knob: Knob) -> &'static str {
    match knob {
        Knob::Heads => t_string!(i18n, lab.heads_hint),
        Knob::Epsilon => t_string!(i18n, lab.epsilon_hint),
        Knob::LearningRate => t_string!(i18n, lab.lr_hint),
        Knob::Steps => t_string!(i18n, lab.steps_hint),
        Knob::Layers => t_string!(i18n, lab.layers_hint),
        Knob::Width => t_string!(i18n, lab.width_hint),
        Knob::Hidden => t_string!(i18n, lab.hidden_hint),
        Knob::Dropout => t_string!(i18n, lab.dropout_hint),
        Knob::Warmup => t_string!(i18n, lab.warmup_hint),
        Knob::Batch => t_string!(i18n, lab.batch_hint),
        Knob::Pairs => t_string!(i18n, lab.pairs_hint),
        Knob::Vocabulary => t_string!(i18n, lab.vocabulary_hint),
        Knob::Seed => t_string!(i18n, lab.seed_hint),
    }
}

/// A value with its unit.
pub fn knob_value(i18n: I18n, knob: Knob, value: f64) -> String {
    match knob {
        Knob::Steps | Knob::Warmup => t_string!(i18n, lab.n_steps, n = value),
        Knob::Batch => t_string!(i18n, lab.n_sentences, n = value),
        Knob::Dropout => format_percent(value as f32),
        Knob::Pairs => grouped(value as usize),
        _ => value.to_string(),
    }
}

/// `83` is `1 min 23 s`.
pub fn duration(i18n: I18n, seconds: f64) -> String {
    let seconds = seconds.round().max(0.0) as u64;
    match seconds / 60 {
        0 => t_string!(i18n, lab.seconds, s = seconds),
        m => t_string!(i18n, lab.minutes, m = m, s = seconds % 60),
    }
}

/// The name of a setting.
pub fn setting_name(i18n: I18n, setting: Setting) -> &'static str {
    match setting {
        Setting::Knob(knob) => knob_name(i18n, knob),
        Setting::Corpus => t_string!(i18n, lab.corpus),
        Setting::Course => t_string!(i18n, lab.course),
        Setting::Convention => t_string!(i18n, lab.convention),
    }
}

/// What a configuration has for a setting.
pub fn setting_value(i18n: I18n, config: &LabConfig, setting: Setting) -> String {
    match setting {
        Setting::Knob(knob) => return knob_value(i18n, knob, config.get(knob)),
        Setting::Corpus => match config.corpus {
            Corpus::Simple => t_string!(i18n, lab.corpus_simple),
            Corpus::Grammar => t_string!(i18n, lab.corpus_grammar),
            Corpus::Own => t_string!(i18n, lab.corpus_own),
        },
        Setting::Course => match config.course {
            Course::Fall => t_string!(i18n, lab.course_fall),
            Course::InverseRoot => t_string!(i18n, lab.course_root),
            Course::Constant => t_string!(i18n, lab.course_constant),
        },
        Setting::Convention => match config.convention {
            Convention::Others => t_string!(i18n, lab.convention_others),
            Convention::All => t_string!(i18n, lab.convention_all),
        },
    }
    .to_string()
}

/// What a run has had for a setting: “0.1 → 0.4” where it was changed on the way.
pub fn setting_course(
    i18n: I18n,
    (begun, now): (&LabConfig, &LabConfig),
    changes: &[Change],
    setting: Setting,
) -> String {
    let last = setting_value(i18n, now, setting);
    let Setting::Knob(knob) = setting else {
        return last;
    };
    let values = course(begun.get(knob), changes, knob);
    match values[..] {
        [_] => last,
        _ => {
            let values = values.iter().map(|&value| knob_value(i18n, knob, value));
            values.collect::<Vec<_>>().join(" → ")
        }
    }
}

/// The first value of a knob and those that it was turned to; of many the first and the last.
fn course(first: f64, changes: &[Change], knob: Knob) -> Vec<f64> {
    let mut values = vec![first];
    let turned = changes.iter().filter(|change| change.what.knob() == knob);
    for change in turned {
        let (Live::Epsilon(value) | Live::LearningRate(value) | Live::Dropout(value)) = change.what;
        if values.last() != Some(&value) {
            values.push(value);
        }
    }
    if values.len() > 3 {
        values.drain(1..values.len() - 1);
    }
    values
}

/// “Run 3 (seed 295)”.
pub fn run_name(i18n: I18n, card: &RunCard) -> String {
    t_string!(i18n, lab.run_seed, n = card.number, seed = card.begun.seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knob_that_was_turned_tells_its_values() {
        let turned = |values: &[f64]| -> Vec<Change> {
            let change = |&value: &f64| Change {
                step: 255,
                what: Live::Epsilon(value),
            };
            values.iter().map(change).collect()
        };
        let of = |values: &[f64]| course(0.1, &turned(values), Knob::Epsilon);
        assert_eq!(of(&[]), [0.1]);
        assert_eq!(of(&[0.4]), [0.1, 0.4]);
        assert_eq!(of(&[0.15, 0.2, 0.25, 0.4]), [0.1, 0.4]);
        assert_eq!(course(4.0, &turned(&[0.4]), Knob::Heads), [4.0]);
    }
}
