//! `teddy export translator`: from a training run to the files that the page loads.

use super::args::{ExportArgs, Weights};
use super::files::write_whole;
use super::model_dir::read_translator;
use super::train::BENCHMARK_MARK;
use crate::nlp::model::{Precision, to_safetensors};
use crate::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, Measure, TOKENIZER_FILE, WEIGHTS_FILE,
};
use anyhow::{Context, Result, ensure};
use std::fs;

/// Writes weights, configuration, tokenizer and manifest into `--out`.
pub fn translator(args: &ExportArgs) -> Result<()> {
    ensure!(
        !args.run.join(BENCHMARK_MARK).exists(),
        "{} was trained for a benchmark on data whose licence does not let its weights be shipped",
        args.run.display()
    );
    let translator = read_translator(&args.run)?;
    let precision = match args.weights {
        Weights::Int8 => Precision::Int8,
        Weights::F32 => Precision::F32,
    };
    let weights = to_safetensors(&translator.model.params, precision)?;
    let config = serde_json::to_string_pretty(&translator.model.config)? + "\n";
    let tokenizer = translator.tokenizer.to_json();
    let files: [(&str, &[u8]); 3] = [
        (CONFIG_FILE, config.as_bytes()),
        (TOKENIZER_FILE, tokenizer.as_bytes()),
        (WEIGHTS_FILE, &weights),
    ];
    let mut manifest = Manifest::of_files(args.name.as_str(), files);
    for item in &args.quality {
        let (name, value) = item.split_once('=').context("--quality wants NAME=VALUE")?;
        let measure = value
            .parse()
            .map_or_else(|_| Measure::Text(value.to_string()), Measure::Number);
        manifest.quality.insert(name.to_string(), measure);
    }
    fs::create_dir_all(&args.out)?;
    for (name, bytes) in files {
        write_whole(&args.out.join(name), bytes)?;
    }
    write_whole(&args.out.join(MANIFEST_FILE), manifest.to_json().as_bytes())?;
    eprintln!(
        "{}: {:.2} MB",
        args.out.display(),
        manifest.total_bytes() as f64 / 1e6
    );
    Ok(())
}
