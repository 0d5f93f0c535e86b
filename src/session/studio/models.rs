//! The shipped models, as far as the page has sent them.

use super::Answer;
use super::protocol::{Event, ModelFile, StudioError};
use super::tasks::test_set::TestSet;
use super::tokens::{self, TokenizerSet};
use crate::nlp::embedding::{WORDS_FILE, WordVectors, from_files};
use crate::nlp::model::{
    EntityRecogniser, LanguageModel, RecurrentTranslator, TextClassifier, Translator,
};
use crate::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The file of a classifier's or tagger's words.
const VOCAB_FILE: &str = "vocab.json";
/// What a classifier said of its held-out sentences.
const TEST_FILE: &str = "test.json";

/// A model that the page can fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ModelId {
    WordVectors,
    SentimentLstm,
    SentimentRnn,
    SentimentMean,
    Entities,
    LanguageModelLstm,
    LanguageModelRnn,
    RnnTranslatorAttention,
    RnnTranslatorPlain,
    Translator,
    /// The small translators that differ in heads or in label smoothing alone.
    Heads1,
    Heads2,
    Heads4,
    Heads8,
    Smoothing0,
    /// The four tokenizers of lesson 2.
    Tokenizers,
}

impl ModelId {
    /// What its folder is called, without those that it lies in: its name on cards and in lists.
    pub fn name(self) -> &'static str {
        let folder = self.folder();
        folder.rsplit_once('/').map_or(folder, |(_, name)| name)
    }

    /// Its folder under `models/`.
    pub fn folder(self) -> &'static str {
        match self {
            ModelId::WordVectors => "word-vectors",
            ModelId::SentimentLstm => "sentiment-lstm",
            ModelId::SentimentRnn => "sentiment-rnn",
            ModelId::SentimentMean => "sentiment-mean",
            ModelId::Entities => "entities",
            ModelId::LanguageModelLstm => "language-model-lstm",
            ModelId::LanguageModelRnn => "language-model-rnn",
            ModelId::RnnTranslatorAttention => "rnn-translator-attention",
            ModelId::RnnTranslatorPlain => "rnn-translator-plain",
            ModelId::Translator => "translator",
            ModelId::Heads1 => "variants/heads-1",
            ModelId::Heads2 => "variants/heads-2",
            ModelId::Heads4 => "variants/heads-4",
            ModelId::Heads8 => "variants/heads-8",
            ModelId::Smoothing0 => "variants/smoothing-0",
            ModelId::Tokenizers => "tokenizers",
        }
    }

    /// The files that it is made from, beside its manifest.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            ModelId::WordVectors => &[CONFIG_FILE, WORDS_FILE, WEIGHTS_FILE],
            ModelId::SentimentLstm | ModelId::SentimentRnn | ModelId::SentimentMean => {
                &[CONFIG_FILE, VOCAB_FILE, WEIGHTS_FILE, TEST_FILE]
            }
            ModelId::Entities => &[CONFIG_FILE, VOCAB_FILE, WEIGHTS_FILE],
            ModelId::Tokenizers => &tokens::FILES,
            _ => &[CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE],
        }
    }
}

// There is one of each, in a map: their sizes do not matter.
#[allow(clippy::large_enum_variant)]
enum Model {
    Vectors(WordVectors),
    Classifier(TextClassifier, TestSet),
    Entities(EntityRecogniser),
    Language(LanguageModel),
    Recurrent(Translator<RecurrentTranslator<f32>>),
    Transformer(Translator),
    Tokenizers(TokenizerSet),
}

/// The models that are there.
#[derive(Default)]
pub struct Models(HashMap<ModelId, Model>);

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident: $variant:ident => $type:ty) => {
        $(#[$doc])*
        pub fn $name(&self, model: ModelId) -> Result<&$type, StudioError> {
            match self.0.get(&model) {
                Some(Model::$variant(found)) => Ok(found),
                _ => Err(StudioError::NoModel { model }),
            }
        }
    };
}

impl Models {
    /// Makes a model from its files, in place of the one that was there.
    pub fn load(&mut self, model: ModelId, files: &[ModelFile]) -> Answer {
        let manifest = Manifest::from_json(find(files, MANIFEST_FILE)?)?;
        for name in model.files() {
            manifest.verify(name, find(files, name)?)?;
        }
        if model == ModelId::Tokenizers {
            let [words, bpe, characters, byte_level] = tokens::FILES.map(|name| text(files, name));
            let set = TokenizerSet::from_files(words?, bpe?, characters?, byte_level?)?;
            self.0.insert(model, Model::Tokenizers(set));
            return Ok(Event::Loaded { model });
        }
        let words = model.files()[1];
        let (config, second) = (text(files, CONFIG_FILE)?, text(files, words)?);
        let weights = find(files, WEIGHTS_FILE)?;
        let made = match model {
            ModelId::WordVectors => from_files(config, second, weights).map(Model::Vectors),
            ModelId::SentimentLstm | ModelId::SentimentRnn | ModelId::SentimentMean => {
                let test = TestSet::from_json(text(files, TEST_FILE)?);
                let classifier = TextClassifier::from_files(config, second, weights);
                classifier.and_then(|classifier| Ok(Model::Classifier(classifier, test?)))
            }
            ModelId::Entities => {
                EntityRecogniser::from_files(config, second, weights).map(Model::Entities)
            }
            ModelId::LanguageModelLstm | ModelId::LanguageModelRnn => {
                LanguageModel::from_files(config, second, weights).map(Model::Language)
            }
            ModelId::RnnTranslatorAttention | ModelId::RnnTranslatorPlain => {
                Translator::from_files(config, second, weights).map(Model::Recurrent)
            }
            _ => Translator::from_files(config, second, weights).map(Model::Transformer),
        };
        let made = made.map_err(|error| StudioError::of_model(WEIGHTS_FILE, error))?;
        self.0.insert(model, made);
        Ok(Event::Loaded { model })
    }

    getter!(
        /// Word vectors.
        vectors: Vectors => WordVectors
    );
    /// A sentiment classifier.
    pub fn classifier(&self, model: ModelId) -> Result<&TextClassifier, StudioError> {
        self.classifier_and_test(model).map(|(found, _)| found)
    }

    /// What a sentiment classifier said of its held-out sentences.
    pub fn test_set(&self, model: ModelId) -> Result<&TestSet, StudioError> {
        self.classifier_and_test(model).map(|(_, test)| test)
    }

    fn classifier_and_test(
        &self,
        model: ModelId,
    ) -> Result<(&TextClassifier, &TestSet), StudioError> {
        match self.0.get(&model) {
            Some(Model::Classifier(found, test)) => Ok((found, test)),
            _ => Err(StudioError::NoModel { model }),
        }
    }

    getter!(
        /// The recogniser of names.
        entities: Entities => EntityRecogniser
    );
    getter!(
        /// A recurrent language model.
        language: Language => LanguageModel
    );
    getter!(
        /// A recurrent translator.
        recurrent: Recurrent => Translator<RecurrentTranslator<f32>>
    );
    getter!(
        /// A Transformer translator, the shipped one or a variant.
        transformer: Transformer => Translator
    );
    getter!(
        /// The tokenizers of lesson 2.
        tokenizers: Tokenizers => TokenizerSet
    );
}

fn find<'a>(files: &'a [ModelFile], name: &str) -> Result<&'a [u8], StudioError> {
    let file = files.iter().find(|file| file.name == name);
    file.map(|file| &file.bytes[..])
        .ok_or_else(|| StudioError::BadModel {
            file: name.to_owned(),
            why: "it was not sent".into(),
        })
}

fn text<'a>(files: &'a [ModelFile], name: &str) -> Result<&'a str, StudioError> {
    std::str::from_utf8(find(files, name)?).map_err(|error| StudioError::BadModel {
        file: name.to_owned(),
        why: format!("not UTF-8: {error}"),
    })
}
