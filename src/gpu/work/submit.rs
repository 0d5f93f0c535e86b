//! The submit, and what comes back.

use super::clock::{Clock, TIMES_BYTES, elapsed};
use super::{Done, Pass, STAGING, Work};
use crate::gpu::GpuError;
use crate::gpu::device::said;
use crate::gpu::once::once;
use crate::gpu::protocol::Fault;
use wgpu::{CommandEncoder, CommandEncoderDescriptor, ComputePassDescriptor, MapMode};

impl Work<'_> {
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
        let clock = self.clock();
        // After all else, at a multiple of eight.
        let times_at = data.next_multiple_of(8);
        let staging_bytes = times_at + TIMES_BYTES;
        let staging = self.take(STAGING, staging_bytes);
        let mut encoder = self
            .gpu
            .device
            .create_command_encoder(&CommandEncoderDescriptor::default());
        self.encode(&mut encoder, clock.as_ref());
        let mut at = 0;
        for array in &self.reads {
            encoder.copy_buffer_to_buffer(&array.buffer, 0, &staging, at, array.bytes);
            at += array.bytes;
        }
        if let Some(clock) = &clock {
            clock.copy(&mut encoder, &staging, times_at);
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
                let mut numbers = vec![0.0; (end - at) / 4];
                bytemuck::cast_slice_mut::<f32, u8>(&mut numbers).copy_from_slice(&bytes[at..end]);
                at = end;
                numbers
            })
            .collect();
        let kernel_ms = clock.map(|_| elapsed(gpu, &bytes[times_at as usize..]));
        let kernel_ms = kernel_ms.map(|ms| ms / f64::from(rounds));
        drop(view);
        staging.unmap();
        taken.into_iter().for_each(|b| gpu.buffers.give_back(b));
        Ok(Done { arrays, kernel_ms })
    }

    fn encode(&self, encoder: &mut CommandEncoder, clock: Option<&Clock>) {
        let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor {
            label: None,
            timestamp_writes: clock.map(Clock::around_a_pass),
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
}
