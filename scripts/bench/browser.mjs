// The engine in WebAssembly in a real browser, beside other packages where they are: one run, one thread, each side
// in turn, best and median of the repeats.
//   node scripts/bench/browser.mjs ENGINE.wasm [name …]
// ENGINE.wasm is benches/browser built for wasm32-unknown-unknown; names pick from product, attention, train, decode
// and translate. BENCH_PEERS names a folder with the other side: candle.wasm, a module that exports attn_prepare(n),
// attn_run(), train_prepare() and train_step() for the workloads of benches/browser. The crate matrixmultiply is
// inside ENGINE.wasm. CHROME_PATH names the browser.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const [engine, ...names] = process.argv.slice(2);
if (!engine) throw new Error('which wasm file? see the head of this script');
const candle = process.env.BENCH_PEERS && join(process.env.BENCH_PEERS, 'candle.wasm');
const files = {
  '/page.mjs': join(here, 'browser_page.mjs'),
  '/engine.wasm': resolve(engine),
  ...(candle && existsSync(candle) && { '/candle.wasm': candle }),
};
for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
  files[`/translator/${name}`] = join(here, '../../public/models/translator', name);
}
const types = { '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

// Isolated from other origins, so that the page's clock ticks in 5 µs and not in 100.
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (path === '/') {
    response.writeHead(200, { ...isolation, 'content-type': 'text/html' });
    return response.end('<!doctype html><title>Benchmarks</title><link rel="icon" href="data:,">');
  }
  if (!files[path]) {
    response.writeHead(404);
    return response.end();
  }
  response.writeHead(200, { ...isolation, 'content-type': types[extname(path)] ?? 'application/octet-stream' });
  createReadStream(files[path]).pipe(response);
});
await new Promise(listening => server.listen(0, '127.0.0.1', listening));

if (!files['/candle.wasm']) {
  console.log('browser: no candle.wasm in $BENCH_PEERS: attention and training are measured on our side only');
}
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--no-first-run', '--disable-quic'],
});
try {
  const page = await browser.newPage();
  page.on('console', message => console.log(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(
    async ([names, candle]) => (await import('/page.mjs')).run(names, candle),
    [names, '/candle.wasm' in files],
  );
} finally {
  await browser.close();
  server.close();
}
