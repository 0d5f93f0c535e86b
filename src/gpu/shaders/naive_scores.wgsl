// The reference, 1 of 3: scores = mask(Q·Kᵀ / √d_k), one thread a score, everything from global memory.

@group(0) @binding(2) var<storage, read> q: array<vec4f>;
@group(0) @binding(3) var<storage, read> k: array<vec4f>;
// (sentence, head, query, key)
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let j = id.x;
    let i = id.y;
    let head = id.z % dims.heads;
    let sentence = id.z / dims.heads;
    if j >= dims.t_k {
        return;
    }
    let q_at = (sentence * dims.t_q + i) * dims.width + head * D4;
    let k_at = (sentence * dims.t_k + j) * dims.width + head * D4;
    var sum = 0.0;
    for (var c = 0u; c < D4; c++) {
        sum += dot(q[q_at + c], k[k_at + c]);
    }
    let score = select(HIDDEN, sum * dims.scale, may_see(sentence, i, j));
    scores[((sentence * dims.heads + head) * dims.t_q + i) * dims.t_k + j] = score;
}
