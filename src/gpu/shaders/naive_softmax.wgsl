// The reference, 2 of 3: softmax of every row of scores in place, one thread a row.

// (sentence, head, query, key): scores in, weights out.
@group(0) @binding(2) var<storage, read_write> rows: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= dims.t_q {
        return;
    }
    let row = ((id.z * dims.heads + id.y) * dims.t_q + id.x) * dims.t_k;
    var m = HIDDEN;
    for (var j = 0u; j < dims.t_k; j++) {
        m = max(m, rows[row + j]);
    }
    var l = 0.0;
    for (var j = 0u; j < dims.t_k; j++) {
        let e = select(0.0, exp(rows[row + j] - m), rows[row + j] > HIDDEN);
        rows[row + j] = e;
        l += e;
    }
    // A query that sees no key has weights 0.
    let share = select(0.0, 1.0 / l, l > 0.0);
    for (var j = 0u; j < dims.t_k; j++) {
        rows[row + j] *= share;
    }
}
