//! Every kernel's text, parsed and validated as a browser will do it, without a graphics card.

use naga::front::wgsl;
use naga::valid::{Capabilities, ValidationFlags, Validator};
use teddy_reads::gpu::{Kernel, Tiling};

/// What every WebGPU adapter has at least (the specification's default limits).
const WORKGROUP_MEMORY: u32 = 16_384;
/// What the larger tilings may ask of one that has it: browsers offer no more.
const LARGER_WORKGROUP_MEMORY: u32 = 32_768;
const THREADS: u32 = 256;
const STORAGE_ARRAYS: usize = 8;

fn check(kernel: Kernel) {
    let text = kernel.source().unwrap();
    let module = wgsl::parse_str(&text)
        .unwrap_or_else(|error| panic!("{kernel:?}: {}", error.emit_to_string(&text)));
    Validator::new(ValidationFlags::all(), Capabilities::empty())
        .validate(&module)
        .unwrap_or_else(|error| panic!("{kernel:?}: {}", error.emit_to_string(&text)));

    let entry = &module.entry_points[0];
    assert_eq!(entry.name, "main", "{kernel:?}");
    let threads: u32 = entry.workgroup_size.iter().product();
    assert!(threads <= THREADS, "{kernel:?}: {threads} threads");
    let (mut memory, mut arrays) = (0, 0);
    for (_, variable) in module.global_variables.iter() {
        match variable.space {
            naga::AddressSpace::WorkGroup => {
                memory += module.types[variable.ty].inner.size(module.to_ctx());
            }
            naga::AddressSpace::Storage { .. } => arrays += 1,
            _ => {}
        }
    }
    let mut limit = WORKGROUP_MEMORY;
    if let Kernel::Fused(d_k, tiling) = kernel {
        assert_eq!(memory, tiling.workgroup_memory(d_k), "{kernel:?}");
        if !matches!(tiling, Tiling::Wide | Tiling::Tall) {
            limit = LARGER_WORKGROUP_MEMORY;
        }
    }
    assert!(memory <= limit, "{kernel:?}: {memory} bytes");
    assert!(arrays <= STORAGE_ARRAYS, "{kernel:?}: {arrays} arrays");
}

#[test]
fn every_kernel_is_valid_at_every_width() {
    for d_k in (8..=128).step_by(4) {
        Kernel::all(d_k).into_iter().for_each(check);
    }
}

#[test]
fn a_wrong_kernel_would_be_noticed() {
    let text = Kernel::Fused(64, Tiling::Wide).source().unwrap();
    let broken = text.replacen("workgroupBarrier()", "workgroupBarrier(1)", 1);
    assert_ne!(text, broken);
    assert!(wgsl::parse_str(&broken).is_err());
}
