// Written before both kernels of a linear layer, y = x·W + b: sizes and arrays.

struct Sizes {
    rows: u32,
    // Vectors of four in a row of x and of y.
    inner: u32,
    columns: u32,
    unused: u32,
}

@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> w: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4f>;

