//! What can be typed after `teddy`.

use super::export::ModelExportArgs;
use super::predict::{Predict, predict};
use super::run::RunArgs;
use super::tokenizers::{self, TokenizersArgs};
use super::{
    BadInput, entities, evaluate, export, language_model, sentiment, tokenize, train,
    train_tokenizer, translate, word_vectors,
};
use crate::nlp::model::{RecurrentTranslator, Transformer};
use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Train, translate and evaluate with the models of Teddy Reads.
#[derive(Parser)]
#[command(name = "teddy", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a model from data.
    Train {
        #[command(subcommand)]
        what: Train,
    },
    /// Make the files that the page loads from a training run.
    Export {
        #[command(subcommand)]
        what: Export,
    },
    /// Translate English sentences, one a line on standard input, into French ones on standard output.
    Translate(TranslateArgs),
    /// Turn text on standard input into tokens: a line in, a line of ids out.
    Tokenize(TokenizeArgs),
    /// Ask a model about lines of standard input.
    Predict {
        #[command(subcommand)]
        what: Predict,
    },
    /// Measure a model on a test set.
    Evaluate {
        #[command(subcommand)]
        what: Evaluate,
    },
}

#[derive(Subcommand)]
enum Train {
    /// The English–French translator.
    Translator(TranslatorArgs),
    /// A tokenizer, as a tokenizer.json.
    Tokenizer(TrainTokenizerArgs),
    /// The recurrent English–French translator: with or without attention, as the configuration says.
    RnnTranslator(TranslatorArgs),
    /// The sentiment classifier: RNN, LSTM or mean of vectors, as the configuration says.
    Sentiment(sentiment::TrainArgs),
    /// The tagger of persons, places and organisations.
    Entities(entities::TrainArgs),
    /// The English language model: RNN or LSTM, as the configuration says.
    LanguageModel(language_model::TrainArgs),
    /// Word vectors (Word2Vec) from running text.
    WordVectors(word_vectors::TrainArgs),
}

#[derive(Subcommand)]
enum Export {
    /// The English–French translator.
    Translator(ExportArgs),
    /// Word vectors, at a few bits a number.
    WordVectors(word_vectors::ExportArgs),
    /// The recurrent English–French translator.
    RnnTranslator(ModelExportArgs),
    /// The sentiment classifier.
    Sentiment(ModelExportArgs),
    /// The tagger of persons, places and organisations.
    Entities(ModelExportArgs),
    /// The English language model.
    LanguageModel(ModelExportArgs),
    /// The four tokenizers of lesson 2.
    Tokenizers(TokenizersArgs),
}

#[derive(Subcommand)]
enum Evaluate {
    /// The English–French translator: BLEU (also by length), chrF, perplexity, calibration and speed, as JSON.
    Translator(EvaluateArgs),
    /// Word vectors: analogies by section and similarity judgements, as JSON.
    WordVectors(word_vectors::EvaluateArgs),
    /// The recurrent English–French translator: the same figures.
    RnnTranslator(EvaluateArgs),
    /// The sentiment classifier: accuracy, precision, recall, F1 and calibration, as JSON.
    Sentiment(sentiment::EvaluateArgs),
    /// The tagger of persons, places and organisations: entity F1, as JSON.
    Entities(entities::EvaluateArgs),
    /// The English language model: perplexity, as JSON.
    LanguageModel(language_model::EvaluateArgs),
}

/// Options of `teddy train translator` and `teddy train rnn-translator`.
#[derive(Args)]
pub struct TranslatorArgs {
    /// The folder `en-fr` of the training data.
    #[arg(long)]
    pub data: PathBuf,
    /// Where checkpoints are written, `runs/` and the command's name unless given; a run that is there already is resumed.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Seed, sizes, schedule; `configs/` and the command's name unless given.
    #[arg(long)]
    pub config: Option<PathBuf>,
    /// Go on from this model: its weights and its tokenizer instead of random weights and a new one.
    #[arg(long, value_name = "DIR", conflicts_with = "benchmark")]
    pub from: Option<PathBuf>,
    /// Train on Multi30k alone, to compare with published figures. Such a model must not be shipped.
    #[arg(long)]
    pub benchmark: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

/// Options of `teddy export translator`.
#[derive(Args)]
pub struct ExportArgs {
    /// The folder of the training run.
    #[arg(long, default_value = "runs/translator")]
    pub run: PathBuf,
    /// Where the model goes.
    #[arg(long, default_value = "public/models/translator")]
    pub out: PathBuf,
    /// How weights are stored.
    #[arg(long, value_enum, default_value_t = Weights::Int8)]
    pub weights: Weights,
    /// The name that the page shows.
    #[arg(long, default_value = "translator-en-fr")]
    pub name: String,
    /// A measured figure for the About page: `NAME=VALUE`; may be repeated.
    #[arg(long = "quality", value_name = "NAME=VALUE")]
    pub quality: Vec<String>,
}

/// How weights are stored.
#[derive(Clone, Copy, ValueEnum)]
pub enum Weights {
    /// One byte a weight and one scale a row.
    Int8,
    /// As they are.
    F32,
}

/// Options of `teddy translate`.
#[derive(Args)]
pub struct TranslateArgs {
    /// The folder of the model.
    #[arg(long, default_value = "public/models/translator")]
    pub model: PathBuf,
    /// Keep so many partial translations (1: greedy).
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub beam: u16,
    /// Translations are compared by log p / length^α; this is α.
    #[arg(long, default_value_t = 1.0)]
    pub length_penalty: f32,
    /// Write every tensor of every translation here: one JSON document a line. The page opens such a file.
    #[arg(long)]
    pub trace: Option<PathBuf>,
}

/// Options of `teddy train tokenizer`.
#[derive(Args)]
pub struct TrainTokenizerArgs {
    /// Text files to learn from, plain or compressed (.xz, .gz).
    #[arg(required = true)]
    pub text: Vec<PathBuf>,
    /// What a token is.
    #[arg(long, value_enum, default_value_t = TokenizerKind::ByteLevel)]
    pub kind: TokenizerKind,
    /// How many tokens in all, the special ones included.
    #[arg(long, default_value_t = 8000)]
    pub vocab_size: usize,
    /// A pair (of words: a word) must occur this often.
    #[arg(long, default_value_t = 2)]
    pub min_frequency: u64,
    /// Words are looked up in lower case.
    #[arg(long)]
    pub lowercase: bool,
    /// Where the tokenizer.json goes.
    #[arg(long)]
    pub out: PathBuf,
}

/// What a token is.
#[derive(Clone, Copy, ValueEnum)]
pub enum TokenizerKind {
    /// A word or a sign.
    Word,
    /// A piece of a word, as the translator has them.
    Bpe,
    /// A string of bytes, as in GPT-2.
    ByteLevel,
}

/// Options of `teddy tokenize`.
#[derive(Args)]
pub struct TokenizeArgs {
    /// A tokenizer.json.
    #[arg(long, required_unless_present_any = ["tiktoken", "vocab"])]
    pub tokenizer: Option<PathBuf>,
    /// A .tiktoken file for GPT-2's pattern (r50k_base, p50k_base).
    #[arg(long, conflicts_with_all = ["tokenizer", "vocab"])]
    pub tiktoken: Option<PathBuf>,
    /// A vocab.json (encoder.json) …
    #[arg(long, requires = "merges", conflicts_with = "tokenizer")]
    pub vocab: Option<PathBuf>,
    /// … and its merges.txt (vocab.bpe).
    #[arg(long, requires = "vocab")]
    pub merges: Option<PathBuf>,
    /// Each line is a JSON string, and the answer a JSON list.
    #[arg(long)]
    pub json: bool,
    /// Answer with the pieces instead of their ids.
    #[arg(long)]
    pub pieces: bool,
}

/// Options of `teddy evaluate translator`.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the model.
    #[arg(long, default_value = "public/models/translator")]
    pub model: PathBuf,
    /// Lines of source<TAB>reference[<TAB>reference…].
    #[arg(long)]
    pub pairs: PathBuf,
    /// Keep so many partial translations (1: greedy).
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub beam: u16,
    /// Translations are compared by log p / length^α; this is α.
    #[arg(long, default_value_t = 1.0)]
    pub length_penalty: f32,
    /// Also write the translations here, one a line.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// Runs the command line. Exit code 0: done; 1: something failed; 2: the input is wrong.
pub fn run() -> ExitCode {
    let outcome: Result<()> = match Cli::parse().command {
        Command::Train { what } => match what {
            Train::Translator(args) => train::translator::<Transformer<f32>>(&args),
            Train::RnnTranslator(args) => train::translator::<RecurrentTranslator<f32>>(&args),
            Train::Tokenizer(args) => train_tokenizer::tokenizer(&args),
            Train::WordVectors(args) => word_vectors::train(&args),
            Train::Sentiment(args) => sentiment::train(&args),
            Train::Entities(args) => entities::train(&args),
            Train::LanguageModel(args) => language_model::train(&args),
        },
        Command::Export { what } => match what {
            Export::Translator(args) => export::translator(&args),
            Export::RnnTranslator(args) => export::rnn_translator(&args),
            Export::WordVectors(args) => word_vectors::export(&args),
            Export::Sentiment(args) => sentiment::export(&args),
            Export::Entities(args) => entities::export(&args),
            Export::LanguageModel(args) => language_model::export(&args),
            Export::Tokenizers(args) => tokenizers::export(&args),
        },
        Command::Translate(args) => translate::translate(&args),
        Command::Tokenize(args) => tokenize::tokenize(&args),
        Command::Predict { what } => predict(&what),
        Command::Evaluate { what } => match what {
            Evaluate::Translator(args) => evaluate::translator::<Transformer<f32>>(&args),
            Evaluate::RnnTranslator(args) => {
                evaluate::translator::<RecurrentTranslator<f32>>(&args)
            }
            Evaluate::WordVectors(args) => word_vectors::evaluate(&args),
            Evaluate::Sentiment(args) => sentiment::evaluate(&args),
            Evaluate::Entities(args) => entities::evaluate(&args),
            Evaluate::LanguageModel(args) => language_model::evaluate(&args),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("teddy: {error:#}");
            ExitCode::from(if error.is::<BadInput>() { 2 } else { 1 })
        }
    }
}
