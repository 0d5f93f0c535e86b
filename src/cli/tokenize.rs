//! `teddy tokenize`: a line of text in, a line of tokens out.

use super::BadInput;
use super::args::TokenizeArgs;
use super::files::read_text;
use crate::nlp::error::NlpError;
use crate::nlp::tokenizer::{ByteLevelBpe, Tokenizer, read_tokenizer};
use anyhow::{Context, Result};
use std::io::{BufRead, BufWriter, Write};
use std::path::Path;

/// Tokenizes standard input. A line that is no text is an error with its number, and the end.
pub fn tokenize(args: &TokenizeArgs) -> Result<()> {
    let tokenizer = tokenizer_of(args)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut ids = Vec::new();
    for (number, line) in (1..).zip(std::io::stdin().lock().split(b'\n')) {
        let bytes = line.context("cannot read standard input")?;
        let at_line = |why: String| BadInput(format!("line {number}: {why}"));
        let text = if args.json {
            serde_json::from_slice(&bytes).map_err(|error| at_line(error.to_string()))?
        } else {
            String::from_utf8(bytes).map_err(|_| at_line("not UTF-8 text".into()))?
        };
        ids.clear();
        tokenizer.encode_into(&text, &mut ids);
        let pieces = ids
            .iter()
            .map(|&id| tokenizer.piece(id).unwrap_or_default());
        match (args.json, args.pieces) {
            (true, false) => writeln!(out, "{}", serde_json::to_string(&ids)?)?,
            (true, true) => {
                let pieces: Vec<&str> = pieces.collect();
                writeln!(out, "{}", serde_json::to_string(&pieces)?)?;
            }
            (false, false) => {
                let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
                writeln!(out, "{}", ids.join(" "))?;
            }
            (false, true) => writeln!(out, "{}", pieces.collect::<Vec<_>>().join(" "))?,
        }
    }
    out.flush()?;
    Ok(())
}

fn tokenizer_of(args: &TokenizeArgs) -> Result<Box<dyn Tokenizer + Send + Sync>> {
    let refused = |path: &Path, error: NlpError| BadInput(format!("{}: {error}", path.display()));
    if let Some(path) = &args.tiktoken {
        let read = ByteLevelBpe::from_tiktoken(&read_text(path)?, &[]);
        return Ok(Box::new(read.map_err(|error| refused(path, error))?));
    }
    if let (Some(vocab), Some(merges)) = (&args.vocab, &args.merges) {
        let read = ByteLevelBpe::from_vocab_and_merges(&read_text(vocab)?, &read_text(merges)?);
        let file = |error: &NlpError| match error {
            NlpError::BadLine { .. } => merges.as_path(),
            _ => vocab.as_path(),
        };
        return Ok(Box::new(
            read.map_err(|error| refused(file(&error), error))?,
        ));
    }
    let path = args.tokenizer.as_deref().context("--tokenizer is needed")?;
    Ok(read_tokenizer(&read_text(path)?).map_err(|error| refused(path, error))?)
}
