//! What can be typed after `teddy`.

use super::train;
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
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
}

#[derive(Subcommand)]
enum Train {
    /// The English–French translator.
    Translator(TranslatorArgs),
}

/// Options of `teddy train translator`.
#[derive(Args)]
pub struct TranslatorArgs {
    /// The folder `en-fr` of the training data.
    #[arg(long)]
    pub data: PathBuf,
    /// Where checkpoints are written; a run that is there already is resumed.
    #[arg(long, default_value = "runs/translator")]
    pub out: PathBuf,
    /// Seed, sizes, schedule.
    #[arg(long, default_value = "configs/translator.json")]
    pub config: PathBuf,
    /// Train on Multi30k alone, to compare with published figures. Such a model must not be shipped.
    #[arg(long)]
    pub benchmark: bool,
    /// Stop after so many steps (for a trial).
    #[arg(long)]
    pub max_steps: Option<u64>,
    /// Minutes between checkpoints.
    #[arg(long, default_value_t = 5.0)]
    pub save_every: f64,
}

/// Runs the command line. 0: done; 1: something failed; 2: the input is wrong.
pub fn run() -> ExitCode {
    let outcome: Result<()> = match Cli::parse().command {
        Command::Train {
            what: Train::Translator(args),
        } => train::translator(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("teddy: {error:#}");
            ExitCode::FAILURE
        }
    }
}
