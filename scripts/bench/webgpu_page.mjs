// What scripts/bench/webgpu.mjs runs inside the page.

const ROUNDS = 7;
const ROUND_MS = 300;
const [HEADS, WIDTH] = [8, 64];

/** Reads postcard, the workers' wire format, as far as src/worker/card.rs and src/gpu/protocol.rs need it. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }
  byte() { return this.bytes[this.at++]; }
  number() {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  }
  f64() { this.at += 8; return this.view.getFloat64(this.at - 8, true); }
  f32() { this.at += 4; return this.view.getFloat32(this.at - 4, true); }
  text() { const end = this.number() + this.at; const text = this.bytes.slice(this.at, end); this.at = end; return new TextDecoder().decode(text); }
  option(read) { return this.byte() === 0 ? undefined : read(); }
  timing() { return { best: this.f64(), median: this.f64(), repeats: this.number(), kernel: this.option(() => this.f64()) }; }
  /** `Result<Timing, GpuError>` */
  result() { if (this.byte() !== 0) throw new Error('the graphics device failed'); return this.timing(); }
}

const varint = n => (n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...varint(n >> 7)]);

/** The shipped worker. */
async function startWorker() {
  const worker = new Worker('/gpu_loader.js', { type: 'module' });
  const next = () => new Promise((done, failed) => {
    worker.onmessage = ({ data }) => done(new Reader(data));
    worker.onerror = event => failed(new Error(event.message));
  });
  // Attention's requests and events lie in those of the worker, which also translates.
  const ask = async (...bytes) => {
    const answer = next();
    worker.postMessage(Uint8Array.from([0, ...bytes]));
    const event = await answer;
    if (event.number() !== 1) throw new Error('that is no event of attention');
    return event;
  };
  await next(); // Ready
  const card = await ask(0); // Open
  if (card.number() !== 0 || card.byte() !== 0) throw new Error('there is no adapter, or it failed the start-up check');
  const name = card.text();
  console.log(`adapter: ${name || 'unnamed'}, ${card.byte() ? 'software' : 'hardware'}`);
  let id = 0;
  return async n => { // Compare
    const answer = await ask(1, ...varint(++id), ...varint(n), HEADS, WIDTH, 0, 1, 0);
    if (answer.number() !== 1) throw new Error('that is no comparison');
    answer.number();
    for (let i = 0; i < 4; i++) answer.number(); // the setting
    const cpu = answer.timing();
    answer.option(() => answer.timing());
    const fused = answer.option(() => answer.result());
    const naive = answer.option(() => answer.result());
    const difference = answer.option(() => answer.f32());
    return { cpu, fused, naive, difference };
  };
}

/** Softmax(Q·Kᵀ/8)·V in f64 for a few rows; the largest difference of y, [n, heads, width] by `at`. */
function check([q, k, v], n, y, at) {
  let largest = 0;
  for (const h of [0, 5]) for (const i of [0, n - 1]) {
    const e = [];
    for (let j = 0; j < n; j++) {
      let dot = 0;
      for (let c = 0; c < WIDTH; c++) dot += q[at(n, h, i, c)] * k[at(n, h, j, c)];
      e.push(dot / 8);
    }
    const max = Math.max(...e);
    const weights = e.map(x => Math.exp(x - max));
    const sum = weights.reduce((a, b) => a + b);
    for (let c = 0; c < WIDTH; c++) {
      const expected = weights.reduce((all, w, j) => all + w * v[at(n, h, j, c)], 0) / sum;
      largest = Math.max(largest, Math.abs(expected - y[at(n, h, i, c)]));
    }
  }
  return largest;
}
const byRow = (n, h, i, c) => (i * HEADS + h) * WIDTH + c;
const byHead = (n, h, i, c) => (h * n + i) * WIDTH + c;

async function startPeers() {
  const ort = await import('/peers/node_modules/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs');
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = `${location.origin}/peers/node_modules/onnxruntime-web/dist/`;
  const create = graph => ort.InferenceSession.create(`/peers/${graph}.onnx`, { executionProviders: ['webgpu'] });
  const [fused, basic] = [await create('attn_mha'), await create('attn_basic')];
  const { numpy, nn, jit, init, defaultDevice } = await import('/peers/node_modules/@jax-js/jax/dist/index.js');
  await init('webgpu');
  defaultDevice('webgpu');
  const scores = (q, k) => numpy.matmul(q, numpy.transpose(k, [0, 2, 1])).mul(1 / 8);
  const attention = jit((q, k, v) => numpy.matmul(nn.softmax(scores(q, k), -1), v));
  return n => {
    const draw = () => Float32Array.from({ length: HEADS * n * WIDTH }, () => Math.random() * 2 - 1);
    const numbers = [draw(), draw(), draw()];
    const feeds = shape => Object.fromEntries(['q', 'k', 'v'].map((name, i) =>
      [name, new ort.Tensor('float32', numbers[i], shape)]));
    const [rows, heads] = [feeds([1, n, HEADS * WIDTH]), feeds([HEADS, n, WIDTH])];
    const arrays = numbers.map(x => numpy.array(x).reshape([HEADS, n, WIDTH]));
    // Each with where head h, row i and column c of its answer lie.
    return {
      numbers,
      sides: {
        'onnxruntime-web MultiHeadAttention': [async () => (await fused.run(rows)).y.getData(), byRow],
        'onnxruntime-web basic graph': [async () => (await basic.run(heads)).y.getData(), byHead],
        'jax-js': [() => { const [q, k, v] = arrays; return attention(q.ref, k.ref, v.ref).data(); }, byHead],
      },
    };
  };
}

/** The best of about ROUND_MS of repeats. */
async function best(side) {
  let fastest = Infinity;
  for (const end = performance.now() + ROUND_MS; performance.now() < end;) {
    const start = performance.now();
    await side();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

export async function run(lengths, withPeers) {
  const compare = await startWorker();
  const peers = withPeers ? await startPeers() : undefined;
  console.log(`${HEADS} heads of ${WIDTH}, ms; best (median, worst) of ${ROUNDS} rounds' bests`);
  for (const n of lengths) {
    const { numbers, sides } = peers?.(n) ?? { sides: {} };
    for (const [name, [side, at]] of Object.entries(sides)) {
      const difference = check(numbers, n, await side(), at);
      // A peer's wrong answer is said, not hidden; its time is that of a wrong answer.
      if (!(difference < 1e-4)) console.log(`n = ${n}: ${name} differs from the reference by ${difference.toFixed(3)}: wrong`);
    }
    await compare(n);
    const times = {};
    const note = (name, ms) => (times[name] ??= []).push(ms);
    for (let round = 0; round < ROUNDS; round++) {
      const { cpu, fused, naive, difference } = await compare(n);
      if (!(difference < 1e-5)) throw new Error(`CPU and graphics device differ by ${difference}`);
      note('fused', fused.best);
      // By the device's clock: what is left is the way there and back.
      if (fused.kernel !== undefined) note('fused, kernel alone', fused.kernel);
      note('naive', naive.best);
      note('ours in wasm', cpu.best);
      for (const [name, [side]] of Object.entries(sides)) note(name, await best(side));
    }
    const line = Object.entries(times).map(([name, all]) => {
      all.sort((a, b) => a - b);
      return `${name} ${all[0].toFixed(2)} (${all[all.length >> 1].toFixed(2)}, ${all.at(-1).toFixed(2)})`;
    });
    console.log(`n = ${n}: ${line.join('   ')}`);
    const ratios = Object.entries(times).filter(([name]) => !name.startsWith('fused'))
      .map(([name, all]) => `${name} ${(all[0] / times.fused[0]).toFixed(2)}`);
    console.log(`  times fused: ${ratios.join('   ')}`);
  }
}
