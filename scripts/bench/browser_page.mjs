// What scripts/bench/browser.mjs runs inside the page.

import { decoderStep, fusedAttention, plainAttention, safetensors } from './onnx.mjs';
import { jaxTraining } from './jax_training.mjs';

async function load(path) {
  const module = await WebAssembly.compileStreaming(fetch(path));
  // Random numbers and the like, which no benchmark asks for.
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`import ${from}.${name} was called`);
    };
  }
  return (await WebAssembly.instantiate(module, imports)).exports;
}

/** A sample takes so many milliseconds at least: what it costs to ask for the processor's time is not to be seen in it. */
const LONG_ENOUGH = 20;

async function rounds(side, n) {
  for (let i = 0; i < n; i++) {
    const promise = side();
    if (promise instanceof Promise) await promise;
  }
}

/**
 * Times the sides in turn: { name: function } → { name: { clock, processor } }, each a sorted list of milliseconds.
 * On a machine that others use too, only those in which the page's thread had the processor are worth comparing.
 */
async function interleaved(sides, repeats, warm = 5) {
  const runs = Object.entries(sides).map(([name, side]) => ({ name, side, n: 1, clock: [], processor: [] }));
  // The first rounds are the browser's, to compile what is hot.
  for (let i = 0; i < warm; i++) {
    for (const run of runs) {
      const start = performance.now();
      await rounds(run.side, run.n);
      run.n = Math.max(1, Math.ceil((LONG_ENOUGH * run.n) / (performance.now() - start)));
    }
  }
  for (let i = 0; i < repeats; i++) {
    for (const { side, n, clock, processor } of runs) {
      const [before, start] = [await window.onProcessor(), performance.now()];
      await rounds(side, n);
      const end = performance.now();
      clock.push((end - start) / n);
      processor.push(((await window.onProcessor()) - before) / n);
    }
  }
  const sorted = all => all.sort((a, b) => a - b);
  return Object.fromEntries(
    runs.map(({ name, clock, processor }) => [name, { clock: sorted(clock), processor: sorted(processor) }]),
  );
}

const best = all => all[0];
const median = all => all[all.length >> 1];

/** Two lines: best (median) of each side, by `shown`, and how often ours fits into the best of the others. */
function report(what, unit, times, shown) {
  for (const [how, of] of [['by the clock', t => t.clock], ['on the processor', t => t.processor]]) {
    const lists = Object.entries(times).map(([name, t]) => [name, of(t)]);
    if (lists.some(([, all]) => all.some(Number.isNaN))) continue;
    const sides = lists.map(([name, all]) => `${name} ${shown(best(all))} (${shown(median(all))})`);
    const others = lists.filter(([name]) => !name.startsWith('ours'));
    let ratio = '';
    if (others.length > 0) {
      const fits = pick => Math.min(...others.map(([, all]) => pick(all))) / pick(of(times.ours));
      ratio = `: ${fits(best).toFixed(2)} (${fits(median).toFixed(2)}) times as fast`;
    }
    console.log(`${what}, ${how}: ${sides.join('   ')} ${unit}${ratio}`);
  }
}

function output(engine) {
  return new Uint8Array(engine.memory.buffer, engine.output(), engine.output_len()).slice();
}

function floats(engine) {
  return new Float32Array(output(engine).buffer);
}

function input(engine, bytes) {
  const at = engine.input(bytes.length);
  new Uint8Array(engine.memory.buffer).set(bytes, at);
}

/** The largest difference of two lists. */
function apart(a, b) {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}

function check(what, difference, limit) {
  if (!(difference <= limit)) throw new Error(`${what}: ${difference} apart`);
}

async function onnxruntime(peers) {
  if (!peers.ort) return undefined;
  const ort = await import(`${peers.ort}ort.wasm.min.mjs`);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = location.origin + peers.ort;
  const session = file => ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const tensor = (data, dims) => new ort.Tensor(data instanceof Float32Array ? 'float32' : 'int64', data, dims);
  return { session, tensor };
}

const sizes = [
  [16, 32, 16], [16, 16, 32], [60, 32, 60], [64, 64, 64], [10, 256, 256], [256, 256, 256], [512, 128, 512],
  [512, 512, 128], [512, 128, 4000],
];

/** (n, 8·64) → (8, n, 64). */
function byHead(x, n) {
  return x.map((_, at) => {
    const [h, i, c] = [Math.floor(at / (64 * n)), Math.floor(at / 64) % n, at % 64];
    return x[i * 512 + h * 64 + c];
  });
}

/** Each token's keys or values of the source: (t, d) → (heads, t, d_k). */
function projected(memory, weights, layer, letter, heads) {
  const { data: w, shape: [d] } = weights[`${layer}.w_${letter}`];
  const b = weights[`${layer}.b_${letter}`].data;
  const [t, width] = [memory.length / d, d / heads];
  return Float32Array.from({ length: t * d }, (_, at) => {
    const [h, i, c] = [Math.floor(at / (width * t)), Math.floor(at / width) % t, at % width];
    const column = h * width + c;
    let sum = b[column];
    for (let k = 0; k < d; k++) sum += memory[i * d + k] * w[k * d + column];
    return sum;
  });
}

const benchmarks = {
  async product(engine) {
    for (const [m, k, n] of sizes) {
      engine.product_prepare(m, k, n);
      const [ours, theirs] = [0, 1].map(which => engine.product_run(which, 1));
      check('products', Math.abs(ours - theirs), 1e-3 * Math.abs(theirs) + 0.1);
      const together = Math.max(1, Math.round(4e6 / (2 * m * k * n)));
      const times = await interleaved({
        ours: () => engine.product_run(0, together),
        matrixmultiply: () => engine.product_run(1, together),
      }, 30);
      report(`product ${m} x ${k} x ${n}`, 'GFLOP/s', times, ms => ((2 * m * k * n * together) / ms / 1e6).toFixed(1));
    }
  },

  async attention(engine, peers) {
    const ort = await onnxruntime(peers);
    const fused = await ort?.session(fusedAttention());
    const plain = await ort?.session(plainAttention());
    for (const n of [64, 128, 256, 512, 1024]) {
      engine.attention_prepare(n);
      peers.candle?.attn_prepare(n);
      const inputs = [0, 1, 2].map(which => {
        engine.attention_input(which);
        return floats(engine);
      });
      const [ours, withWeights] = [0, 1].map(weights => {
        engine.attention_context(weights);
        return floats(engine);
      });
      check('with and without weights', apart(ours, withWeights), 1e-5);
      const sides = {
        ours: () => engine.attention_run(0),
        'ours with weights': () => engine.attention_run(1),
      };
      if (ort) {
        const feed = of => Object.fromEntries(inputs.map((x, i) => ['qkv'[i], of(x)]));
        const [fusedFeed, plainFeed] = [
          feed(x => ort.tensor(x, [1, n, 512])),
          feed(x => ort.tensor(byHead(x, n), [8, n, 64])),
        ];
        check('onnxruntime-web, fused', apart(ours, (await fused.run(fusedFeed)).y.data), 1e-5);
        check('onnxruntime-web, plain', apart(byHead(ours, n), (await plain.run(plainFeed)).y.data), 1e-5);
        sides['onnxruntime-web fused'] = () => fused.run(fusedFeed);
        sides['plain'] = () => plain.run(plainFeed);
      }
      if (peers.candle) sides.candle = () => peers.candle.attn_run();
      const times = await interleaved(sides, n > 256 ? 15 : 25);
      report(`attention 8 x 64, n = ${n}`, 'ms', times, ms => ms.toFixed(2));
    }
  },

  // jax-js is on one thread only where the page is not isolated, so this is measured in a page of its own.
  async train(engine, peers) {
    engine.train_prepare();
    engine.train_weights();
    const weights = safetensors(output(engine));
    engine.train_batch();
    const batch = new Uint32Array(output(engine).buffer);
    const jax = peers.jax && (await jaxTraining(peers.jax, weights, batch));
    for (let step = 0; step < 4; step++) {
      const ours = engine.train_step();
      if (!jax) continue;
      const theirs = await jax();
      check(`losses of step ${step}, ${ours} and ${theirs}`, Math.abs(ours - theirs), 2e-3 * ours);
      if (step === 3) console.log(`training: losses agree with jax-js over 4 steps, the last ${ours} and ${theirs}`);
    }
    // Its weights are its own; only that it learns the same task can be seen.
    peers.candle?.train_prepare();
    const first = peers.candle?.train_step();
    if (first) console.log(`training: candle's first loss ${first}`);
    const times = await interleaved({
      ours: () => engine.train_step(),
      ...(jax && { 'jax-js': jax }),
      ...(peers.candle && { candle: () => peers.candle.train_step() }),
    }, 15, 3);
    if (peers.candle && !(peers.candle.train_step() < first)) throw new Error('candle learns nothing');
    report('training step S', 'ms', times, ms => ms.toFixed(1));
  },

  async lstm(engine, peers) {
    engine.lstm_prepare();
    peers.candle?.lstm_prepare();
    const first = [engine.lstm_step(), peers.candle?.lstm_step()];
    const times = await interleaved({
      ours: () => engine.lstm_step(),
      ...(peers.candle && { candle: () => peers.candle.lstm_step() }),
    }, 15, 3);
    const last = [engine.lstm_step(), peers.candle?.lstm_step()];
    last.forEach((loss, i) => {
      if (loss !== undefined && !(loss < first[i])) throw new Error(`the loss went from ${first[i]} to ${loss}`);
    });
    report('training step LSTM', 'ms', times, ms => ms.toFixed(1));
  },

  async decode(engine, peers) {
    const ort = await onnxruntime(peers);
    for (const [name, which, heads] of [['S', 0, 4], ['M', 1, 8]]) {
      engine.decode_prepare(which);
      const sides = { ours: () => engine.decode_run(32) };
      engine.decode_run(32);
      const tokens = [...new Uint32Array(output(engine).buffer)];
      if (ort) {
        engine.decode_weights();
        const weights = safetensors(output(engine));
        engine.decode_memory();
        const memory = floats(engine);
        const session = await ort.session(decoderStep(weights, heads));
        const width = weights['tgt_embedding.weight'].shape[1] / heads;
        const layers = [0, 1, 2].filter(l => `decoder.${l}.self_attn.w_q` in weights);
        const start = {};
        for (const l of layers) {
          for (const n of ['k', 'v']) {
            const source = projected(memory, weights, `decoder.${l}.cross_attn`, n, heads);
            start[`c${n}${l}`] = ort.tensor(source, [heads, 16, width]);
            start[`p${n}${l}`] = ort.tensor(new Float32Array(0), [heads, 0, width]);
          }
        }
        const theirs = async () => {
          const feed = { ...start };
          const ids = [];
          for (let at = 0, id = 1n; at < 32; at++) {
            feed.id = ort.tensor(BigInt64Array.of(id), [1]);
            feed.pos = ort.tensor(BigInt64Array.of(BigInt(at)), [1]);
            const result = await session.run(feed);
            id = result.next.data[0];
            ids.push(Number(id));
            for (const l of layers) for (const n of ['k', 'v']) feed[`p${n}${l}`] = result[`${n}${l}`];
          }
          return ids;
        };
        check(`tokens of ${name}`, apart(tokens, await theirs()), 0);
        console.log(`decoding ${name}: the same 32 tokens, ${new Set(tokens).size} different ones`);
        sides['onnxruntime-web'] = theirs;
      }
      const times = await interleaved(sides, 25);
      report(`greedy decoding ${name}`, 'ms a token', times, ms => (ms / 32).toFixed(3));
    }
  },

  async tokenizer(engine, peers, files) {
    if (!peers.gpt || !files.text) return console.log('tokenizer: no gpt-tokenizer in $BENCH_PEERS, or no $TEXT');
    const ranks = await (await fetch(peers.ranks)).arrayBuffer();
    input(engine, new Uint8Array(ranks));
    engine.tokenizer_prepare();
    const { encode } = await import(peers.gpt);
    const whole = await (await fetch(files.text)).text();
    const middle = whole.slice(whole.length >> 1).slice(0, 200_000);
    const paragraphs = middle.match(/[^]{1,2000}/g);
    const utf8 = new TextEncoder();
    const room = engine.input(3 * middle.length);
    const memory = new Uint8Array(engine.memory.buffer);
    const ours = text => {
      const bytes = memory.subarray(room, room + 3 * text.length);
      const n = engine.tokenizer_encode(utf8.encodeInto(text, bytes).written);
      return new Uint32Array(engine.memory.buffer, engine.tokenizer_ids(), n).slice();
    };
    const [first, theirs] = [ours, encode].map(f => {
      const start = performance.now();
      const ids = f(middle);
      console.log(`tokenizer: the first pass ${(middle.length / (performance.now() - start) / 1e3).toFixed(1)} MB/s`);
      return ids;
    });
    check('ids', apart([...first], theirs), 0);
    if (memory.buffer !== engine.memory.buffer) throw new Error('the memory moved: a longer first text is needed');
    for (const [what, texts, calls] of [
      ['200 kB page', [middle], 1], ['2 kB paragraphs', paragraphs, 1], ['60-byte call', [middle.slice(0, 60)], 2000],
    ]) {
      const all = encode => () => {
        for (let i = 0; i < calls; i++) for (const text of texts) encode(text);
      };
      const times = await interleaved({ ours: all(ours), 'gpt-tokenizer': all(encode) }, 25);
      const length = texts.reduce((sum, t) => sum + t.length, 0);
      if (calls > 1) report(`encoding, ${what}`, 'µs', times, ms => ((ms / calls) * 1e3).toFixed(2));
      else report(`encoding, ${what}`, 'MB/s', times, ms => (length / ms / 1e3).toFixed(1));
    }
  },

  // The other side, gensim, is native: scripts/bench/gensim_word2vec.py starts both in turn.
  async word2vec(engine, peers, files) {
    if (!files.corpus) return console.log('word2vec: no $WORD2VEC_CORPUS (scripts/bench/gensim_word2vec.py makes one)');
    input(engine, new Uint8Array(await (await fetch(files.corpus)).arrayBuffer()));
    const words = engine.word2vec_prepare();
    for (const [name, cbow] of [['skip-gram', 0], ['CBOW', 1]]) {
      engine.word2vec_model(cbow);
      const [before, start] = [await window.onProcessor(), performance.now()];
      engine.word2vec_run();
      const seconds = [performance.now() - start, (await window.onProcessor()) - before].map(ms => ms / 1e3);
      const [clock, processor] = seconds.map(s => (words / s).toFixed(0));
      const score = engine.word2vec_score().toFixed(4);
      console.log(
        `teddy in the browser ${name}: words/s ${clock}; per CPU second ${processor}; topic score ${score}`,
      );
    }
  },

  async translate(engine) {
    for (const [i, name] of ['config.json', 'tokenizer.json', 'model.safetensors'].entries()) {
      const bytes = new Uint8Array(await (await fetch(`/translator/${name}`)).arrayBuffer());
      const at = engine.translator_file(i, bytes.length);
      new Uint8Array(engine.memory.buffer).set(bytes, at);
    }
    if (engine.translator_prepare() !== 1) throw new Error('the shipped translator does not load');
    let numbers = 0;
    const times = await interleaved({ ours: () => (numbers = engine.translate_run()) }, 20);
    const utf8 = new Uint8Array(engine.memory.buffer, engine.translation(), engine.translation_len());
    console.log(`"${new TextDecoder().decode(utf8.slice())}", ${numbers} numbers in the trace`);
    report('translation and its trace', 'ms', times, ms => ms.toFixed(1));
  },
};

/** Runs the benchmarks called `names`. */
export async function run(names, peers, files) {
  const candle = peers.candle && (await load(peers.candle));
  for (const name of names) {
    // Each in an engine of its own, so that none finds another's memory in the caches.
    await benchmarks[name](await load('/engine.wasm'), { ...peers, candle }, files);
  }
}
