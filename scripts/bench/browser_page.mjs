// What scripts/bench/browser.mjs runs inside the page.

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

/** Times the sides in turn: { name: function } → { name: sorted milliseconds }. */
function interleaved(sides, repeats) {
  const times = Object.fromEntries(Object.keys(sides).map(name => [name, []]));
  // The first rounds are the browser's, to compile what is hot.
  for (let i = -5; i < repeats; i++) {
    for (const [name, side] of Object.entries(sides)) {
      const start = performance.now();
      side();
      if (i >= 0) times[name].push(performance.now() - start);
    }
  }
  Object.values(times).forEach(all => all.sort((a, b) => a - b));
  return times;
}

/** One line: best (median) of each side, by `shown`, which makes a number of milliseconds. */
function report(what, unit, times, shown) {
  const sides = Object.entries(times).map(([name, all]) => {
    const [best, median] = [all[0], all[all.length >> 1]].map(shown);
    return `${name} ${best} (${median})`;
  });
  console.log(`${what.padEnd(28)} ${sides.join('   ')} ${unit}`);
}

const sizes = [
  [16, 32, 16], [16, 16, 32], [60, 32, 60], [64, 64, 64], [10, 256, 256], [256, 256, 256], [512, 128, 512],
  [512, 512, 128], [512, 128, 4000],
];

const benchmarks = {
  product(engine) {
    for (const [m, k, n] of sizes) {
      engine.product_prepare(m, k, n);
      const [ours, theirs] = [0, 1].map(which => engine.product_run(which, 1));
      if (Math.abs(ours - theirs) > 1e-3 * Math.abs(theirs) + 0.1) throw new Error(`products: ${ours}, ${theirs}`);
      const rounds = Math.max(1, Math.round(4e6 / (2 * m * k * n)));
      const times = interleaved({
        ours: () => engine.product_run(0, rounds),
        matrixmultiply: () => engine.product_run(1, rounds),
      }, 60);
      report(`product ${m} x ${k} x ${n}`, 'GFLOP/s', times, ms => ((2 * m * k * n * rounds) / ms / 1e6).toFixed(1));
    }
  },

  attention(engine, candle) {
    for (const n of [64, 128, 256, 512, 1024]) {
      engine.attention_prepare(n);
      candle?.attn_prepare(n);
      const times = interleaved({
        ours: () => engine.attention_run(),
        ...(candle && { candle: () => candle.attn_run() }),
      }, n > 256 ? 15 : 40);
      report(`attention 8 x 64, n = ${n}`, 'ms', times, ms => ms.toFixed(2));
    }
  },

  train(engine, candle) {
    engine.train_prepare();
    candle?.train_prepare();
    const first = engine.train_step();
    const times = interleaved({
      ours: () => engine.train_step(),
      ...(candle && { candle: () => candle.train_step() }),
    }, 15);
    const last = engine.train_step();
    if (!(last < first)) throw new Error(`the loss went from ${first} to ${last}`);
    report('training step S', 'ms', times, ms => ms.toFixed(1));
  },

  decode(engine) {
    for (const [name, which] of [['S', 0], ['M', 1]]) {
      for (const [weights, int8] of [['f32', 0], ['int8', 1]]) {
        engine.decode_prepare(which, int8);
        const times = interleaved({ ours: () => engine.decode_run(32) }, 40);
        report(`greedy decoding ${name}, ${weights}`, 'ms a token', times, ms => (ms / 32).toFixed(3));
      }
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
    const times = interleaved({ ours: () => (numbers = engine.translate_run()) }, 20);
    const utf8 = new Uint8Array(engine.memory.buffer, engine.translation(), engine.translation_len());
    console.log(`"${new TextDecoder().decode(utf8.slice())}", ${numbers} numbers in the trace`);
    report('translation and its trace', 'ms', times, ms => ms.toFixed(1));
  },
};

export async function run(names, withCandle) {
  const engine = await load('/engine.wasm');
  const candle = withCandle ? await load('/candle.wasm') : undefined;
  console.log('in the browser, one thread: best (median)');
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (names.length === 0 || names.includes(name)) await benchmark(engine, candle);
  }
}
