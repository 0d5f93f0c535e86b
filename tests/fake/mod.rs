//! A translation model that only counts: it stands in for the trained one where a test is about the
//! messages around it. One token per word, translated by turning each word round.

use teddy_reads::nlp::tokenizer::Token;
use teddy_reads::nlp::trace::Trace;
use teddy_reads::session::manifest::{CONFIG_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE};
use teddy_reads::session::model::{ModelFiles, TranslationModel};
use teddy_reads::session::protocol::{
    Candidate, Decoding, ModelSummary, Request, SessionError, Step, Translation,
};
use teddy_reads::session::{Session, saved, tensors};

pub const MAX_LEN: usize = 60;
const WEIGHTS: &[u8] = &[1, 2, 3, 4, 5, 6, 7];

pub struct Fake;

/// A session that loads the fake; its configuration must say so.
pub fn session() -> Session {
    Session::new(|files: &ModelFiles| match files.config {
        "{\"fake\":true}" => Ok(Box::new(Fake)),
        _ => Err(SessionError::BadModel {
            file: CONFIG_FILE.into(),
            why: "not the fake".into(),
        }),
    })
}

/// The request that loads it.
pub fn load_model() -> Request {
    let (config, tokenizer) = (&b"{\"fake\":true}"[..], &b"{}"[..]);
    let manifest = Manifest::of_files(
        "fake",
        [
            (CONFIG_FILE, config),
            (TOKENIZER_FILE, tokenizer),
            (WEIGHTS_FILE, WEIGHTS),
        ],
    );
    Request::LoadModel {
        manifest: manifest.to_json().into_bytes(),
        config: config.to_vec(),
        tokenizer: tokenizer.to_vec(),
        weights: WEIGHTS.to_vec(),
    }
}

pub fn translate(id: u32, text: &str) -> Request {
    Request::Translate {
        id,
        text: text.into(),
        decoding: Decoding::Greedy,
    }
}

impl TranslationModel for Fake {
    fn summary(&self) -> ModelSummary {
        ModelSummary {
            name: String::new(),
            d_model: 8,
            d_ff: 12,
            n_heads: 2,
            n_encoder_layers: 2,
            n_decoder_layers: 1,
            vocab_size: 32,
            max_len: MAX_LEN,
            pre_norm: true,
            n_parameters: 1234,
            download_bytes: 0,
        }
    }

    fn translate(&self, text: &str, decoding: &Decoding) -> Result<Translation, SessionError> {
        let src = tokens(text);
        if src.len() > MAX_LEN {
            return Err(SessionError::TooLong {
                tokens: src.len(),
                max: MAX_LEN,
            });
        }
        let turn = |word: &str| word.chars().rev().collect::<String>();
        let target: Vec<String> = text.split_whitespace().map(turn).collect();
        let target = target.join(" ");
        let tgt = tokens(&target);
        let step = |token: &Token| {
            let chosen = Candidate {
                id: token.id,
                piece: token.piece.clone(),
                probability: 0.75,
            };
            Step {
                candidates: vec![chosen.clone()],
                chosen,
            }
        };
        let mut trace = Trace::default();
        let mut model = self.summary();
        model.name = "fake".into();
        for (name, shape) in tensors::expected(&model, src.len(), tgt.len() - 1) {
            let n = shape.iter().product();
            // Thirds, so that the numbers have no short decimal form.
            trace.push(name, &shape, (0..n).map(|i| i as f32 / 3.0).collect());
        }
        Ok(Translation {
            format: saved::TRANSLATION_FORMAT,
            model,
            src_text: text.into(),
            steps: tgt[1..].iter().map(step).collect(),
            src,
            log_probability: 0.75f32.ln() * (tgt.len() - 1) as f32,
            tgt,
            text: target,
            decoding: decoding.clone(),
            beam_tree: vec![],
            hypotheses: vec![],
            trace,
        })
    }

    fn parameter(&self, name: &str) -> Option<(Vec<usize>, Vec<f32>)> {
        (name == "embedding.weight").then(|| (vec![2, 3], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]))
    }

    fn pieces(&self) -> Vec<String> {
        (0..32).map(|id| format!("▁{id}")).collect()
    }
}

/// BOS, one token per word, EOS.
fn tokens(text: &str) -> Vec<Token> {
    let special = |id, piece: &str| Token {
        id,
        piece: piece.into(),
        span: 0..0,
    };
    let word = |word: &str| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Token {
            id: 4 + (word.len() % 28) as u32,
            piece: format!("▁{word}"),
            span: start..start + word.len(),
        }
    };
    let mut tokens = vec![special(1, "<s>")];
    tokens.extend(text.split_whitespace().map(word));
    tokens.push(special(2, "</s>"));
    tokens
}

/// The first numbers of `Rng::new(2025)`, computed by a separate implementation (Python integers); the same
/// natively and in wasm.
pub const RNG_2025: [u64; 3] = [
    0xCB2B_8308_2593_7149,
    0xBF96_5A06_EB73_A2DA,
    0xC55E_7080_71AE_8FA7,
];
