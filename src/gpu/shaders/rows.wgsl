// The same as fused.wgsl, for an adapter that is a program on the CPU: online softmax without workgroup memory.
//
// There a barrier means that every thread of a workgroup is put aside and taken up again, and a load from an array costs as
// much as eight dot products, since each number of it is checked and fetched for itself. So a thread shares nothing: it keeps
// ROWS queries and what is summed for them in variables, loads each key and value once, and uses it ROWS times. A graphics
// card has too few registers for that.

@group(0) @binding(2) var<storage, read> q: array<vec4f>;
@group(0) @binding(3) var<storage, read> k: array<vec4f>;
@group(0) @binding(4) var<storage, read> v: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> context: array<vec4f>;
// (m, 1 / l) of each sentence, head and query.
@group(0) @binding(6) var<storage, read_write> statistics: array<vec2f>;

const THREADS = $THREADSu;
const ROWS = $ROWSu;
// Where m begins: above HIDDEN, so that exp(s − m) of a hidden key is 0 even for a query that has seen no other.
const FLOOR = -1.0e38;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_id) thread: vec3u, @builtin(workgroup_id) group: vec3u) {
    let first = (group.x * THREADS + thread.x) * ROWS;
    if first >= dims.t_q {
        return;
    }
    let sentence = group.z;
    let head = group.y * D4;
    //# for r in 0..ROWS
    // Beyond the last query: work on the last, write nothing.
    let row$r = min(first + $ru, dims.t_q - 1u);
    let q$r = (sentence * dims.t_q + row$r) * dims.width + head;
    // Later keys are hidden from this query.
    let last$r = select(dims.t_k - 1u, min(row$r, dims.t_k - 1u), dims.causal == 1u);
    var m$r = FLOOR;
    var l$r = 0.0;
    //# for c in 0..D4
    let x$r_$c = q[q$r + $cu] * dims.scale;
    var sum$r_$c = vec4f(0.0);
    //# end
    //# end

    let end = last$LAST + 1u;
    for (var j = 0u; j < end; j++) {
        // A value and no branch: at the end of one, all that is summed so far would be carried over once more.
        let hidden = !is_visible(sentence, j);
        let at = (sentence * dims.t_k + j) * dims.width + head;
        //# for r in 0..ROWS
        var s$r = 0.0;
        //# end
        //# for c in 0..D4
        let y$c = k[at + $cu];
        //# for r in 0..ROWS
        s$r += dot(x$r_$c, y$c);
        //# end
        //# end
        //# for r in 0..ROWS
        s$r = select(s$r, HIDDEN, hidden | (j > last$r));
        let before$r = m$r;
        m$r = max(m$r, s$r);
        let rescale$r = exp(before$r - m$r);
        let e$r = exp(s$r - m$r);
        l$r = l$r * rescale$r + e$r;
        //# end
        //# for c in 0..D4
        let value$c = v[at + $cu];
        //# for r in 0..ROWS
        sum$r_$c = sum$r_$c * rescale$r + e$r * value$c;
        //# end
        //# end
    }

    //# for r in 0..ROWS
    if first + $ru < dims.t_q {
        // A query that sees no key has context 0.
        let share = select(0.0, 1.0 / l$r, l$r > 0.0);
        //# for c in 0..D4
        context[q$r + $cu] = sum$r_$c * share;
        //# end
        statistics[(sentence * dims.heads + group.y) * dims.t_q + first + $ru] = vec2f(m$r, share);
    }
    //# end
}
