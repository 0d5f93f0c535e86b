// The reference, 3 of 3: context = weights·V, one thread a number.

// (sentence, head, query, key)
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> v: array<f32>;
@group(0) @binding(4) var<storage, read_write> context: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let c = id.x % (4u * D4);
    let i = id.x / (4u * D4);
    let head = id.y;
    let sentence = id.z;
    if i >= dims.t_q {
        return;
    }
    let width = 4u * dims.width;
    let column = head * 4u * D4 + c;
    let row = ((sentence * dims.heads + head) * dims.t_q + i) * dims.t_k;
    var sum = 0.0;
    for (var j = 0u; j < dims.t_k; j++) {
        sum += weights[row + j] * v[(sentence * dims.t_k + j) * width + column];
    }
    context[(sentence * dims.t_q + i) * width + column] = sum;
}
