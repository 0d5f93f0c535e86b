// Attention on WebGPU: the shipped worker (dist/gpu*) beside onnxruntime-web and jax-js, in one browser, in turn: 8 heads of
// 64, best and median of the rounds' bests. On the browser's software adapter unless BENCH_ADAPTER=real: that says which
// kernel does less, not how fast a graphics card is.
//   node scripts/bench/webgpu.mjs DIST [n …]
// BENCH_PEERS names a folder with node_modules/onnxruntime-web, node_modules/@jax-js/jax, attn_mha.onnx (one
// com.microsoft.MultiHeadAttention, q, k, v [1, n, 512] → y) and attn_basic.onnx (Transpose, MatMul, Mul by 1/8, Softmax,
// MatMul on [8, n, 64]); without it only our side is measured. CHROME_PATH names the browser. Times hold the way there and back on every side, jax-js's inputs aside, which stay on the device.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const [dist, ...lengths] = process.argv.slice(2);
if (!dist || !existsSync(join(dist, 'gpu_loader.js'))) throw new Error('which built site? see the head of this script');
const peers = process.env.BENCH_PEERS;
if (!peers) console.log('webgpu: no $BENCH_PEERS: only our side is measured');
const types = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm' };

// Isolated from other origins, so that the page's clock ticks in 5 µs and not in 100.
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  if (path === '/') {
    response.writeHead(200, { ...isolation, 'content-type': 'text/html' });
    return response.end('<!doctype html><title>Benchmarks</title><link rel="icon" href="data:,">');
  }
  const file = path === '/page.mjs' ? join(here, 'webgpu_page.mjs')
    : path.startsWith('/peers/') ? join(peers ?? '', path.slice('/peers/'.length))
      : join(dist, path);
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404);
    return response.end();
  }
  response.writeHead(200, { ...isolation, 'content-type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
await new Promise(listening => server.listen(0, '127.0.0.1', listening));

const adapter = process.env.BENCH_ADAPTER === 'real' ? [] : ['--use-webgpu-adapter=swiftshader'];
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
  args: ['--no-sandbox', '--enable-unsafe-webgpu', ...adapter, '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'],
});
try {
  const page = await browser.newPage();
  page.on('console', message => message.type() === 'log' && console.log(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(
    async ([lengths, peers]) => (await import('/page.mjs')).run(lengths, peers),
    [lengths.length > 0 ? lengths.map(Number) : [64, 128, 256], !!peers],
  );
} finally {
  await browser.close();
  server.close();
}
