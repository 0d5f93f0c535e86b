// Graphs for onnxruntime-web, written as ONNX files (protocol buffers) in the page: attention alone, and one step of a
// decoder with its key/value cache, with the very weights of our side.

const utf8 = new TextEncoder();

function varint(n) {
  const bytes = [];
  for (n = BigInt.asUintN(64, BigInt(n)); n > 127n; n >>= 7n) bytes.push(Number(n & 127n) | 128);
  return Uint8Array.of(...bytes, Number(n));
}

function join(parts) {
  const all = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

/** A message of [field number, value] pairs: whole numbers, text, bytes (a message in its turn), lists of them. */
function message(...fields) {
  const parts = [];
  for (const [number, value] of fields) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined) continue;
      if (typeof one === 'number' || typeof one === 'bigint') {
        parts.push(varint(number << 3), varint(one));
      } else {
        const bytes = typeof one === 'string' ? utf8.encode(one) : one;
        parts.push(varint((number << 3) | 2), varint(bytes.length), bytes);
      }
    }
  }
  return join(parts);
}

const FLOAT = 1;
const INT64 = 7;

/** A graph in the making: every operation gives the name of its result. */
class Graph {
  nodes = [];
  constants = [];
  inputs = [];
  outputs = [];

  tensor(dims, data) {
    const name = `c${this.constants.length}`;
    const type = data instanceof Float32Array ? FLOAT : INT64;
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.constants.push(message([1, dims], [2, type], [8, name], [9, raw]));
    return name;
  }
  floats(dims, data) {
    return this.tensor(dims, Float32Array.from(data));
  }
  ints(...data) {
    return this.tensor([data.length], BigInt64Array.from(data, BigInt));
  }
  op(type, inputs, attributes = {}, { domain, output = `t${this.nodes.length}` } = {}) {
    const attribute = ([name, value]) => {
      if (Array.isArray(value)) return message([1, name], [8, value], [20, 7]);
      return message([1, name], [3, value], [20, 2]);
    };
    const fields = [[1, inputs], [2, output], [4, type], [5, Object.entries(attributes).map(attribute)], [7, domain]];
    this.nodes.push(message(...fields));
    return output;
  }
  value(name, type, dims) {
    const dim = d => (typeof d === 'string' ? message([2, d]) : message([1, d]));
    return message([1, name], [2, message([1, message([1, type], [2, message([1, dims.map(dim)])])])]);
  }
  input(name, dims, type = FLOAT) {
    this.inputs.push(this.value(name, type, dims));
    return name;
  }
  output(name, dims, type = FLOAT) {
    this.outputs.push(this.value(name, type, dims));
  }
  file() {
    const graph = message([1, this.nodes], [2, 'g'], [5, this.constants], [11, this.inputs], [12, this.outputs]);
    const sets = [message([1, ''], [2, 17]), message([1, 'com.microsoft'], [2, 1])];
    return message([1, 8], [8, sets], [7, graph]);
  }
}

/** 8 heads of 64 by the fused operator: q, k, v (1, n, 512) → y. */
export function fusedAttention() {
  const g = new Graph();
  const inputs = ['q', 'k', 'v'].map(name => g.input(name, [1, 'n', 512]));
  g.op('MultiHeadAttention', inputs, { num_heads: 8 }, { domain: 'com.microsoft', output: 'y' });
  g.output('y', [1, 'n', 512]);
  return g.file();
}

/** The same from plain operators: q, k, v (8, n, 64) → y. */
export function plainAttention() {
  const g = new Graph();
  const [q, k, v] = ['q', 'k', 'v'].map(name => g.input(name, [8, 'n', 64]));
  const scores = g.op('MatMul', [q, g.op('Transpose', [k], { perm: [0, 2, 1] })]);
  const weights = g.op('Softmax', [g.op('Mul', [scores, g.floats([], [0.125])])], { axis: -1 });
  g.op('MatMul', [weights, v], {}, { output: 'y' });
  g.output('y', [8, 'n', 64]);
  return g.file();
}

/** Reads a safetensors file of f32: { name: { shape, data } }. */
export function safetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  delete header.__metadata__;
  const tensor = ({ shape, data_offsets: [from, to] }) => {
    const data = new Float32Array(bytes.slice(8 + length + from, 8 + length + to).buffer);
    return { shape, data };
  };
  return Object.fromEntries(Object.entries(header).map(([name, about]) => [name, tensor(about)]));
}

/** Rows of sines and cosines: positions 0 to n − 1. */
export function positions(n, d) {
  return Float32Array.from({ length: n * d }, (_, at) => {
    const [p, j] = [Math.floor(at / d), at % d];
    const angle = p / 10000 ** ((j - (j % 2)) / d);
    return j % 2 ? Math.cos(angle) : Math.sin(angle);
  });
}

/**
 * One step of greedy decoding: id, pos (1), the cache pk, pv and the source's keys and values ck, cv of every layer
 * (heads, t, d_k) → next (1), k, v.
 */
export function decoderStep(weights, heads) {
  const g = new Graph();
  const [vocab, d] = weights['tgt_embedding.weight'].shape;
  const width = d / heads;
  const w = name => g.floats(weights[name].shape, weights[name].data);
  const norm = (x, name) =>
    g.op('LayerNormalization', [x, w(`${name}.gamma`), w(`${name}.beta`)], { axis: -1 });
  const linear = (x, layer, part) => g.op('Add', [g.op('MatMul', [x, w(`${layer}.w_${part}`)]), w(`${layer}.b_${part}`)]);
  const [perHead, flat] = [g.ints(1, heads, width), g.ints(1, d)];
  const scale = g.floats([], [width ** -0.5]);
  const split = x => g.op('Transpose', [g.op('Reshape', [x, perHead])], { perm: [1, 0, 2] });
  const attention = (q, k, v) => {
    const scores = g.op('MatMul', [q, g.op('Transpose', [k], { perm: [0, 2, 1] })]);
    const p = g.op('Softmax', [g.op('Mul', [scores, scale])], { axis: -1 });
    return g.op('Reshape', [g.op('Transpose', [g.op('MatMul', [p, v])], { perm: [1, 0, 2] }), flat]);
  };
  const table = g.floats([vocab, d], weights['tgt_embedding.weight'].data.map(x => x * Math.sqrt(d)));
  const token = g.op('Gather', [table, g.input('id', [1], INT64)]);
  let x = g.op('Add', [token, g.op('Gather', [g.floats([64, d], positions(64, d)), g.input('pos', [1], INT64)])]);
  for (let l = 0; `decoder.${l}.self_attn.w_q` in weights; l++) {
    const [self, cross, ff] = ['self_attn', 'cross_attn', 'feed_forward'].map(part => `decoder.${l}.${part}`);
    const a = norm(x, `${self}.norm`);
    for (const n of ['k', 'v']) {
      const past = g.input(`p${n}${l}`, [heads, 't', width]);
      g.op('Concat', [past, split(linear(a, self, n))], { axis: 1 }, { output: `${n}${l}` });
      g.output(`${n}${l}`, [heads, 'u', width]);
    }
    const context = attention(split(linear(a, self, 'q')), `k${l}`, `v${l}`);
    x = g.op('Add', [x, linear(context, self, 'o')]);
    const query = split(linear(norm(x, `${cross}.norm`), cross, 'q'));
    const source = ['ck', 'cv'].map(n => g.input(`${n}${l}`, [heads, 's', width]));
    x = g.op('Add', [x, linear(attention(query, ...source), cross, 'o')]);
    x = g.op('Add', [x, linear(g.op('Relu', [linear(norm(x, `${ff}.norm`), ff, 1)]), ff, 2)]);
  }
  const { data } = weights['generator.weight'];
  const transposed = Float32Array.from({ length: d * vocab }, (_, i) => data[(i % vocab) * d + Math.floor(i / vocab)]);
  const logits = g.op('MatMul', [norm(x, 'decoder.norm'), g.floats([d, vocab], transposed)]);
  g.op('ArgMax', [logits], { axis: 1, keepdims: 0 }, { output: 'next' });
  g.output('next', [1], INT64);
  return g.file();
}
