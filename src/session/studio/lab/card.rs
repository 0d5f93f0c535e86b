//! What a list of runs says of one: which settings, how far it came, how well it does, its curves. It lies beside the
//! [checkpoint](super::checkpoint), which is a thousand times larger and is read only to go on.

use super::config::{Corpus, LabConfig};
use super::report::Record;
use serde::{Deserialize, Serialize};

/// Raised when the fields change their meaning.
const FORMAT: u32 = 1;

/// Where a run was when it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunState {
    /// It was on: whoever comes back wants it to go on.
    Running,
    Paused,
    Finished,
    /// Its numbers were no longer finite; what is kept is from before.
    Broken,
}

/// A run, in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunCard {
    format: u32,
    /// Drawn at random, so that no two tabs ever mean the same by it.
    pub id: String,
    /// What it is called: “Run 3”.
    pub number: u32,
    /// Milliseconds since 1970.
    pub created: f64,
    pub saved: f64,
    /// The settings that it began with …
    pub begun: LabConfig,
    /// … and those that it has now.
    pub config: LabConfig,
    pub state: RunState,
    /// Steps made.
    pub step: u64,
    /// 0 until the model is there.
    pub n_parameters: usize,
    /// What it told, without the pictures of its attention.
    pub record: Record,
}

impl RunCard {
    pub fn new(id: String, number: u32, created: f64, config: LabConfig) -> Self {
        RunCard {
            format: FORMAT,
            id,
            number,
            created,
            saved: created,
            begun: config.clone(),
            config,
            state: RunState::Running,
            step: 0,
            n_parameters: 0,
            record: Record::default(),
        }
    }

    /// Takes over how far the run is.
    pub fn update(&mut self, state: RunState, step: u64, record: &Record) {
        self.state = state;
        self.step = step;
        self.record = Record {
            points: record.points.clone(),
            judgements: record.judgements.clone(),
            frames: Vec::new(),
            changes: record.changes.clone(),
        };
        self.record.forget_after(step);
    }

    /// Whether there are steps left to make.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.state, RunState::Running | RunState::Paused)
    }

    /// The best BLEU of its judgements.
    pub fn best_bleu(&self) -> Option<f64> {
        let values = self.record.judgements.iter().map(|j| j.bleu);
        values.max_by(f64::total_cmp)
    }

    /// The best share of sentences that were exactly right.
    pub fn best_exact(&self) -> Option<f64> {
        let share = |(right, of): (u32, u32)| f64::from(right) / f64::from(of.max(1));
        let values = self.record.judgements.iter().map(|j| share(j.exact));
        values.max_by(f64::total_cmp)
    }

    /// Whether a link gives another reader the same numbers. The reader's own pairs do not fit in one, and what was
    /// changed on the way is not in it.
    pub fn is_reproducible(&self) -> bool {
        self.begun.corpus != Corpus::Own && self.record.changes.is_empty()
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("a card holds only numbers, lists and strings")
    }

    /// `None` for what another version of this page wrote, and for what is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (format, _) = postcard::take_from_bytes::<u32>(bytes).ok()?;
        let known = format == FORMAT;
        known.then(|| postcard::from_bytes(bytes).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::{Change, Judgement, Live};
    use super::*;

    fn judged(step: u64, exact: u32, bleu: f64) -> Judgement {
        Judgement {
            step,
            loss: 1.0,
            perplexity: 2.0,
            accuracy: 0.5,
            exact: (exact, 50),
            bleu,
            samples: vec![],
        }
    }

    fn card() -> RunCard {
        let config = LabConfig::default();
        let mut card = RunCard::new("a1".into(), 3, 1e12, config);
        let record = Record {
            judgements: vec![
                judged(0, 0, 0.5),
                judged(50, 25, 60.0),
                judged(100, 20, 70.0),
            ],
            ..Default::default()
        };
        card.update(RunState::Paused, 70, &record);
        card
    }

    #[test]
    fn a_card_says_the_best_of_what_is_kept() {
        let card = card();
        assert_eq!(card.record.judgements.len(), 2, "step 100 is not kept");
        assert_eq!(
            (card.best_bleu(), card.best_exact()),
            (Some(60.0), Some(0.5))
        );
        assert!(card.is_unfinished());
        let fresh = RunCard::new("b".into(), 4, 0.0, LabConfig::default());
        assert_eq!(fresh.best_bleu(), None);
    }

    #[test]
    fn a_card_is_read_again_and_another_version_is_not() {
        let card = card();
        assert_eq!(RunCard::from_bytes(&card.to_bytes()), Some(card.clone()));
        let mut other = card.to_bytes();
        other[0] = 9;
        assert_eq!(RunCard::from_bytes(&other), None);
        let bytes = card.to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(RunCard::from_bytes(&bytes[..end]), None);
        }
    }

    #[test]
    fn what_was_changed_on_the_way_is_not_in_a_link() {
        let mut card = card();
        assert!(card.is_reproducible());
        card.record.changes.push(Change {
            step: 5,
            what: Live::Epsilon(0.3),
        });
        assert!(!card.is_reproducible());
        card.record.changes.clear();
        card.begun.corpus = Corpus::Own;
        assert!(!card.is_reproducible());
    }
}
