//! `teddy train tokenizer`: text in, a `tokenizer.json` out.

use super::args::{TokenizerKind, TrainTokenizerArgs};
use super::files::{read_text, write_whole};
use crate::nlp::tokenizer::{
    BpeConfig, BpeTokenizer, ByteLevelBpe, ByteLevelConfig, VocabConfig, WordTokenizer,
};
use anyhow::Result;

/// Learns from all lines of all files.
pub fn tokenizer(args: &TrainTokenizerArgs) -> Result<()> {
    let texts = args.text.iter().map(|path| read_text(path));
    let texts = texts.collect::<Result<Vec<_>>>()?;
    let (vocab_size, min_frequency) = (args.vocab_size, args.min_frequency);
    let json = match args.kind {
        TokenizerKind::Word => {
            let config = VocabConfig {
                max_size: vocab_size,
                min_count: min_frequency,
            };
            let lines = texts.iter().flat_map(|text| text.lines());
            WordTokenizer::train(lines, &config, args.lowercase).to_json()
        }
        TokenizerKind::Bpe => {
            let config = BpeConfig {
                vocab_size,
                min_frequency,
                ..BpeConfig::default()
            };
            let lines = texts.iter().flat_map(|text| text.lines());
            BpeTokenizer::train(lines, &config)?.to_json()
        }
        TokenizerKind::ByteLevel => {
            let config = ByteLevelConfig {
                vocab_size,
                min_frequency,
                ..ByteLevelConfig::default()
            };
            // Line breaks are text to GPT-2; Hugging Face's trainer reads files by lines in the same way.
            let lines = texts.iter().flat_map(|text| text.split_inclusive('\n'));
            ByteLevelBpe::train(lines, &config)?.to_json()
        }
    };
    write_whole(&args.out, json.as_bytes())
}
