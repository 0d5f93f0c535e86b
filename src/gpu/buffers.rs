//! Buffers that are used again: allocating on a graphics device costs more than a small kernel.

use std::cell::RefCell;
use std::collections::HashMap;
use wgpu::{Buffer, BufferDescriptor, BufferUsages, Device};

/// What free buffers may take together; beyond it a buffer that comes back is given up.
const KEEP: u64 = 256 << 20;

/// A size that several requests share: a power of two for small buffers, whole 8 MiB for large ones.
fn class(bytes: u64) -> u64 {
    const STEP: u64 = 8 << 20;
    if bytes <= STEP {
        bytes.next_power_of_two().max(256)
    } else {
        bytes.next_multiple_of(STEP)
    }
}

/// Free buffers by use and size.
#[derive(Default)]
pub struct Buffers {
    free: RefCell<HashMap<(BufferUsages, u64), Vec<Buffer>>>,
    kept: RefCell<u64>,
}

impl Buffers {
    /// One of at least `bytes` bytes, its contents unknown.
    pub fn take(&self, device: &Device, usage: BufferUsages, bytes: u64, limit: u64) -> Buffer {
        // Rounding up must not pass what the device allows.
        let size = class(bytes).min(limit).max(bytes);
        let free = self
            .free
            .borrow_mut()
            .get_mut(&(usage, size))
            .and_then(Vec::pop);
        match free {
            Some(buffer) => {
                *self.kept.borrow_mut() -= size;
                buffer
            }
            None => device.create_buffer(&BufferDescriptor {
                label: None,
                size,
                usage,
                mapped_at_creation: false,
            }),
        }
    }

    /// For the next one who asks.
    pub fn give_back(&self, buffer: Buffer) {
        let size = buffer.size();
        if *self.kept.borrow() + size > KEEP {
            // On the web dropping would leave it to the garbage collector, which knows nothing of device memory.
            buffer.destroy();
            return;
        }
        *self.kept.borrow_mut() += size;
        let key = (buffer.usage(), size);
        self.free.borrow_mut().entry(key).or_default().push(buffer);
    }
}
