//! A model on disk: `model.safetensors` beside `config.json`.
//!
//! Weights are written in one of two ways. `F32` is exact; `Int8` is a quarter of the size: it stores each
//! row w of a matrix as round(w / s) with s = max|w| / 127 in an `I8` tensor, and the scales s as an `F32`
//! tensor called `{name}.scale`; vectors (biases, gains) stay in `F32`.

use super::{Transformer, TransformerConfig};
use crate::nlp::autograd::{Param, ParamSet};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::Int8Matrix;
use crate::nlp::rng::Rng;
use ndarray::Array2;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// How weights are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    F32,
    Int8,
}

/// The suffix of the tensor that holds an `Int8` matrix's scales.
const SCALE: &str = ".scale";

/// A tensor as it will be written.
struct Stored {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Stored {
    fn f32(name: String, shape: Vec<usize>, values: impl Iterator<Item = f32>) -> Self {
        Stored {
            name,
            dtype: Dtype::F32,
            shape,
            bytes: values.flat_map(f32::to_le_bytes).collect(),
        }
    }
}

/// All parameters as a safetensors file.
pub fn to_safetensors(params: &ParamSet<f32>, precision: Precision) -> Result<Vec<u8>> {
    let stored: Vec<Stored> = params.iter().flat_map(|p| store(p, precision)).collect();
    let views = stored.iter().map(|s| {
        let view = TensorView::new(s.dtype, s.shape.clone(), &s.bytes).map_err(bad_weights)?;
        Ok((s.name.as_str(), view))
    });
    serialize(views.collect::<Result<Vec<_>>>()?, None).map_err(bad_weights)
}

fn store(p: &Param<f32>, precision: Precision) -> Vec<Stored> {
    let (rows, columns) = p.value.dim();
    let shape = if p.is_vector {
        vec![columns]
    } else {
        vec![rows, columns]
    };
    let name = p.name.clone();
    match precision {
        Precision::Int8 if !p.is_vector => {
            let Int8Matrix { q, scales } = Int8Matrix::quantise(p.value.view());
            vec![
                Stored {
                    name: name.clone(),
                    dtype: Dtype::I8,
                    shape,
                    bytes: q.iter().map(|&q| q as u8).collect(),
                },
                Stored::f32(name + SCALE, vec![rows], scales.into_iter()),
            ]
        }
        _ => vec![Stored::f32(name, shape, p.value.iter().copied())],
    }
}

/// A model that can be kept in files.
pub trait StoredModel: Sized {
    /// The content of `config.json`.
    type Config: DeserializeOwned;

    /// Whether a model can be built from it.
    fn check(config: &Self::Config) -> Result<()>;

    /// A lower bound of the number of weights. A damaged or hostile configuration must not make us reserve
    /// gigabytes: the smallest form a model is stored in has a byte a parameter. (In 64 bits, since in wasm a
    /// `usize` has 32 and would overflow.)
    fn least_weights(config: &Self::Config) -> u64;

    /// A model with any parameters: what matters is the list of names and shapes.
    fn with_config(config: Self::Config) -> Result<Self>;

    fn params_mut(&mut self) -> &mut ParamSet<f32>;
}

impl StoredModel for Transformer<f32> {
    type Config = TransformerConfig;

    fn check(config: &Self::Config) -> Result<()> {
        config.check()
    }
    fn least_weights(config: &Self::Config) -> u64 {
        let wide = |n: usize| n as u64;
        let (d, ff) = (wide(config.d_model), wide(config.d_ff));
        let tables = if config.tied_embeddings { 1 } else { 3 };
        wide(config.n_encoder_layers) * (4 * d * d + 2 * d * ff)
            + wide(config.n_decoder_layers) * (8 * d * d + 2 * d * ff)
            + tables * wide(config.vocab_size) * d
    }
    fn with_config(config: Self::Config) -> Result<Self> {
        Transformer::new(config, &mut Rng::new(0))
    }
    fn params_mut(&mut self) -> &mut ParamSet<f32> {
        &mut self.params
    }
}

/// Reads a Transformer from the contents of its two files: see [`model_from_files`].
pub fn transformer_from_files(config_json: &str, weights: &[u8]) -> Result<Transformer<f32>> {
    model_from_files(config_json, weights)
}

/// Reads a model from the contents of its two files. Every tensor must be there in its shape;
/// tensors that the model does not have are an error too, since they mean another model.
pub fn model_from_files<M: StoredModel>(config_json: &str, weights: &[u8]) -> Result<M> {
    let config: M::Config = serde_json::from_str(config_json).map_err(|e| NlpError::BadFile {
        what: "config.json".into(),
        why: e.to_string(),
    })?;
    M::check(&config)?;
    let (at_least, bytes) = (M::least_weights(&config), weights.len() as u64);
    if at_least > bytes {
        let why = format!("{bytes} bytes cannot hold the {at_least} weights of config.json");
        return Err(NlpError::BadFile {
            what: "model.safetensors".into(),
            why,
        });
    }
    let mut model = M::with_config(config)?;
    read_params(model.params_mut(), weights)?;
    Ok(model)
}

/// Every parameter from a safetensors file.
fn read_params(params: &mut ParamSet<f32>, weights: &[u8]) -> Result<()> {
    let mut found = read_tensors(weights)?;
    let shapes: Vec<(String, (usize, usize))> = params
        .iter()
        .map(|p| (p.name.clone(), p.value.dim()))
        .collect();
    for (name, (rows, columns)) in shapes {
        let missing = |found| NlpError::BadTensor {
            name: name.clone(),
            expected: vec![rows, columns],
            found,
        };
        let tensor = found.remove(&name).ok_or_else(|| missing(None))?;
        let shape = tensor.shape();
        let put = match tensor {
            Tensor::F32(value) => params.set(&name, value),
            Tensor::Int8(matrix) => params.set(&name, matrix.multiplied_out()),
        };
        put.map_err(|_| missing(Some(shape)))?;
    }
    if let Some(name) = found.into_keys().next() {
        let why = format!("holds a tensor {name} that config.json does not speak of");
        return Err(NlpError::BadFile {
            what: "model.safetensors".into(),
            why,
        });
    }
    Ok(())
}

/// A matrix or vector as it lies in a file.
enum Tensor {
    F32(Array2<f32>),
    Int8(Int8Matrix),
}

impl Tensor {
    fn shape(&self) -> Vec<usize> {
        match self {
            Tensor::F32(value) => value.shape().to_vec(),
            Tensor::Int8(matrix) => matrix.q.shape().to_vec(),
        }
    }
}

/// Every matrix and vector of a safetensors file in f32, `Int8` matrices multiplied out.
pub fn read_safetensors(bytes: &[u8]) -> Result<HashMap<String, Array2<f32>>> {
    let floats = |tensor| match tensor {
        Tensor::F32(value) => value,
        Tensor::Int8(matrix) => matrix.multiplied_out(),
    };
    let tensors = read_tensors(bytes)?.into_iter();
    Ok(tensors.map(|(name, t)| (name, floats(t))).collect())
}

fn read_tensors(bytes: &[u8]) -> Result<HashMap<String, Tensor>> {
    let file = SafeTensors::deserialize(bytes).map_err(bad_weights)?;
    let mut tensors = HashMap::new();
    for (name, view) in file.tensors() {
        if let Some(matrix) = name.strip_suffix(SCALE) {
            // Read with its matrix, which must be there.
            let belongs = file.tensor(matrix).is_ok_and(|m| m.dtype() == Dtype::I8);
            if !belongs {
                return Err(bad_tensor(&name, "belongs to no matrix in I8"));
            }
            continue;
        }
        let dim = match *view.shape() {
            [n] => (1, n),
            [rows, columns] => (rows, columns),
            _ => return Err(bad_tensor(&name, "has neither one nor two dimensions")),
        };
        let size = |_| bad_tensor(&name, "has another size than its shape says");
        let finite = |values: &[f32]| match values.iter().all(|x| x.is_finite()) {
            true => Ok(()),
            false => Err(bad_tensor(
                &name,
                "holds something that is not a finite number",
            )),
        };
        let data = view.data();
        let tensor = match view.dtype() {
            Dtype::F32 => {
                let values = floats(data);
                finite(&values)?;
                Tensor::F32(Array2::from_shape_vec(dim, values).map_err(size)?)
            }
            Dtype::I8 => {
                let scales = file
                    .tensor(&format!("{name}{SCALE}"))
                    .map_err(|_| bad_tensor(&name, "has no scales"))?;
                if scales.dtype() != Dtype::F32 {
                    return Err(bad_tensor(&name, "has scales that are not F32"));
                }
                let scales = floats(scales.data());
                if scales.len() != dim.0 {
                    return Err(bad_tensor(&name, "has another number of scales than rows"));
                }
                finite(&scales)?;
                let q = data.iter().map(|&b| b as i8).collect();
                let q = Array2::from_shape_vec(dim, q).map_err(size)?;
                Tensor::Int8(Int8Matrix { q, scales })
            }
            _ => return Err(bad_tensor(&name, "is neither F32 nor I8")),
        };
        tensors.insert(name, tensor);
    }
    Ok(tensors)
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

fn bad_weights(e: safetensors::SafeTensorError) -> NlpError {
    NlpError::BadFile {
        what: "model.safetensors".into(),
        why: e.to_string(),
    }
}

fn bad_tensor(name: &str, why: &str) -> NlpError {
    NlpError::BadFile {
        what: "model.safetensors".into(),
        why: format!("tensor {name} {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Transformer<f32> {
        let config = TransformerConfig {
            vocab_size: 50,
            d_model: 16,
            n_heads: 2,
            d_ff: 32,
            n_encoder_layers: 1,
            n_decoder_layers: 1,
            ..Default::default()
        };
        Transformer::new(config, &mut Rng::new(4)).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let model = small();
        let config = serde_json::to_string(&model.config).unwrap();
        for (precision, tolerance) in [(Precision::F32, 0.0), (Precision::Int8, 4e-3)] {
            let bytes = to_safetensors(&model.params, precision).unwrap();
            let again = transformer_from_files(&config, &bytes).unwrap();
            for (a, b) in model.params.iter().zip(again.params.iter()) {
                let largest = a.value.iter().fold(0.0f32, |m, x| m.max(x.abs()));
                for (x, y) in a.value.iter().zip(&b.value) {
                    assert!((x - y).abs() <= tolerance * largest.max(1e-3), "{}", a.name);
                }
            }
        }
    }

    #[test]
    fn damaged_files_are_told_apart() {
        let model = small();
        let config = serde_json::to_string(&model.config).unwrap();
        let bytes = to_safetensors(&model.params, Precision::Int8).unwrap();
        assert!(transformer_from_files("{", &bytes).is_err());
        for cut in [0, 7, 100, bytes.len() - 1] {
            assert!(transformer_from_files(&config, &bytes[..cut]).is_err());
        }
        let wider = config.replace("\"d_ff\":32", "\"d_ff\":31");
        let error = transformer_from_files(&wider, &bytes).unwrap_err();
        assert!(matches!(error, NlpError::BadTensor { .. }), "{error}");
        let huge = config.replace("\"d_ff\":32", "\"d_ff\":65536");
        assert!(transformer_from_files(&huge, &bytes).is_err());
    }
}
