// weights = exp(mask(Q·Kᵀ / √d_k) − m) / l, after fused.wgsl has found m and l of every query.
//
// For the reader's heat maps: written to the output once, never read on the way. A thread makes 4 × 4 weights.

@group(0) @binding(2) var<storage, read> q: array<vec4f>;
@group(0) @binding(3) var<storage, read> k: array<vec4f>;
// (m, 1 / l) of each sentence, head and query.
@group(0) @binding(4) var<storage, read> statistics: array<vec2f>;
// (sentence, head, query, key)
@group(0) @binding(5) var<storage, read_write> weights: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(local_invocation_id) thread: vec3u, @builtin(workgroup_id) group: vec3u) {
    let sentence = group.z / dims.heads;
    let head = group.z % dims.heads;
    let row = group.y * 32u + thread.y * 4u;
    let first = group.x * 32u + thread.x;
    // Beyond the last query and key: work on the last, write nothing.
    //# for r in 0..4
    let q$r = (sentence * dims.t_q + min(row + $ru, dims.t_q - 1u)) * dims.width + head * D4;
    let k$r = (sentence * dims.t_k + min(first + $ru * 8u, dims.t_k - 1u)) * dims.width + head * D4;
    // s[b] holds the scores of four queries for key first + 8·b.
    var s$r = vec4f(0.0);
    //# end
    for (var c = 0u; c < D4; c++) {
        //# for r in 0..4
        let x$r = q[q$r + c];
        //# end
        //# for b in 0..4
        let y$b = k[k$b + c];
        s$b += vec4f(dot(x0, y$b), dot(x1, y$b), dot(x2, y$b), dot(x3, y$b));
        //# end
    }
    //# for r in 0..4
    if row + $ru < dims.t_q {
        let i = (group.z * dims.t_q) + row + $ru;
        let m = statistics[i].x;
        let share = statistics[i].y;
        //# for b in 0..4
        if first + $bu * 8u < dims.t_k {
            let e = exp(s$b[$r] * dims.scale - m) * share;
            weights[i * dims.t_k + first + $bu * 8u] = select(0.0, e, may_see(sentence, row + $ru, first + $bu * 8u));
        }
        //# end
    }
    //# end
}
