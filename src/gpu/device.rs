//! The graphics device: found, opened and checked once.

use super::buffers::Buffers;
use super::choice::Card;
use super::protocol::Fault;
use super::{GpuError, Kernel, Projecting, Tiling};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use wgpu::{
    Adapter, Backends, ComputePipeline, ComputePipelineDescriptor, Device, DeviceDescriptor,
    DeviceType, Features, Instance, InstanceDescriptor, Limits, PowerPreference, QuerySet, Queue,
    RequestAdapterOptions, ShaderModuleDescriptor, ShaderSource,
};

/// What is known of an adapter.
#[derive(Clone, Debug, PartialEq)]
pub struct AdapterFacts {
    /// As the driver or browser says it; browsers often say nothing.
    pub name: String,
    /// A program that runs on the CPU (a browser's fallback adapter, a software driver).
    pub software: bool,
    /// Whether the device has a clock of its own.
    pub timestamps: bool,
    /// Bytes of the largest array a kernel may use.
    pub largest_array: u64,
}

/// An open graphics device with its compiled kernels and its buffers.
pub struct Gpu {
    pub(super) device: Device,
    pub(super) queue: Queue,
    pub(super) buffers: Buffers,
    /// For the timestamps of a pass.
    pub(super) queries: OnceCell<QuerySet>,
    pub(super) fault: Cell<Option<Fault>>,
    facts: AdapterFacts,
    limits: Limits,
    pipelines: RefCell<HashMap<Kernel, ComputePipeline>>,
    /// By width of head.
    tilings: RefCell<HashMap<usize, Tiling>>,
    projecting: Cell<Projecting>,
    /// What the driver said outside of any call of ours.
    trouble: Arc<Mutex<Option<GpuError>>>,
}

impl Gpu {
    /// Finds an adapter, opens a device and computes a known case on it.
    pub async fn open() -> Result<Gpu, GpuError> {
        let adapter = find_adapter().await?;
        let gpu = Gpu::of(&adapter).await?;
        gpu.check().await?;
        Ok(gpu)
    }

    async fn of(adapter: &Adapter) -> Result<Gpu, GpuError> {
        let offered = adapter.limits();
        // The defaults, which every adapter has, but larger arrays and tiles where they may be.
        let limits = Limits {
            max_compute_workgroup_storage_size: offered.max_compute_workgroup_storage_size,
            max_buffer_size: offered.max_buffer_size,
            max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
            ..Limits::default()
        };
        let features = adapter.features() & Features::TIMESTAMP_QUERY;
        let descriptor = DeviceDescriptor {
            label: Some("attention"),
            required_features: features,
            required_limits: limits.clone(),
            ..DeviceDescriptor::default()
        };
        let no_device = |error: wgpu::RequestDeviceError| GpuError::NoDevice {
            why: error.to_string(),
        };
        let (device, queue) = adapter
            .request_device(&descriptor)
            .await
            .map_err(no_device)?;
        let trouble = Arc::new(Mutex::new(None));
        let note = |trouble: &Arc<Mutex<Option<GpuError>>>| {
            let trouble = Arc::clone(trouble);
            move |error| {
                // A lost device is behind whatever else is said.
                let mut known = trouble.lock().unwrap_or_else(PoisonError::into_inner);
                if !matches!(*known, Some(GpuError::DeviceLost { .. })) {
                    *known = Some(error);
                }
            }
        };
        let lost = note(&trouble);
        device.set_device_lost_callback(move |reason, message| {
            let why = if message.is_empty() {
                format!("{reason:?}")
            } else {
                message
            };
            lost(GpuError::DeviceLost { why });
        });
        let uncaptured = note(&trouble);
        device.on_uncaptured_error(Arc::new(move |error| uncaptured(said(error))));
        let info = adapter.get_info();
        let software = info.device_type == DeviceType::Cpu;
        Ok(Gpu {
            facts: AdapterFacts {
                name: info.name,
                software,
                timestamps: features.contains(Features::TIMESTAMP_QUERY),
                largest_array: limits.max_storage_buffer_binding_size,
            },
            device,
            queue,
            buffers: Buffers::default(),
            queries: OnceCell::new(),
            fault: Cell::new(None),
            limits,
            pipelines: RefCell::new(HashMap::new()),
            tilings: RefCell::default(),
            projecting: Cell::new(if software {
                Projecting::Rows
            } else {
                Projecting::Tiles
            }),
            trouble,
        })
    }

    pub fn facts(&self) -> &AdapterFacts {
        &self.facts
    }

    /// For [`super::choice::choose`]: what is to be thought of this card now.
    pub fn card(&self) -> Card {
        match self.lost() {
            Some(error) => Card::Failed(error),
            None if self.facts.software => Card::Software,
            None => Card::Real,
        }
    }

    /// The device is gone: nothing can be computed until another is opened.
    pub fn lost(&self) -> Option<GpuError> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match &*trouble {
            Some(lost @ GpuError::DeviceLost { .. }) => Some(lost.clone()),
            _ => None,
        }
    }

    /// What the driver said outside of our error scopes, since this was last asked. A lost device stays lost.
    pub(super) fn trouble(&self) -> Option<GpuError> {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match &*trouble {
            Some(GpuError::DeviceLost { .. }) => trouble.clone(),
            _ => trouble.take(),
        }
    }

    /// The next work fails so.
    pub fn fail_next(&self, fault: Fault) {
        self.fault.set(Some(fault));
    }

    /// The ways to cut the fused kernel that this adapter has the workgroup memory for.
    pub fn tilings(&self, d_k: usize) -> impl Iterator<Item = Tiling> {
        let limit = self.limits.max_compute_workgroup_storage_size;
        let fits = move |tiling: &Tiling| tiling.workgroup_memory(d_k) <= limit;
        Tiling::ALL.into_iter().filter(fits)
    }

    /// Those worth measuring here. To compile a kernel that cannot win takes a program that stands in for a card seconds.
    pub fn candidates(&self, d_k: usize) -> impl Iterator<Item = Tiling> {
        let software = self.facts.software;
        let worth = move |tiling: &Tiling| match tiling {
            Tiling::Wide => true,
            Tiling::Tall | Tiling::Large => !software,
            Tiling::Deep => !software && d_k > 64,
            Tiling::Rows => software,
        };
        self.tilings(d_k).filter(worth)
    }

    /// How the fused kernel for heads of this width is cut into tiles.
    pub fn tiling(&self, d_k: usize) -> Tiling {
        let chosen = self.tilings.borrow().get(&d_k).copied();
        chosen.unwrap_or(if self.facts.software {
            Tiling::Rows
        } else {
            Tiling::Wide
        })
    }

    /// Whether that was chosen by [`Self::set_tiling`].
    pub fn is_tuned(&self, d_k: usize) -> bool {
        self.tilings.borrow().contains_key(&d_k)
    }

    pub fn set_tiling(&self, d_k: usize, tiling: Tiling) {
        self.tilings.borrow_mut().insert(d_k, tiling);
    }

    /// How linear layers are computed.
    pub fn projecting(&self) -> Projecting {
        self.projecting.get()
    }

    pub fn set_projecting(&self, by: Projecting) {
        self.projecting.set(by);
    }

    /// Bytes of the largest array that a kernel may bind.
    pub(super) fn largest_array(&self) -> u64 {
        let binding = self.limits.max_storage_buffer_binding_size;
        self.limits.max_buffer_size.min(binding)
    }

    pub(super) fn largest_dispatch(&self) -> u32 {
        self.limits.max_compute_workgroups_per_dimension
    }

    /// The compiled kernel, from the cache after the first time.
    pub(super) fn pipeline(&self, kernel: Kernel) -> Result<ComputePipeline, GpuError> {
        if let Some(pipeline) = self.pipelines.borrow().get(&kernel) {
            return Ok(pipeline.clone());
        }
        let label = Some(kernel.name());
        let module = self.device.create_shader_module(ShaderModuleDescriptor {
            label,
            source: ShaderSource::Wgsl(kernel.source()?.into()),
        });
        let pipeline = self
            .device
            .create_compute_pipeline(&ComputePipelineDescriptor {
                label,
                layout: None,
                module: &module,
                entry_point: Some("main"),
                compilation_options: Default::default(),
                cache: None,
            });
        self.pipelines.borrow_mut().insert(kernel, pipeline.clone());
        Ok(pipeline)
    }

    /// After work that failed: what was compiled or allocated may be what is wrong.
    pub(super) fn forget_pipelines(&self) {
        self.pipelines.borrow_mut().clear();
    }
}

async fn find_adapter() -> Result<Adapter, GpuError> {
    let backends = if cfg!(target_arch = "wasm32") {
        Backends::BROWSER_WEBGPU
    } else {
        Backends::VULKAN
    };
    let instance = Instance::new(InstanceDescriptor {
        backends,
        ..InstanceDescriptor::new_without_display_handle()
    });
    let options = RequestAdapterOptions {
        power_preference: PowerPreference::HighPerformance,
        ..RequestAdapterOptions::default()
    };
    let no_adapter = |error: wgpu::RequestAdapterError| GpuError::NoAdapter {
        why: error.to_string(),
    };
    instance.request_adapter(&options).await.map_err(no_adapter)
}

/// What the driver said, as one of our errors.
pub(super) fn said(error: wgpu::Error) -> GpuError {
    match error {
        wgpu::Error::OutOfMemory { .. } => GpuError::OutOfMemory,
        wgpu::Error::Validation { description, .. } | wgpu::Error::Internal { description, .. } => {
            GpuError::Validation { why: description }
        }
    }
}
