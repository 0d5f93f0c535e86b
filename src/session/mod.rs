//! The pure protocol between the page and its worker.
//!
//! [`Session`] is a plain state machine, `fn handle(&mut self, Request) -> Vec<Event>`, so all of it is
//! tested natively; the worker only carries the messages. Around it stand the other things that
//! are about a translation but not about a browser:
//!
//! * [`manifest`]: which files a model consists of, with their sizes and SHA-256;
//! * [`model`]: what a session needs of a model, and how one is made of its files;
//! * [`translator`]: the translator of lesson 8 as such a model;
//! * [`walkthrough`]: a translation as a list of stages to step through;
//! * [`tensors`]: which tensors a translation's trace must hold, with their shapes;
//! * [`parameters`]: which parameters a model has;
//! * [`saved`]: a translation as a JSON file and back;
//! * [`link`]: what a reader looks at, as the query of an address;
//! * [`familiar`]: how much of a sentence is unlike what a model was trained on;
//! * [`studio`]: what answers the other lessons: all models, and training.

pub mod familiar;
pub mod link;
pub mod manifest;
pub mod model;
pub mod parameters;
pub mod protocol;
pub mod saved;
pub mod studio;
pub mod tensors;
pub mod translator;
pub mod walkthrough;

pub(crate) mod wire;

use manifest::{CONFIG_FILE, Manifest, ManifestError, TOKENIZER_FILE, WEIGHTS_FILE};
use model::{LoadModel, ModelFiles, TranslationModel};
use protocol::{Decoding, Event, ModelSummary, Request, SessionError};

/// The most partial translations that a beam keeps; more is neither faster nor better.
pub const MAX_BEAM: usize = 16;

/// One reader's session: at most one model, and the answers to what is asked of it.
///
/// Every request is answered by at least one event. A request that fails changes nothing: the
/// model that was there before stays.
pub struct Session {
    load: LoadModel,
    loaded: Option<Loaded>,
}

struct Loaded {
    model: Box<dyn TranslationModel>,
    summary: ModelSummary,
}

impl Session {
    /// A session without a model; `load` makes one from its files when the page sends them.
    pub fn new(load: LoadModel) -> Self {
        Session { load, loaded: None }
    }

    /// Answers one request.
    pub fn handle(&mut self, request: Request) -> Vec<Event> {
        let id = request.id();
        let answer = match request {
            Request::LoadModel {
                manifest,
                config,
                tokenizer,
                weights,
            } => self.load_model(&manifest, &config, &tokenizer, &weights),
            Request::Translate { id, text, decoding } => self.translate(id, &text, &decoding),
            Request::Parameter { id, name } => self.parameter(id, name),
            Request::Vocabulary { id } => self.loaded().map(|loaded| Event::Vocabulary {
                id,
                pieces: loaded.model.pieces(),
            }),
        };
        vec![answer.unwrap_or_else(|error| Event::Failed { id, error })]
    }

    fn loaded(&self) -> Result<&Loaded, SessionError> {
        self.loaded.as_ref().ok_or(SessionError::NoModel)
    }

    fn load_model(
        &mut self,
        manifest: &[u8],
        config: &[u8],
        tokenizer: &[u8],
        weights: &[u8],
    ) -> Result<Event, SessionError> {
        let download_bytes = manifest.len() + config.len() + tokenizer.len() + weights.len();
        let manifest = Manifest::from_json(manifest).map_err(bad_model)?;
        for (name, bytes) in [
            (CONFIG_FILE, config),
            (TOKENIZER_FILE, tokenizer),
            (WEIGHTS_FILE, weights),
        ] {
            manifest.verify(name, bytes).map_err(bad_model)?;
        }
        let model = (self.load)(&ModelFiles {
            config: text(CONFIG_FILE, config)?,
            tokenizer: text(TOKENIZER_FILE, tokenizer)?,
            weights,
        })?;
        let mut summary = model.summary();
        summary.name = manifest.name;
        summary.download_bytes = download_bytes;
        self.loaded = Some(Loaded {
            model,
            summary: summary.clone(),
        });
        Ok(Event::ModelLoaded(summary))
    }

    fn translate(&self, id: u32, text: &str, decoding: &Decoding) -> Result<Event, SessionError> {
        let Loaded { model, summary } = self.loaded()?;
        if text.trim().is_empty() {
            return Err(SessionError::EmptyText);
        }
        let mut translation = Box::new(model.translate(text, &within_bounds(decoding))?);
        translation.model = summary.clone();
        Ok(Event::Translated { id, translation })
    }

    fn parameter(&self, id: u32, name: String) -> Result<Event, SessionError> {
        match self.loaded()?.model.parameter(&name) {
            Some((shape, data)) => Ok(Event::Parameter {
                id,
                name,
                shape,
                data,
            }),
            None => Err(SessionError::UnknownParameter { name }),
        }
    }
}

/// The settings of `decoding`, each moved to the nearest value that has a meaning. They come from
/// sliders and from links, so anything may be in them; what was used is in the translation.
fn within_bounds(decoding: &Decoding) -> Decoding {
    let or = |x: f32, otherwise: f32| if x.is_finite() { x } else { otherwise };
    match *decoding {
        Decoding::Greedy => Decoding::Greedy,
        Decoding::Beam {
            size,
            length_penalty,
        } => Decoding::Beam {
            size: size.clamp(1, MAX_BEAM),
            length_penalty: or(length_penalty, 1.0).clamp(0.0, 5.0),
        },
        Decoding::Sample {
            temperature,
            top_k,
            top_p,
            seed,
        } => Decoding::Sample {
            temperature: or(temperature, 1.0).max(0.0),
            top_k,
            top_p: or(top_p, 1.0).clamp(0.0, 1.0),
            seed,
        },
    }
}

fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, SessionError> {
    std::str::from_utf8(bytes).map_err(|error| SessionError::BadModel {
        file: file.into(),
        why: format!("not UTF-8: {error}"),
    })
}

fn bad_model(error: ManifestError) -> SessionError {
    SessionError::BadModel {
        file: error.file().to_owned(),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_moved_into_bounds() {
        let beam = |size, length_penalty| Decoding::Beam {
            size,
            length_penalty,
        };
        assert_eq!(within_bounds(&beam(0, f32::NAN)), beam(1, 1.0));
        assert_eq!(within_bounds(&beam(4, 0.6)), beam(4, 0.6));
        assert_eq!(within_bounds(&beam(usize::MAX, 99.0)), beam(MAX_BEAM, 5.0));
        let sample = |temperature, top_k, top_p| Decoding::Sample {
            temperature,
            top_k,
            top_p,
            seed: 7,
        };
        assert_eq!(
            within_bounds(&sample(-1.0, 3, f32::INFINITY)),
            sample(0.0, 3, 1.0)
        );
        assert_eq!(within_bounds(&sample(0.7, 0, 0.9)), sample(0.7, 0, 0.9));
    }
}
