//! Arrays in the device's memory.

use crate::gpu::error::Part;
use crate::gpu::{Gpu, GpuError};
use wgpu::Buffer;

/// An array on the device: the first `bytes` of a buffer.
#[derive(Clone)]
pub struct Array {
    pub(in crate::gpu) buffer: Buffer,
    pub(super) bytes: u64,
}

impl Array {
    /// All of a buffer.
    pub(in crate::gpu) fn whole(buffer: Buffer) -> Self {
        Array {
            bytes: buffer.size(),
            buffer,
        }
    }
}

/// The bytes of `len` numbers, if the device can hold them in one array.
pub(in crate::gpu) fn checked_bytes(gpu: &Gpu, what: Part, len: usize) -> Result<u64, GpuError> {
    let (bytes, limit) = (4 * len as u64, gpu.largest_array());
    if bytes > limit {
        return Err(GpuError::TooLarge { what, bytes, limit });
    }
    Ok(bytes)
}
