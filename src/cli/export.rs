//! `teddy export …`: from a training run to the files that the page loads.

use super::args::{ExportArgs, Weights};
use super::files::write_whole;
use super::model_dir::read_translator;
use super::train::BENCHMARK_MARK;
use crate::nlp::autograd::ParamSet;
use crate::nlp::model::{Precision, RecurrentTranslator, Translator, to_safetensors};
use crate::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, Measure, TOKENIZER_FILE, WEIGHTS_FILE,
};
use anyhow::{Context, Result, ensure};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

/// What `teddy evaluate sentiment --out` writes.
const TEST_FILE: &str = "test.json";

/// Writes the translator's weights, configuration, tokenizer and manifest into `--out`.
pub fn translator(args: &ExportArgs) -> Result<()> {
    refuse_benchmark(&args.run)?;
    let translator: Translator = read_translator(&args.run)?;
    let config = serde_json::to_string_pretty(&translator.model.config)? + "\n";
    let tokenizer = translator.tokenizer.to_json();
    let texts = [(CONFIG_FILE, config.as_str()), (TOKENIZER_FILE, &tokenizer)];
    let shipped = Shipped {
        out: &args.out,
        name: &args.name,
        weights: args.weights,
        quality: &args.quality,
    };
    shipped.write(&translator.model.params, &texts)
}

/// The same for a recurrent translator.
pub fn rnn_translator(args: &ModelExportArgs) -> Result<()> {
    refuse_benchmark(&args.run)?;
    let translator: Translator<RecurrentTranslator<f32>> = read_translator(&args.run)?;
    let config = serde_json::to_string_pretty(&translator.model.config)? + "\n";
    let tokenizer = translator.tokenizer.to_json();
    let texts = [(CONFIG_FILE, config.as_str()), (TOKENIZER_FILE, &tokenizer)];
    args.write(&translator.model.params, &texts)
}

fn refuse_benchmark(run: &Path) -> Result<()> {
    ensure!(
        !run.join(BENCHMARK_MARK).exists(),
        "{} was trained for a benchmark on data whose licence does not let its weights be shipped",
        run.display()
    );
    Ok(())
}

/// Options of every other `teddy export …`.
#[derive(Args)]
pub struct ModelExportArgs {
    /// The folder of the training run.
    #[arg(long)]
    pub run: PathBuf,
    /// Where the model goes.
    #[arg(long)]
    pub out: PathBuf,
    /// How weights are stored.
    #[arg(long, value_enum, default_value_t = Weights::Int8)]
    pub weights: Weights,
    /// The name that the page shows; the last part of `--out` unless it is given.
    #[arg(long)]
    pub name: Option<String>,
    /// A measured figure for the About page: `NAME=VALUE`; may be repeated.
    #[arg(long = "quality", value_name = "NAME=VALUE")]
    pub quality: Vec<String>,
}

impl ModelExportArgs {
    /// Writes a model with the text files that belong to it.
    pub fn write(&self, params: &ParamSet<f32>, texts: &[(&str, &str)]) -> Result<()> {
        let last = self.out.file_name().and_then(|name| name.to_str());
        let shipped = Shipped {
            out: &self.out,
            name: self.name.as_deref().or(last).context("--name is missing")?,
            weights: self.weights,
            quality: &self.quality,
        };
        shipped.write(params, texts)
    }
}

/// Where a model goes, and what its manifest says.
struct Shipped<'a> {
    out: &'a Path,
    name: &'a str,
    weights: Weights,
    quality: &'a [String],
}

impl Shipped<'_> {
    fn write(&self, params: &ParamSet<f32>, texts: &[(&str, &str)]) -> Result<()> {
        let precision = match self.weights {
            Weights::Int8 => Precision::Int8,
            Weights::F32 => Precision::F32,
        };
        let weights = to_safetensors(params, precision)?;
        let mut files: Vec<(&str, &[u8])> = Vec::new();
        files.extend(texts.iter().map(|&(name, text)| (name, text.as_bytes())));
        files.push((WEIGHTS_FILE, &weights));
        // What it said of its test set, once that was measured.
        let test = fs::read(self.out.join(TEST_FILE)).ok();
        files.extend(test.as_deref().map(|bytes| (TEST_FILE, bytes)));
        let mut manifest = Manifest::of_files(self.name, files.iter().copied());
        for item in self.quality {
            let (name, value) = item.split_once('=').context("--quality wants NAME=VALUE")?;
            let measure = value
                .parse()
                .map_or_else(|_| Measure::Text(value.to_string()), Measure::Number);
            manifest.quality.insert(name.to_string(), measure);
        }
        fs::create_dir_all(self.out)?;
        for (name, bytes) in files {
            write_whole(&self.out.join(name), bytes)?;
        }
        write_whole(&self.out.join(MANIFEST_FILE), manifest.to_json().as_bytes())?;
        eprintln!(
            "{}: {:.2} MB",
            self.out.display(),
            manifest.total_bytes() as f64 / 1e6
        );
        Ok(())
    }
}
