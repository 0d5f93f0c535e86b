//! Word vectors on disk: `config.json`, `words.txt`, `model.safetensors`.
//!
//! Words stand one a line, most frequent first. Vectors are stored as F32, or with b = 2 … 8 bits a number: row w
//! becomes q = round(w / s), from −m to m with m = 2^(b−1) − 1, and is written as q + m, b bits each, the lowest bit
//! first, every row from a new byte on. With few bits the best step s is smaller than max|w| / m: cutting off a rare
//! large number costs less than a coarser step for all. s is searched for each row.

use super::WordVectors;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::row;
use ndarray::{Array2, ArrayView2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};

/// The file with the words.
pub const WORDS_FILE: &str = "words.txt";

const WEIGHTS: &str = "model.safetensors";
const VECTORS: &str = "vectors";
const SCALES: &str = "vectors.scale";

/// What `config.json` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VectorsConfig {
    pub vocab_size: usize,
    pub dim: usize,
    /// Bits a number: 2 to 8, or 32 for F32.
    pub bits: u32,
}

impl VectorsConfig {
    fn check(&self) -> Result<()> {
        let bad = |field, why: &str| {
            let why = why.to_string();
            Err(NlpError::BadConfig { field, why })
        };
        match self.bits {
            2..=8 | 32 => {}
            _ => return bad("bits", "must be from 2 to 8, or 32"),
        }
        if !(1..=4096).contains(&self.dim) {
            return bad("dim", "must be from 1 to 4096");
        }
        if !(1..=10_000_000).contains(&self.vocab_size) {
            return bad("vocab_size", "must be from 1 to 10 million");
        }
        Ok(())
    }

    fn row_bytes(&self) -> usize {
        (self.dim * self.bits as usize).div_ceil(8)
    }
}

/// The three files' contents.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorFiles {
    pub config: String,
    pub words: String,
    pub weights: Vec<u8>,
}

/// Writes vectors with `bits` bits a number.
///
/// # Errors
/// [`NlpError::BadConfig`] for a number of bits that there is not, or for a word with a line break.
pub fn to_files(vectors: &WordVectors, bits: u32) -> Result<VectorFiles> {
    let config = VectorsConfig {
        vocab_size: vectors.len(),
        dim: vectors.dim(),
        bits,
    };
    config.check()?;
    if vectors
        .words()
        .iter()
        .any(|w| w.is_empty() || w.contains(['\n', '\r']))
    {
        return Err(NlpError::BadConfig {
            field: "words",
            why: "a word is empty or has a line break".into(),
        });
    }
    let x = vectors.vectors();
    let bytes_of = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let shape = |width| vec![config.vocab_size, width];
    let tensors: Vec<(&str, Dtype, Vec<usize>, Vec<u8>)> = if bits == 32 {
        let all: Vec<f32> = x.iter().copied().collect();
        vec![(VECTORS, Dtype::F32, shape(config.dim), bytes_of(&all))]
    } else {
        let (packed, scales) = pack(x, bits);
        let packed = (VECTORS, Dtype::U8, shape(config.row_bytes()), packed);
        let scales = (
            SCALES,
            Dtype::F32,
            vec![config.vocab_size],
            bytes_of(&scales),
        );
        vec![packed, scales]
    };
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        let view = TensorView::new(*dtype, shape.clone(), bytes).map_err(bad_weights)?;
        Ok((*name, view))
    });
    let weights = serialize(views.collect::<Result<Vec<_>>>()?, None).map_err(bad_weights)?;
    let json = serde_json::to_string_pretty(&config).expect("three numbers have a JSON form");
    Ok(VectorFiles {
        config: json + "\n",
        words: vectors.words().join("\n") + "\n",
        weights,
    })
}

/// Reads what [`to_files`] wrote.
///
/// # Errors
/// [`NlpError::BadFile`], [`NlpError::BadConfig`] or [`NlpError::BadTensor`], naming the file or tensor.
pub fn from_files(config: &str, words: &str, weights: &[u8]) -> Result<WordVectors> {
    let config: VectorsConfig = serde_json::from_str(config).map_err(|e| NlpError::BadFile {
        what: "config.json".into(),
        why: e.to_string(),
    })?;
    config.check()?;
    let words: Vec<String> = words.lines().map(str::to_string).collect();
    if words.len() != config.vocab_size {
        return Err(NlpError::BadFile {
            what: WORDS_FILE.into(),
            why: format!("{} words instead of {}", words.len(), config.vocab_size),
        });
    }
    if let Some(line) = words.iter().position(String::is_empty) {
        return Err(NlpError::BadFile {
            what: WORDS_FILE.into(),
            why: format!("line {} is empty", line + 1),
        });
    }
    let file = SafeTensors::deserialize(weights).map_err(bad_weights)?;
    let tensor = |name: &str, dtype, shape: Vec<usize>| {
        let found = file.tensor(name).ok();
        let right = |t: &TensorView| t.dtype() == dtype && t.shape() == shape;
        match found {
            Some(t) if right(&t) => Ok(t.data().to_vec()),
            other => Err(NlpError::BadTensor {
                name: name.into(),
                expected: shape,
                found: other.map(|t| t.shape().to_vec()),
            }),
        }
    };
    let (v, dim) = (config.vocab_size, config.dim);
    let values = if config.bits == 32 {
        floats(&tensor(VECTORS, Dtype::F32, vec![v, dim])?)
    } else {
        let packed = tensor(VECTORS, Dtype::U8, vec![v, config.row_bytes()])?;
        let scales = floats(&tensor(SCALES, Dtype::F32, vec![v])?);
        let rows = packed.chunks_exact(config.row_bytes()).zip(&scales);
        rows.flat_map(|(row, &s)| unpack_row(row, config.bits, dim).map(move |q| s * q as f32))
            .collect()
    };
    let vectors = Array2::from_shape_vec((v, dim), values).expect("shapes were checked");
    WordVectors::new(words, vectors)
}

/// Every row with its best step.
fn pack(x: ArrayView2<f32>, bits: u32) -> (Vec<u8>, Vec<f32>) {
    let (mut packed, mut scales) = (Vec::new(), Vec::new());
    for row in x.rows() {
        let row = row.to_vec();
        let (scale, q) = quantise_row(&row, bits);
        pack_row(&q, bits, &mut packed);
        scales.push(scale);
    }
    (packed, scales)
}

/// The step with the least square error among 40 up to max|w| / m, and the whole numbers.
fn quantise_row(w: &[f32], bits: u32) -> (f32, Vec<i32>) {
    const STEPS: usize = 40;
    let m = ((1 << (bits - 1)) - 1) as f32;
    let largest = w.iter().fold(0.0f32, |a, x| a.max(x.abs()));
    let whole = |s: f32| w.iter().map(move |x| (x / s).round().clamp(-m, m));
    if largest < f32::MIN_POSITIVE * 1e3 {
        return (0.0, vec![0; w.len()]);
    }
    let candidates = (STEPS / 4..=STEPS).map(|k| largest / m * k as f32 / STEPS as f32);
    // For given whole numbers the best step is x·q / q·q; it replaces the candidate that led to them.
    let refined = candidates.map(|s| {
        let q: Vec<f32> = whole(s).collect();
        let s = row::dot(w, &q) / row::dot(&q, &q);
        let error: f32 = w.iter().zip(&q).map(|(x, q)| (x - s * q).powi(2)).sum();
        (error, s, q)
    });
    let best = refined.min_by(|a, b| a.0.total_cmp(&b.0));
    let (_, s, q) = best.expect("there are candidates");
    (s, q.into_iter().map(|q| q as i32).collect())
}

fn pack_row(q: &[i32], bits: u32, bytes: &mut Vec<u8>) {
    let offset = (1 << (bits - 1)) - 1;
    let (mut pending, mut n) = (0u32, 0);
    for &q in q {
        pending |= ((q + offset) as u32) << n;
        n += bits;
        while n >= 8 {
            bytes.push(pending as u8);
            pending >>= 8;
            n -= 8;
        }
    }
    if n > 0 {
        bytes.push(pending as u8);
    }
}

fn unpack_row(bytes: &[u8], bits: u32, dim: usize) -> impl Iterator<Item = i32> {
    let offset = (1 << (bits - 1)) - 1;
    let (bits, mask) = (bits as usize, (1u32 << bits) - 1);
    let byte = |i: usize| bytes.get(i).map_or(0, |&b| u32::from(b));
    (0..dim).map(move |k| {
        // A number lies in at most two bytes.
        let (at, shift) = (k * bits / 8, k * bits % 8);
        let two = byte(at) | byte(at + 1) << 8;
        (two >> shift & mask) as i32 - offset
    })
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let (quads, _) = bytes.as_chunks::<4>();
    quads.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

fn bad_weights(e: safetensors::SafeTensorError) -> NlpError {
    NlpError::BadFile {
        what: WEIGHTS.into(),
        why: e.to_string(),
    }
}
