// Matrix products in WebAssembly: the crates gemm and matrixmultiply, in turn, on one thread.
//   cargo build --release --target wasm32-unknown-unknown && node run.mjs target/wasm32-unknown-unknown/release/wasm_matmul.wasm
import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const { product } = instance.exports;
const REPEATS = 15;
for (const [m, k, n] of [[16, 32, 16], [64, 64, 64], [256, 256, 256], [512, 128, 512], [512, 128, 4000], [10, 256, 256]]) {
  const rounds = Math.max(1, Math.round(5e7 / (2 * m * k * n)));
  const best = [Infinity, Infinity];
  const sums = [];
  for (let i = 0; i < REPEATS; i++) {
    for (const which of [0, 1]) {
      const start = performance.now();
      sums[which] = product(which, m, k, n, rounds);
      best[which] = Math.min(best[which], performance.now() - start);
    }
  }
  if (Math.abs(sums[0] - sums[1]) > 1e-2 * Math.max(1, Math.abs(sums[0]))) throw new Error(`different products: ${sums}`);
  const gflops = best.map(ms => ((2 * m * k * n * rounds) / ms / 1e6).toFixed(1).padStart(6));
  console.log(`${m} x ${k} x ${n}`.padEnd(18), `gemm ${gflops[0]}   matrixmultiply ${gflops[1]}  GFLOP/s`);
}
