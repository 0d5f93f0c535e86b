//! `teddy translate`: a sentence a line in, a translation a line out.

use super::BadInput;
use super::args::TranslateArgs;
use super::files::write_whole;
use super::model_dir::read_translator;
use crate::nlp::decode::BeamConfig;
use crate::nlp::error::NlpError;
use crate::nlp::model::Translator;
use crate::session::model::TranslationModel;
use crate::session::protocol::Decoding;
use crate::session::saved;
use anyhow::{Context, Result};
use std::io::{BufRead, Write};

/// Translates standard input. A line that cannot be translated gives an empty line, so that input and
/// output stay side by side; what was wrong with it is said on standard error, and the exit code is 2.
pub fn translate(args: &TranslateArgs) -> Result<()> {
    let translator = read_translator(&args.model)?;
    let mut out = std::io::stdout().lock();
    let (mut bad, mut traces) = (0usize, String::new());
    for (i, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let bytes = line.context("cannot read standard input")?;
        let answer = match String::from_utf8(bytes) {
            Err(_) => Err("not UTF-8 text".to_string()),
            Ok(text) => translate_line(&translator, text.trim_end_matches('\r'), args),
        };
        match answer {
            Ok(Line { translation, trace }) => {
                writeln!(out, "{translation}")?;
                traces.extend(trace.map(|json| json + "\n"));
            }
            Err(why) => {
                bad += 1;
                eprintln!("teddy: line {}: {why}", i + 1);
                writeln!(out)?;
            }
        }
        out.flush()?;
    }
    if let Some(path) = &args.trace {
        write_whole(path, traces.as_bytes())?;
    }
    if bad > 0 {
        return Err(BadInput(format!("{bad} lines could not be translated")).into());
    }
    Ok(())
}

struct Line {
    translation: String,
    /// The whole translation as JSON, if it is wanted.
    trace: Option<String>,
}

fn translate_line(
    translator: &Translator,
    text: &str,
    args: &TranslateArgs,
) -> Result<Line, String> {
    let (size, length_penalty) = (usize::from(args.beam), args.length_penalty);
    if args.trace.is_some() {
        let decoding = match size {
            1 => Decoding::Greedy,
            _ => Decoding::Beam {
                size,
                length_penalty,
            },
        };
        let translation = translator
            .translate(text, &decoding)
            .map_err(|e| format!("{e:?}"))?;
        let trace = saved::to_json(&translation).map_err(|e| e.to_string())?;
        return Ok(Line {
            translation: translation.text,
            trace: Some(trace),
        });
    }
    let decode = || {
        let src = translator.prepare(text)?;
        let beam = BeamConfig {
            size,
            length_penalty,
        };
        Ok(translator.text(&translator.best(&src, beam)?))
    };
    let translation = decode().map_err(|e: NlpError| e.to_string())?;
    Ok(Line {
        translation,
        trace: None,
    })
}
