//! `teddy translate`: a sentence a line in, a translation a line out.

use super::args::TranslateArgs;
use super::files::write_whole;
use super::lines::answer_lines;
use super::model_dir::read_translator;
use crate::nlp::decode::BeamConfig;
use crate::nlp::error::NlpError;
use crate::nlp::model::Translator;
use crate::session::model::TranslationModel;
use crate::session::protocol::Decoding;
use crate::session::saved;
use anyhow::Result;

/// Translates standard input; the traces that were asked for go into their file together.
pub fn translate(args: &TranslateArgs) -> Result<()> {
    let translator: Translator = read_translator(&args.model)?;
    let mut traces = String::new();
    let answered = answer_lines(|text| {
        let Line { translation, trace } = translate_line(&translator, text, args)?;
        traces.extend(trace.map(|json| json + "\n"));
        Ok(translation)
    });
    if let Some(path) = &args.trace {
        write_whole(path, traces.as_bytes())?;
    }
    answered
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
