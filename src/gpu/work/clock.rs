//! The device's own clock.

use super::Work;
use crate::gpu::Gpu;
use wgpu::{
    Buffer, BufferUsages, CommandEncoder, ComputePassTimestampWrites, QuerySet, QuerySetDescriptor,
    QueryType,
};

const TIMES: BufferUsages = BufferUsages::QUERY_RESOLVE.union(BufferUsages::COPY_SRC);
/// Two timestamps of eight bytes.
pub(super) const TIMES_BYTES: u64 = 16;

/// When a pass began and ended.
pub(super) struct Clock {
    queries: QuerySet,
    times: Buffer,
}

impl Work<'_> {
    /// `None` where the device has no clock.
    pub(super) fn clock(&mut self) -> Option<Clock> {
        if !self.gpu.facts().timestamps {
            return None;
        }
        // One for all works: each is submitted whole, with its copy of the times.
        let queries = self.gpu.queries.get_or_init(|| {
            self.gpu.device.create_query_set(&QuerySetDescriptor {
                label: None,
                ty: QueryType::Timestamp,
                count: 2,
            })
        });
        Some(Clock {
            queries: queries.clone(),
            times: self.take(TIMES, TIMES_BYTES),
        })
    }
}

impl Clock {
    pub(super) fn around_a_pass(&self) -> ComputePassTimestampWrites<'_> {
        ComputePassTimestampWrites {
            query_set: &self.queries,
            beginning_of_pass_write_index: Some(0),
            end_of_pass_write_index: Some(1),
        }
    }

    /// The times, at `at` in `staging`.
    pub(super) fn copy(&self, encoder: &mut CommandEncoder, staging: &Buffer, at: u64) {
        encoder.resolve_query_set(&self.queries, 0..2, &self.times, 0);
        encoder.copy_buffer_to_buffer(&self.times, 0, staging, at, TIMES_BYTES);
    }
}

/// Milliseconds between two timestamps, which stand at the beginning of `bytes`.
pub(super) fn elapsed(gpu: &Gpu, bytes: &[u8]) -> f64 {
    let tick = |at: usize| {
        let bytes = bytes[at..at + 8].try_into().expect("eight bytes");
        u64::from_le_bytes(bytes)
    };
    let ticks = tick(8).saturating_sub(tick(0)) as f64;
    ticks * f64::from(gpu.queue.get_timestamp_period()) / 1e6
}
