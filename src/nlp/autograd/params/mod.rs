//! The parameters of a model: named matrices.

mod forms;

use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::Real;
use forms::Forms;
use ndarray::Array2;

/// Which parameter: its place in its [`ParamSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParamId(pub(in crate::nlp::autograd) usize);

/// A named parameter. Vectors (biases, gains) are stored as one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Param<T> {
    pub name: String,
    pub value: Array2<T>,
    /// A vector by nature: saved with one dimension.
    pub is_vector: bool,
    forms: Forms<T>,
}

/// All parameters of a model, in the order of their making.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParamSet<T> {
    params: Vec<Param<T>>,
}

impl<T: Real> ParamSet<T> {
    pub fn new() -> Self {
        ParamSet { params: Vec::new() }
    }

    /// Adds a matrix.
    pub fn add(&mut self, name: impl Into<String>, value: Array2<T>) -> ParamId {
        self.params.push(Param {
            name: name.into(),
            value,
            is_vector: false,
            forms: Forms::default(),
        });
        ParamId(self.params.len() - 1)
    }

    /// Adds a vector of `len` equal elements.
    pub fn add_vector(&mut self, name: impl Into<String>, len: usize, fill: T) -> ParamId {
        let value = Array2::from_elem((1, len), fill);
        self.params.push(Param {
            name: name.into(),
            value,
            is_vector: true,
            forms: Forms::default(),
        });
        ParamId(self.params.len() - 1)
    }

    pub fn value(&self, id: ParamId) -> &Array2<T> {
        &self.params[id.0].value
    }

    /// A vector parameter as a slice.
    pub fn vector(&self, id: ParamId) -> &[T] {
        self.params[id.0]
            .value
            .as_slice()
            .expect("parameters are contiguous")
    }

    pub fn iter(&self) -> impl Iterator<Item = &Param<T>> {
        self.params.iter()
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Array2<T>> {
        self.params.iter_mut().map(|p| {
            p.forms = Forms::default();
            &mut p.value
        })
    }

    pub fn len(&self) -> usize {
        self.params.len()
    }

    pub fn is_empty(&self) -> bool {
        self.params.is_empty()
    }

    /// How many numbers there are to learn.
    pub fn n_parameters(&self) -> usize {
        self.params.iter().map(|p| p.value.len()).sum()
    }

    /// Where the parameter called `name` is.
    pub fn id(&self, name: &str) -> Option<ParamId> {
        self.params.iter().position(|p| p.name == name).map(ParamId)
    }

    /// The parameter called `name`.
    pub fn get(&self, name: &str) -> Option<&Param<T>> {
        self.params.iter().find(|p| p.name == name)
    }

    /// Puts `value` in the place of the parameter called `name`; the shape must be the same.
    pub fn set(&mut self, name: &str, value: Array2<T>) -> Result<()> {
        let found = Some(value.shape().to_vec());
        let bad = |expected: &[usize]| NlpError::BadTensor {
            name: name.to_string(),
            expected: expected.to_vec(),
            found: found.clone(),
        };
        let param = self
            .params
            .iter_mut()
            .find(|p| p.name == name)
            .ok_or_else(|| bad(&[]))?;
        if param.value.dim() != value.dim() {
            return Err(bad(param.value.shape()));
        }
        param.value = value;
        param.forms = Forms::default();
        Ok(())
    }

    /// Matrices of zeros of the same shapes: where gradients and moments are kept.
    pub fn zeros_like(&self) -> Vec<Array2<T>> {
        self.params
            .iter()
            .map(|p| Array2::zeros(p.value.dim()))
            .collect()
    }

    /// The same parameters in another precision.
    pub fn cast<U: Real>(&self) -> ParamSet<U> {
        let cast = |p: &Param<T>| Param {
            name: p.name.clone(),
            value: p.value.mapv(|x| U::of(x.as_f64())),
            is_vector: p.is_vector,
            forms: Forms::default(),
        };
        ParamSet {
            params: self.params.iter().map(cast).collect(),
        }
    }
}
