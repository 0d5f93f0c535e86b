//! What both models write: sentences drawn word by word, from random numbers of their own.

use super::{Sampled, Training, Written};
use crate::nlp::decode::{draw, redraw};
use crate::nlp::model::RecurrentLm;
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::Tokenizer;
use crate::session::studio::protocol::StudioError;

/// Words that are written at most, and sentences at a time.
const MAX_WRITTEN: usize = 24;
const WRITTEN: u64 = 3;

impl Training {
    pub(super) fn sample(&self, temperature: f32, number: u64) -> Result<Sampled, StudioError> {
        if !(0.0..=4.0).contains(&temperature) {
            return Err(StudioError::BadSetting {
                field: "temperature".into(),
                why: "from 0 to 4".into(),
            });
        }
        let texts = self.trainers.each_ref().map(|trainer| {
            let one = |i: u64| {
                // Far apart, so that no two draws share their numbers.
                let seed = self.config.seed ^ (number * WRITTEN + i + 1) << 20;
                self.write(&trainer.model, temperature, &mut Rng::new(seed))
            };
            (0..WRITTEN).map(one).collect()
        });
        Ok(Sampled {
            step: self.step,
            temperature,
            texts,
        })
    }

    fn write(&self, model: &RecurrentLm<f32>, temperature: f32, rng: &mut Rng) -> Written {
        let special = self.tokenizer.special();
        let mut state = model.start(1);
        let mut ids = vec![special.bos];
        let mut ended = false;
        while ids.len() <= MAX_WRITTEN {
            let mut logits = model.step(&mut state, &ids[ids.len() - 1..], &[]);
            // They never follow anything in the text.
            for never in [special.pad, special.bos, special.unk] {
                logits[(0, never as usize)] = f32::NEG_INFINITY;
            }
            let logits: Vec<f32> = logits.iter().copied().collect();
            let Some(next) = draw(&redraw(&logits, temperature, 0, 1.0), rng) else {
                break;
            };
            ended = next.id == special.eos;
            if ended {
                break;
            }
            ids.push(next.id);
        }
        let known = self.train.iter().any(|e| e.ids[..e.ids.len() - 1] == ids);
        let words = ids[1..].iter().filter_map(|&id| self.tokenizer.piece(id));
        Written {
            text: sentence(words),
            ended,
            copied: ended && known,
        }
    }
}

/// Words with spaces between, none before a mark.
fn sentence<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for word in words {
        let is_mark = matches!(word, "." | "," | "!" | "?" | ";" | ":" | "'s" | "’s");
        if !text.is_empty() && !is_mark {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
