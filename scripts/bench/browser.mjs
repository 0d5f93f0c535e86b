// The engine in WebAssembly in a real browser, beside other packages where they are: one run, one thread, outputs
// checked equal first, then each side in turn; best and median of the repeats.
//   node scripts/bench/browser.mjs ENGINE.wasm [name …]
// ENGINE.wasm is benches/browser built for wasm32-unknown-unknown; names pick from those in NAMES below.
// BENCH_PEERS names a folder with the other sides, each of which may be missing: node_modules with onnxruntime-web,
// @jax-js/jax and gpt-tokenizer (npm install them there), and candle.wasm, a module that exports attn_prepare(n),
// attn_run(), train_prepare(), train_step(), lstm_prepare() and lstm_step() for the workloads of benches/browser. The
// crate matrixmultiply is inside ENGINE.wasm. TEXT names a text for the tokenizers, WORD2VEC_CORPUS a corpus (see
// gensim_word2vec.py), CHROME_PATH the browser.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const NAMES = ['product', 'attention', 'train', 'lstm', 'decode', 'tokenizer', 'word2vec', 'translate'];

const here = fileURLToPath(new URL('.', import.meta.url));
const [engine, ...asked] = process.argv.slice(2);
if (!engine) throw new Error('which wasm file? see the head of this script');
const names = asked.length > 0 ? asked : NAMES;
const unknown = names.filter(name => !NAMES.includes(name));
if (unknown.length > 0) throw new Error(`${unknown}: not among ${NAMES}`);

const { BENCH_PEERS, TEXT, WORD2VEC_CORPUS } = process.env;
const files = {
  '/browser_page.mjs': join(here, 'browser_page.mjs'),
  '/onnx.mjs': join(here, 'onnx.mjs'),
  '/jax_training.mjs': join(here, 'jax_training.mjs'),
  '/engine.wasm': resolve(engine),
  ...(TEXT && { '/text': resolve(TEXT) }),
  ...(WORD2VEC_CORPUS && { '/corpus': resolve(WORD2VEC_CORPUS) }),
};
for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
  files[`/translator/${name}`] = join(here, '../../public/models/translator', name);
}
const places = {
  candle: '/peers/candle.wasm',
  ort: '/peers/node_modules/onnxruntime-web/dist/',
  jax: '/peers/node_modules/@jax-js/jax/dist/index.js',
  gpt: '/peers/node_modules/gpt-tokenizer/esm/encoding/r50k_base.js',
  ranks: '/peers/node_modules/gpt-tokenizer/data/r50k_base.tiktoken',
};
const peers = {};
for (const [name, path] of Object.entries(places)) {
  if (BENCH_PEERS && existsSync(path.replace('/peers', BENCH_PEERS))) peers[name] = path;
  else if (name !== 'ranks') console.log(`browser: no ${path.replace('/peers', '$BENCH_PEERS')}`);
}
const types = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

// Isolated from other origins, so that the page's clock ticks in 5 µs and not in 100.
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  if (path === '/' || path === '/shared') {
    const headers = path === '/' ? isolation : {};
    response.writeHead(200, { ...headers, 'content-type': 'text/html' });
    return response.end('<!doctype html><title>Benchmarks</title><link rel="icon" href="data:,">');
  }
  const file = files[path] ?? (path.startsWith('/peers/') && join(BENCH_PEERS, path.slice('/peers'.length)));
  if (!file || !existsSync(file)) {
    response.writeHead(404);
    return response.end();
  }
  response.writeHead(200, { ...isolation, 'content-type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
await new Promise(listening => server.listen(0, '127.0.0.1', listening));

const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--no-first-run', '--disable-quic'],
});
try {
  console.log('in the browser, one thread: best (median)');
  for (const name of names) {
    // jax-js takes threads where a page is isolated.
    const where = name === 'train' ? 'shared' : '';
    const page = await browser.newPage();
    page.on('console', message => console.log(message.text()));
    await page.goto(`http://127.0.0.1:${server.address().port}/${where}`);
    await page.evaluate(
      async ([name, peers, files]) => (await import('/browser_page.mjs')).run([name], peers, files),
      [name, peers, { text: TEXT && '/text', corpus: WORD2VEC_CORPUS && '/corpus' }],
    );
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
