//! One submit: arrays up, kernels, arrays back.

use super::device::said;
use super::error::Part;
use super::once::once;
use super::protocol::Fault;
use super::{Gpu, GpuError, Kernel};
use wgpu::{
    BindGroup, BindGroupDescriptor, BindGroupEntry, BindingResource, Buffer, BufferBinding,
    BufferUsages, CommandEncoder, CommandEncoderDescriptor, ComputePassDescriptor,
    ComputePassTimestampWrites, ComputePipeline, ErrorFilter, ErrorScopeGuard, MapMode, QuerySet,
    QuerySetDescriptor, QueryType,
};

const STORAGE: BufferUsages = BufferUsages::STORAGE
    .union(BufferUsages::COPY_DST)
    .union(BufferUsages::COPY_SRC);
const UNIFORM: BufferUsages = BufferUsages::UNIFORM.union(BufferUsages::COPY_DST);
const STAGING: BufferUsages = BufferUsages::MAP_READ.union(BufferUsages::COPY_DST);
const TIMES: BufferUsages = BufferUsages::QUERY_RESOLVE.union(BufferUsages::COPY_SRC);

/// An array on the device: the first `bytes` of a buffer.
#[derive(Clone)]
pub struct Array {
    pub(super) buffer: Buffer,
    bytes: u64,
}

impl Array {
    /// All of a buffer.
    pub(super) fn whole(buffer: Buffer) -> Self {
        Array {
            bytes: buffer.size(),
            buffer,
        }
    }
}

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
        let array = self.array(what, numbers.len())?;
        let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.gpu.queue.write_buffer(&array.buffer, 0, &bytes);
        Ok(array)
    }

    /// Words, on the device.
    pub fn upload_words(&mut self, what: Part, words: &[u32]) -> Result<Array, GpuError> {
        let array = self.array(what, words.len())?;
        let bytes: Vec<u8> = words.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.gpu.queue.write_buffer(&array.buffer, 0, &bytes);
        Ok(array)
    }

    /// A kernel's sizes.
    pub fn sizes(&mut self, words: [u32; 8]) -> Array {
        let bytes: Vec<u8> = words.iter().flat_map(|x| x.to_le_bytes()).collect();
        let buffer = self.take(UNIFORM, bytes.len() as u64);
        self.gpu.queue.write_buffer(&buffer, 0, &bytes);
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

    /// Submits, waits and reads back. Whatever fails, the buffers of this work are not used again.
    pub async fn run(mut self) -> Result<Done, GpuError> {
        let fault = self.gpu.fault.take();
        match fault {
            Some(Fault::Lost) => self.gpu.device.destroy(),
            Some(Fault::Validation) => {
                if let Some(pass) = self.passes.first_mut() {
                    pass.groups[0] = self.gpu.largest_dispatch() + 1;
                }
            }
            Some(Fault::OutOfMemory) | None => {}
        }
        let data: u64 = self.reads.iter().map(|array| array.bytes).sum();
        let clock = self.gpu.facts().timestamps.then(|| self.clock());
        // Two timestamps of eight bytes, after all else, at a multiple of eight.
        let times_at = data.next_multiple_of(8);
        let staging_bytes = times_at + 16;
        let staging = self.take(STAGING, staging_bytes);
        let mut encoder = self
            .gpu
            .device
            .create_command_encoder(&CommandEncoderDescriptor::default());
        self.encode(&mut encoder, clock.as_ref().map(|(queries, _)| queries));
        let mut at = 0;
        for array in &self.reads {
            encoder.copy_buffer_to_buffer(&array.buffer, 0, &staging, at, array.bytes);
            at += array.bytes;
        }
        if let Some((queries, times)) = &clock {
            encoder.resolve_query_set(queries, 0..2, times, 0);
            encoder.copy_buffer_to_buffer(times, 0, &staging, times_at, 16);
        }
        self.gpu.queue.submit([encoder.finish()]);
        let (mapped, wait) = once();
        staging
            .slice(..staging_bytes)
            .map_async(MapMode::Read, mapped);

        let Work {
            gpu,
            reads,
            taken,
            rounds,
            validation,
            memory,
            ..
        } = self;
        let (validation, memory) = (validation.pop(), memory.pop());
        // A browser looks after the device by itself; natively somebody has to.
        #[cfg(not(target_arch = "wasm32"))]
        let _ = gpu.device.poll(wgpu::PollType::wait_indefinitely());
        let mapped = wait.await;
        let refused = memory.await.or(validation.await).map(said);
        let refused = match fault {
            Some(Fault::OutOfMemory) => Some(GpuError::OutOfMemory),
            _ => refused,
        };
        if let Some(error) = gpu.lost().or(refused).or(gpu.trouble()) {
            gpu.forget_pipelines();
            return Err(error);
        }
        if mapped.is_err() {
            let why = "the result cannot be read".to_string();
            return Err(GpuError::DeviceLost { why });
        }
        let unreadable = |error: wgpu::MapRangeError| GpuError::Validation {
            why: error.to_string(),
        };
        let view = staging
            .slice(..staging_bytes)
            .get_mapped_range()
            .map_err(unreadable)?;
        let bytes: &[u8] = &view;
        let mut at = 0;
        let arrays = reads
            .iter()
            .map(|array| {
                let end = at + array.bytes as usize;
                let words = bytes[at..end].chunks_exact(4);
                at = end;
                words
                    .map(|w| f32::from_le_bytes([w[0], w[1], w[2], w[3]]))
                    .collect()
            })
            .collect();
        let kernel_ms = clock.is_some().then(|| {
            let tick = |at: usize| {
                let bytes = bytes[at..at + 8].try_into().expect("eight bytes");
                u64::from_le_bytes(bytes)
            };
            let (start, end) = (tick(times_at as usize), tick(times_at as usize + 8));
            let ticks = end.saturating_sub(start) as f64;
            ticks * f64::from(gpu.queue.get_timestamp_period()) / 1e6 / f64::from(rounds)
        });
        drop(view);
        staging.unmap();
        taken.into_iter().for_each(|b| gpu.buffers.give_back(b));
        Ok(Done { arrays, kernel_ms })
    }

    fn encode(&self, encoder: &mut CommandEncoder, clock: Option<&QuerySet>) {
        let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor {
            label: None,
            timestamp_writes: clock.map(|query_set| ComputePassTimestampWrites {
                query_set,
                beginning_of_pass_write_index: Some(0),
                end_of_pass_write_index: Some(1),
            }),
        });
        let rounds = (0..self.rounds).flat_map(|_| &self.passes);
        for Pass {
            pipeline,
            bindings,
            groups: [x, y, z],
        } in rounds
        {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, bindings, &[]);
            pass.dispatch_workgroups(*x, *y, *z);
        }
    }

    /// Two timestamps, and where they are written.
    fn clock(&mut self) -> (QuerySet, Buffer) {
        let queries = self.gpu.device.create_query_set(&QuerySetDescriptor {
            label: None,
            ty: QueryType::Timestamp,
            count: 2,
        });
        (queries, self.take(TIMES, 16))
    }
}

/// The bytes of `len` numbers, if the device can hold them in one array.
pub(super) fn checked_bytes(gpu: &Gpu, what: Part, len: usize) -> Result<u64, GpuError> {
    let (bytes, limit) = (4 * len as u64, gpu.largest_array());
    if bytes > limit {
        return Err(GpuError::TooLarge { what, bytes, limit });
    }
    Ok(bytes)
}
