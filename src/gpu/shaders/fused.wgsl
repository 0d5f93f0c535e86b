// context = softmax(mask(Q·Kᵀ / √d_k))·V without the n × n matrix: FlashAttention (Dao et al. 2022), forward.
//
// A workgroup of ACROSS × DOWN threads owns some queries of one head and walks over the keys in tiles of KEYS. The
// threads of one `ty` share GROUPS groups of four queries: of each tile a thread scores them against every ACROSS-th key,
// and of the context it holds every ACROSS-th vector of four columns. K's tile and then V's lie in workgroup memory.
//
// Online softmax (Milakov & Gimelshein 2018): m is the largest score so far, l the sum of exp(s − m). When a larger one
// turns up, what is summed so far is scaled by exp(m_old − m_new). m and 1 / l are written out: weights.wgsl needs them.

@group(0) @binding(2) var<storage, read> q: array<vec4f>;
@group(0) @binding(3) var<storage, read> k: array<vec4f>;
@group(0) @binding(4) var<storage, read> v: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> context: array<vec4f>;
// (m, 1 / l) of each sentence, head and query.
@group(0) @binding(6) var<storage, read_write> statistics: array<vec2f>;

const ACROSS = $ACROSSu;
const DOWN = $DOWNu;
const THREADS = ACROSS * DOWN;
// Queries of one `ty`, and of the workgroup.
const OWN = $GROUPSu * 4u;
const QUERIES = DOWN * OWN;
const KEYS = $PER_THREADu * ACROSS;
// An odd distance between rows of the tile: threads that read different rows then use different banks.
const PITCH = D4 | 1u;

// K's tile, then V's.
var<workgroup> tile: array<vec4f, KEYS * PITCH>;
// exp(s − m) of key j for four queries: [j][group of queries].
var<workgroup> weights: array<vec4f, KEYS * QUERIES / 4u>;
// One number a query from each of the threads that share it: [group of queries][tx].
var<workgroup> shared_across: array<vec4f, ACROSS * QUERIES / 4u>;

@compute @workgroup_size(ACROSS, DOWN)
fn main(@builtin(local_invocation_id) thread: vec3u, @builtin(workgroup_id) group: vec3u) {
    let tx = thread.x;
    let ty = thread.y;
    let lane = ty * ACROSS + tx;
    let sentence = group.z;
    let head = group.y * D4;
    let keys_at = sentence * dims.t_k;
    //# for g in 0..GROUPS
    let row$g = group.x * QUERIES + ty * OWN + $gu * 4u;
    // A thread without queries of its own works on the last one and writes nothing.
    //# for r in 0..4
    let q$g_$r = (sentence * dims.t_q + min(row$g + $ru, dims.t_q - 1u)) * dims.width + head;
    //# end
    var m$g = vec4f(HIDDEN);
    var l$g = vec4f(0.0);
    //# for c in 0..COLUMNS
    //# for r in 0..4
    var sum$g_$r_$c = vec4f(0.0);
    //# end
    //# end
    //# end

    var end = dims.t_k;
    if dims.causal == 1u {
        // Later keys are hidden from every query of this workgroup.
        end = min(end, (group.x + 1u) * QUERIES);
    }
    for (var first = 0u; first < end; first += KEYS) {
        for (var i = lane; i < KEYS * D4; i += THREADS) {
            let j = i / D4;
            let c = i % D4;
            tile[j * PITCH + c] = k[(keys_at + min(first + j, dims.t_k - 1u)) * dims.width + head + c];
        }
        workgroupBarrier();

        // s[g][b]: the scores of four queries for key tx + b·ACROSS.
        //# for g in 0..GROUPS
        //# for b in 0..PER_THREAD
        var s$g_$b = vec4f(0.0);
        //# end
        //# end
        for (var c = 0u; c < D4; c++) {
            //# for b in 0..PER_THREAD
            let y$b = tile[(tx + $bu * ACROSS) * PITCH + c];
            //# end
            //# for g in 0..GROUPS
            //# for r in 0..4
            let x$g_$r = q[q$g_$r + c];
            //# end
            //# for b in 0..PER_THREAD
            s$g_$b += vec4f(dot(x$g_0, y$b), dot(x$g_1, y$b), dot(x$g_2, y$b), dot(x$g_3, y$b));
            //# end
            //# end
        }
        //# for g in 0..GROUPS
        var largest$g = vec4f(HIDDEN);
        //# for b in 0..PER_THREAD
        s$g_$b = hide(s$g_$b * dims.scale, sentence, row$g, first + tx + $bu * ACROSS);
        largest$g = max(largest$g, s$g_$b);
        //# end
        shared_across[(ty * $GROUPSu + $gu) * ACROSS + tx] = largest$g;
        //# end
        workgroupBarrier();

        //# for g in 0..GROUPS
        let before$g = m$g;
        for (var i = 0u; i < ACROSS; i++) {
            m$g = max(m$g, shared_across[(ty * $GROUPSu + $gu) * ACROSS + i]);
        }
        let rescale$g = exp(before$g - m$g);
        l$g *= rescale$g;
        //# for b in 0..PER_THREAD
        let e$g_$b = select(vec4f(0.0), exp(s$g_$b - m$g), s$g_$b > vec4f(HIDDEN));
        weights[(tx + $bu * ACROSS) * (QUERIES / 4u) + ty * $GROUPSu + $gu] = e$g_$b;
        l$g += e$g_$b;
        //# end
        //# end
        for (var i = lane; i < KEYS * D4; i += THREADS) {
            let j = i / D4;
            let c = i % D4;
            tile[j * PITCH + c] = v[(keys_at + min(first + j, dims.t_k - 1u)) * dims.width + head + c];
        }
        workgroupBarrier();

        //# for g in 0..GROUPS
        //# for c in 0..COLUMNS
        //# for r in 0..4
        sum$g_$r_$c *= rescale$g[$r];
        //# end
        //# end
        //# end
        for (var j = 0u; j < KEYS; j++) {
            //# for c in 0..COLUMNS
            let value$c = tile[j * PITCH + min(tx + $cu * ACROSS, D4 - 1u)];
            //# end
            //# for g in 0..GROUPS
            let e$g = weights[j * (QUERIES / 4u) + ty * $GROUPSu + $gu];
            //# for c in 0..COLUMNS
            //# for r in 0..4
            sum$g_$r_$c += e$g[$r] * value$c;
            //# end
            //# end
            //# end
        }
        workgroupBarrier();
    }

    // Each thread has summed the weights of its own keys.
    //# for g in 0..GROUPS
    shared_across[(ty * $GROUPSu + $gu) * ACROSS + tx] = l$g;
    //# end
    workgroupBarrier();
    //# for g in 0..GROUPS
    l$g = vec4f(0.0);
    for (var i = 0u; i < ACROSS; i++) {
        l$g += shared_across[(ty * $GROUPSu + $gu) * ACROSS + i];
    }
    // A query that sees no key has context 0.
    let share$g = select(vec4f(0.0), 1.0 / l$g, l$g > vec4f(0.0));
    //# for r in 0..4
    if row$g + $ru < dims.t_q {
        //# for c in 0..COLUMNS
        if tx + $cu * ACROSS < D4 {
            context[q$g_$r + tx + $cu * ACROSS] = sum$g_$r_$c * share$g[$r];
        }
        //# end
        if tx == 0u {
            statistics[(sentence * dims.heads + group.y) * dims.t_q + row$g + $ru] = vec2f(m$g[$r], share$g[$r]);
        }
    }
    //# end
    //# end
}

// The scores of four queries, the first of them `row`, for key j; HIDDEN where the mask says so.
fn hide(scores: vec4f, sentence: u32, row: u32, j: u32) -> vec4f {
    if !is_visible(sentence, j) {
        return vec4f(HIDDEN);
    }
    let later = vec4u(j) > vec4u(row, row + 1u, row + 2u, row + 3u);
    return select(scores, vec4f(HIDDEN), later & vec4<bool>(dims.causal == 1u));
}
