//! One submit: arrays up, kernels, arrays back.

mod array;
mod clock;
mod submit;

pub(super) use array::{Array, checked_bytes};

use super::error::Part;
use super::{Gpu, GpuError, Kernel};
use wgpu::{
    BindGroup, BindGroupDescriptor, BindGroupEntry, BindingResource, Buffer, BufferBinding,
    BufferUsages, ComputePipeline, ErrorFilter, ErrorScopeGuard,
};

const STORAGE: BufferUsages = BufferUsages::STORAGE
    .union(BufferUsages::COPY_DST)
    .union(BufferUsages::COPY_SRC);
const UNIFORM: BufferUsages = BufferUsages::UNIFORM.union(BufferUsages::COPY_DST);
const STAGING: BufferUsages = BufferUsages::MAP_READ.union(BufferUsages::COPY_DST);

struct Pass {
    pipeline: ComputePipeline,
    bindings: BindGroup,
    groups: [u32; 3],
}

/// What the device gave back.
pub struct Done {
    /// The arrays asked for, in that order.
    pub arrays: Vec<Vec<f32>>,
    /// By the device's own clock, where it has one.
    pub kernel_ms: Option<f64>,
}

/// Work being put together. Nothing is awaited before [`Work::run`], so the error scopes of two works never interleave.
pub struct Work<'g> {
    gpu: &'g Gpu,
    passes: Vec<Pass>,
    reads: Vec<Array>,
    taken: Vec<Buffer>,
    rounds: u32,
    // Popped, also when dropped, in the reverse order of their opening.
    validation: ErrorScopeGuard,
    memory: ErrorScopeGuard,
}

impl<'g> Work<'g> {
    pub fn new(gpu: &'g Gpu) -> Result<Self, GpuError> {
        if let Some(error) = gpu.lost() {
            return Err(error);
        }
        let memory = gpu.device.push_error_scope(ErrorFilter::OutOfMemory);
        let validation = gpu.device.push_error_scope(ErrorFilter::Validation);
        Ok(Work {
            gpu,
            passes: Vec::new(),
            reads: Vec::new(),
            taken: Vec::new(),
            rounds: 1,
            validation,
            memory,
        })
    }

    pub(super) fn gpu(&self) -> &'g Gpu {
        self.gpu
    }

    fn take(&mut self, usage: BufferUsages, bytes: u64) -> Buffer {
        let limit = self.gpu.largest_array();
        let buffer = self.gpu.buffers.take(&self.gpu.device, usage, bytes, limit);
        self.taken.push(buffer.clone());
        buffer
    }

    /// An array of `len` numbers that a kernel will write.
    pub fn array(&mut self, what: Part, len: usize) -> Result<Array, GpuError> {
        let bytes = checked_bytes(self.gpu, what, len)?;
        Ok(Array {
            buffer: self.take(STORAGE, bytes),
            bytes,
        })
    }

    /// The numbers, on the device.
    pub fn upload(&mut self, what: Part, numbers: &[f32]) -> Result<Array, GpuError> {
        self.upload_any(what, numbers)
    }

    /// Words, on the device.
    pub fn upload_words(&mut self, what: Part, words: &[u32]) -> Result<Array, GpuError> {
        self.upload_any(what, words)
    }

    /// Elements of four bytes, on the device.
    fn upload_any<T: bytemuck::Pod>(
        &mut self,
        what: Part,
        elements: &[T],
    ) -> Result<Array, GpuError> {
        let array = self.array(what, elements.len())?;
        let bytes = bytemuck::cast_slice(elements);
        self.gpu.queue.write_buffer(&array.buffer, 0, bytes);
        Ok(array)
    }

    /// A kernel's sizes.
    pub fn sizes(&mut self, words: [u32; 8]) -> Array {
        let bytes: &[u8] = bytemuck::cast_slice(&words);
        let buffer = self.take(UNIFORM, bytes.len() as u64);
        self.gpu.queue.write_buffer(&buffer, 0, bytes);
        Array {
            buffer,
            bytes: bytes.len() as u64,
        }
    }

    /// `kernel` over `groups` workgroups, its arrays by number of their binding.
    pub fn kernel(
        &mut self,
        kernel: Kernel,
        arrays: &[(u32, &Array)],
        groups: [usize; 3],
    ) -> Result<(), GpuError> {
        let pipeline = self.gpu.pipeline(kernel)?;
        let entries: Vec<BindGroupEntry> = arrays
            .iter()
            .map(|&(binding, array)| BindGroupEntry {
                binding,
                resource: BindingResource::Buffer(BufferBinding {
                    buffer: &array.buffer,
                    offset: 0,
                    size: std::num::NonZeroU64::new(array.bytes),
                }),
            })
            .collect();
        let bindings = self.gpu.device.create_bind_group(&BindGroupDescriptor {
            label: Some(kernel.name()),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        self.passes.push(Pass {
            pipeline,
            bindings,
            groups: groups.map(|n| n as u32),
        });
        Ok(())
    }

    /// All kernels so many times over, for a time that the device's clock can tell; [`Done::kernel_ms`] is of one round.
    pub fn repeat(&mut self, rounds: u32) {
        self.rounds = rounds.max(1);
    }

    /// This array comes back.
    pub fn read(&mut self, array: &Array) {
        self.reads.push(array.clone());
    }
}
