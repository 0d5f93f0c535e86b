//! A matrix of vectors laid out for speed: rows of whole, aligned registers.

use ndarray::Array2;

/// Numbers that one register holds: 8 (AVX2; two of NEON's), 4 in WebAssembly.
pub(super) const LANES: usize = if cfg!(target_arch = "wasm32") { 4 } else { 8 };

/// One register's worth of a row. The alignment keeps it within a cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(32))]
pub(super) struct Lanes(pub [f32; LANES]);

/// (rows, d), each row padded with zeros to whole registers.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub(super) data: Vec<Lanes>,
    /// Registers in a row.
    pub(super) width: usize,
    dim: usize,
}

impl Table {
    pub(super) fn zeros(rows: usize, dim: usize) -> Self {
        let width = dim.div_ceil(LANES);
        Table {
            data: vec![Lanes::default(); rows * width],
            width,
            dim,
        }
    }

    pub fn n_rows(&self) -> usize {
        self.data.len() / self.width
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    #[inline(always)]
    pub(super) fn row(&self, i: u32) -> &[Lanes] {
        &self.data[i as usize * self.width..][..self.width]
    }

    #[inline(always)]
    pub(super) fn row_mut(&mut self, i: u32) -> &mut [Lanes] {
        &mut self.data[i as usize * self.width..][..self.width]
    }

    /// The numbers of row `i`.
    pub fn vector(&self, i: u32) -> Vec<f32> {
        let lanes = self.row(i).iter().flat_map(|l| l.0);
        lanes.take(self.dim).collect()
    }

    /// Replaces row `i`.
    pub fn set(&mut self, i: u32, vector: &[f32]) {
        assert_eq!(vector.len(), self.dim, "Table::set: another length");
        for (lanes, chunk) in self.row_mut(i).iter_mut().zip(vector.chunks(LANES)) {
            lanes.0[..chunk.len()].copy_from_slice(chunk);
        }
    }

    /// The matrix without padding.
    pub fn to_array(&self) -> Array2<f32> {
        let rows = (0..self.n_rows() as u32).flat_map(|i| self.vector(i));
        Array2::from_shape_vec((self.n_rows(), self.dim), rows.collect()).expect("rows × d numbers")
    }
}
