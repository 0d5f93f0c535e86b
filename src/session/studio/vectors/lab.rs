//! The proxy task on a text of the reader's: the network V → d → V predicts a word, for the sake of its first layer.
//!
//! The state is (settings, number of updates) and nothing else: the same two give the same network, whether it went
//! there at once or in steps, and a link shows another reader the same numbers. Updates go through the text in order.

use crate::nlp::embedding::pca::align;
use crate::nlp::embedding::{Pca, ProxyNetwork, cosine_matrix};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::split_words;
use crate::session::studio::protocol::StudioError;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// What the network predicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// The next word from a word: the lecture's example.
    #[default]
    NextWord,
    /// A word from those around it (continuous bag of words).
    Cbow,
    /// Each of the words around a word from it.
    SkipGram,
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabConfig {
    pub text: String,
    pub task: Task,
    /// d
    pub dim: usize,
    /// Words on each side, for CBOW and skip-gram.
    pub window: usize,
    pub lr: f32,
    pub seed: u64,
}

/// More different words than this make a picture that nobody reads; the rest of the text is left out.
pub const MAX_WORDS: usize = 60;
/// More updates than this change little.
pub const MAX_UPDATES: u32 = 20_000;
/// How many neighbours each word tells.
const NEIGHBOURS: usize = 4;

/// A network in training.
#[derive(Clone, Debug)]
pub struct Lab {
    pub config: LabConfig,
    words: Vec<String>,
    samples: Vec<(Vec<u32>, u32)>,
    network: ProxyNetwork<f32>,
    updates: u32,
    /// (updates, mean loss over all samples)
    losses: Vec<(u32, f32)>,
    /// (V, 2): the map, each turned to fit the one before.
    map: Array2<f32>,
}

/// What the next update will do: every value of its forward and backward pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub inputs: Vec<u32>,
    pub target: u32,
    /// x (V)
    pub x: Vec<f32>,
    /// h (d)
    pub hidden: Vec<f32>,
    /// p (V)
    pub probabilities: Vec<f32>,
    pub loss: f32,
    /// ∂L/∂z = p − one-hot(target) (V)
    pub d_logits: Vec<f32>,
    /// ∂L/∂h (d)
    pub d_hidden: Vec<f32>,
    /// The first input word's vector, before and after (d).
    pub before: Vec<f32>,
    pub after: Vec<f32>,
}

/// All that is shown of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabFrame {
    pub words: Vec<String>,
    pub updates: u32,
    /// Updates of one pass through the text.
    pub pass: usize,
    pub losses: Vec<(u32, f32)>,
    pub map: Vec<(f32, f32)>,
    /// By word: its nearest ones and the cosines.
    pub neighbours: Vec<Vec<(u32, f32)>>,
    pub next: Preview,
}

impl Lab {
    /// # Errors
    /// [`StudioError::EmptyText`] for fewer than two different words, [`StudioError::BadSetting`] for a number out of
    /// range.
    pub fn new(config: LabConfig) -> Result<Self, StudioError> {
        let bad = |field: &str, why: &str| {
            Err(StudioError::BadSetting {
                field: field.into(),
                why: why.into(),
            })
        };
        if !(2..=32).contains(&config.dim) {
            return bad("dim", "from 2 to 32");
        }
        if !(1..=8).contains(&config.window) {
            return bad("window", "from 1 to 8");
        }
        if !(config.lr > 0.0 && config.lr <= 1.0) {
            return bad("lr", "above 0 and at most 1");
        }
        let (words, sentences) = read(&config.text);
        let samples: Vec<(Vec<u32>, u32)> = sentences
            .iter()
            .flat_map(|sentence| samples(sentence, &config))
            .collect();
        if words.len() < 2 || samples.is_empty() {
            return Err(StudioError::EmptyText);
        }
        let network = ProxyNetwork::new(words.len(), config.dim, &mut Rng::new(config.seed))?;
        let mut lab = Lab {
            config,
            words,
            samples,
            network,
            updates: 0,
            losses: Vec::new(),
            map: Array2::zeros((0, 2)),
        };
        lab.look()?;
        Ok(lab)
    }

    pub fn updates(&self) -> u32 {
        self.updates
    }

    /// Goes on until there were `updates` updates.
    pub fn train_to(&mut self, updates: u32) -> Result<(), StudioError> {
        while self.updates < updates.min(MAX_UPDATES) {
            let at = self.updates as usize % self.samples.len();
            let (inputs, target) = &self.samples[at];
            let loss = self.network.step(inputs, *target, self.config.lr)?;
            self.updates += 1;
            if !loss.is_finite() {
                let step = u64::from(self.updates);
                return Err(StudioError::NotFinite { step });
            }
            // Often at first, when much moves.
            let every = match self.updates {
                ..200 => 5,
                ..1000 => 20,
                _ => 100,
            };
            if self.updates.is_multiple_of(every) {
                self.look()?;
            }
        }
        Ok(())
    }

    /// Measures the loss on all samples, and draws the map so that it fits the one before.
    fn look(&mut self) -> Result<(), StudioError> {
        let mut sum = 0.0;
        for (inputs, target) in &self.samples {
            sum += self.network.forward(inputs, *target)?.loss;
        }
        self.losses
            .push((self.updates, sum / self.samples.len() as f32));
        let vectors = self.network.w_in.view();
        let points = Pca::fit(vectors, 2)?.transform(vectors);
        self.map = match self.map.nrows() {
            0 => points,
            _ => align(points.view(), self.map.view()),
        };
        Ok(())
    }

    /// What there is to see now.
    pub fn frame(&self) -> Result<LabFrame, StudioError> {
        let cosines = cosine_matrix(self.network.w_in.view());
        let neighbours = |i: usize| {
            let mut others: Vec<(u32, f32)> = (0..self.words.len() as u32)
                .filter(|&j| j as usize != i)
                .map(|j| (j, cosines[(i, j as usize)]))
                .collect();
            others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            others.truncate(NEIGHBOURS);
            others
        };
        Ok(LabFrame {
            words: self.words.clone(),
            updates: self.updates,
            pass: self.samples.len(),
            losses: self.losses.clone(),
            map: self.map.rows().into_iter().map(|p| (p[0], p[1])).collect(),
            neighbours: (0..self.words.len()).map(neighbours).collect(),
            next: self.preview()?,
        })
    }

    fn preview(&self) -> Result<Preview, StudioError> {
        let at = self.updates as usize % self.samples.len();
        let (inputs, target) = &self.samples[at];
        let f = self.network.forward(inputs, *target)?;
        let b = self.network.backward(&f, *target);
        let row = self.network.w_in.row(inputs[0] as usize);
        let d_row = b.d_w_in.row(inputs[0] as usize);
        let after = row.iter().zip(d_row).map(|(w, d)| w - self.config.lr * d);
        Ok(Preview {
            inputs: inputs.clone(),
            target: *target,
            before: row.to_vec(),
            after: after.collect(),
            x: f.x.to_vec(),
            hidden: f.hidden.to_vec(),
            probabilities: f.probabilities.to_vec(),
            loss: f.loss,
            d_logits: b.d_logits.to_vec(),
            d_hidden: b.d_hidden.to_vec(),
        })
    }
}

/// The different words in the order of their first appearance, and the sentences as their numbers. Sentences end at a
/// line break or a full stop; marks are left out.
fn read(text: &str) -> (Vec<String>, Vec<Vec<u32>>) {
    let mut words: Vec<String> = Vec::new();
    let sentences = text.split(['\n', '.', '!', '?', '。', '！', '？']);
    let sentences = sentences.map(|sentence| {
        let tokens = split_words(sentence).map(|span| sentence[span].to_lowercase());
        let mut ids = Vec::new();
        for word in tokens.filter(|word| word.chars().any(char::is_alphanumeric)) {
            let known = words.iter().position(|other| *other == word);
            let id = match known {
                Some(id) => id,
                None if words.len() < MAX_WORDS => {
                    words.push(word);
                    words.len() - 1
                }
                None => continue,
            };
            ids.push(id as u32);
        }
        ids
    });
    let sentences = sentences.collect();
    (words, sentences)
}

/// What a sentence teaches: inputs and target, in the order of the text.
fn samples(sentence: &[u32], config: &LabConfig) -> Vec<(Vec<u32>, u32)> {
    let around = |i: usize| {
        let (from, to) = (
            i.saturating_sub(config.window),
            (i + config.window + 1).min(sentence.len()),
        );
        [&sentence[from..i], &sentence[i + 1..to]].concat()
    };
    let middle = 0..sentence.len();
    match config.task {
        Task::NextWord => {
            let pairs = sentence.windows(2);
            pairs.map(|pair| (vec![pair[0]], pair[1])).collect()
        }
        Task::Cbow => middle
            .map(|i| (around(i), sentence[i]))
            .filter(|(inputs, _)| !inputs.is_empty())
            .collect(),
        Task::SkipGram => middle
            .flat_map(|i| {
                let word = sentence[i];
                around(i).into_iter().map(move |other| (vec![word], other))
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(task: Task) -> LabConfig {
        LabConfig {
            text: "A cute teddy bear is reading. A soft bear is reading.".into(),
            task,
            dim: 4,
            window: 1,
            lr: 0.1,
            seed: 295,
        }
    }

    #[test]
    fn the_samples_of_the_three_tasks() {
        let (words, sentences) = read("A bear reads.\nA bear!");
        assert_eq!(words, ["a", "bear", "reads"]);
        assert_eq!(sentences[0], [0, 1, 2]);
        let of = |task| samples(&sentences[0], &config(task));
        assert_eq!(of(Task::NextWord), [(vec![0], 1), (vec![1], 2)]);
        assert_eq!(
            of(Task::Cbow),
            [(vec![1], 0), (vec![0, 2], 1), (vec![1], 2)]
        );
        let pairs = [(vec![0], 1), (vec![1], 0), (vec![1], 2), (vec![2], 1)];
        assert_eq!(of(Task::SkipGram), pairs);
    }

    #[test]
    fn in_steps_or_at_once_comes_to_the_same_and_the_loss_falls() {
        for task in [Task::NextWord, Task::Cbow, Task::SkipGram] {
            let mut at_once = Lab::new(config(task)).unwrap();
            let first = at_once.frame().unwrap();
            at_once.train_to(500).unwrap();
            let mut in_steps = Lab::new(config(task)).unwrap();
            for updates in [1, 20, 21, 121, 499, 500] {
                in_steps.train_to(updates).unwrap();
            }
            let (a, b) = (at_once.frame().unwrap(), in_steps.frame().unwrap());
            assert_eq!(a, b);
            assert!(
                a.losses.last().unwrap().1 < 0.8 * first.losses[0].1,
                "{task:?}"
            );
        }
    }

    #[test]
    fn the_preview_is_what_the_update_does() {
        let mut lab = Lab::new(config(Task::NextWord)).unwrap();
        lab.train_to(7).unwrap();
        let next = lab.frame().unwrap().next;
        let row = next.inputs[0] as usize;
        lab.train_to(8).unwrap();
        assert_eq!(lab.network.w_in.row(row).to_vec(), next.after);
        assert!((next.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((next.loss + next.probabilities[next.target as usize].ln()).abs() < 1e-5);
        assert!(next.d_logits.iter().sum::<f32>().abs() < 1e-6);
    }

    #[test]
    fn what_cannot_be_learnt_from_is_said() {
        let with = |text: &str, dim, lr| LabConfig {
            text: text.into(),
            dim,
            lr,
            ..config(Task::NextWord)
        };
        let refused = |config| Lab::new(config).err();
        assert_eq!(
            refused(with("bear bear", 4, 0.1)),
            Some(StudioError::EmptyText)
        );
        assert_eq!(refused(with("?!", 4, 0.1)), Some(StudioError::EmptyText));
        for config in [with("a bear", 1, 0.1), with("a bear", 4, f32::NAN)] {
            assert!(matches!(
                refused(config),
                Some(StudioError::BadSetting { .. })
            ));
        }
        let many: String = (0..100).map(|i| format!("w{i} ")).collect();
        let lab = Lab::new(with(&many, 4, 0.1)).unwrap();
        assert_eq!(lab.words.len(), MAX_WORDS);
    }
}
