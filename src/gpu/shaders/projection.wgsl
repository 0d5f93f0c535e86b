// y = x·W + b: a linear layer, for W_Q, W_K, W_V and W_O.
//
// A workgroup of 8 × 8 threads makes 32 rows of 8 vectors of four columns. It walks along the inner side in steps of 32:
// that part of W lies in workgroup memory. A thread makes four rows of one vector.

const STEP = 32u;

// [inner][column]
var<workgroup> tile: array<vec4f, STEP * 8u>;

@compute @workgroup_size(8, 8)
fn main(@builtin(local_invocation_id) thread: vec3u, @builtin(workgroup_id) group: vec3u) {
    let lane = thread.y * 8u + thread.x;
    let column = group.x * 8u + thread.x;
    let row = group.y * 32u + thread.y * 4u;
    // Beyond the last row and column: work on the last, write nothing.
    //# for r in 0..4
    let x$r = min(row + $ru, sizes.rows - 1u) * sizes.inner;
    var sum$r = vec4f(0.0);
    //# end
    for (var first = 0u; first < 4u * sizes.inner; first += STEP) {
        for (var i = lane; i < STEP * 8u; i += 64u) {
            let inner = first + i / 8u;
            let at = inner * sizes.columns + min(group.x * 8u + i % 8u, sizes.columns - 1u);
            // Zeros where the step reaches beyond the end.
            tile[i] = select(vec4f(0.0), w[min(at, 4u * sizes.inner * sizes.columns - 1u)], inner < 4u * sizes.inner);
        }
        workgroupBarrier();
        for (var i = 0u; i < STEP / 4u; i++) {
            let at = min(first / 4u + i, sizes.inner - 1u);
            //# for e in 0..4
            let w$e = tile[(4u * i + $eu) * 8u + thread.x];
            //# end
            //# for r in 0..4
            let a$r = x[x$r + at];
            sum$r += a$r.x * w0 + a$r.y * w1 + a$r.z * w2 + a$r.w * w3;
            //# end
        }
        workgroupBarrier();
    }
    if column < sizes.columns {
        //# for r in 0..4
        if row + $ru < sizes.rows {
            y[(row + $ru) * sizes.columns + column] = sum$r + bias[column];
        }
        //# end
    }
}
