// Written before every kernel of attention: sizes, and which keys a query may see.
//
// Queries, keys and values lie as projections leave them: row (sentence, position), the heads side by side in it. A row is
// `width` vectors of four numbers, a head D4 of them.

struct Dims {
    t_q: u32,
    t_k: u32,
    heads: u32,
    width: u32,
    // 1: query i sees keys 0..=i only.
    causal: u32,
    // Words of 32 keys in the mask of one sentence.
    mask_words: u32,
    // 1 / sqrt(d_k)
    scale: f32,
    unused: u32,
}

// Vectors of four in a head: d_k / 4.
const D4 = $D4u;

// Stands for the score of a hidden key: below every score of finite queries and keys.
const HIDDEN = -3.0e38;

@group(0) @binding(0) var<uniform> dims: Dims;
// One bit a key and sentence, 0 where it is hidden from every query (padding).
@group(0) @binding(1) var<storage, read> visible: array<u32>;

// Is key j there, and not padding?
fn is_visible(sentence: u32, j: u32) -> bool {
    if j >= dims.t_k {
        return false;
    }
    return ((visible[sentence * dims.mask_words + j / 32u] >> (j % 32u)) & 1u) == 1u;
}

fn may_see(sentence: u32, i: u32, j: u32) -> bool {
    return is_visible(sentence, j) && (dims.causal == 0u || j <= i);
}
