// What a reader downloads before the first lesson works: HTML, CSS, JavaScript and wasm (models come extra).
// usage: node scripts/size.mjs DIST. Fails when the total, compressed by Brotli as static hosts do, is over the
// limit; a host that knows only gzip sends a quarter more.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// Where the page should be, and what it may not grow beyond while it is not there yet.
const GOAL = 450_000;
const LIMIT = 740_000;
const dist = process.argv[2] ?? 'dist';

// The copies of index.html (one a route, 404.html) are the same download.
const isApplication = path =>
  /\.(js|css|wasm|svg)$/.test(path) && !path.startsWith('models/') || path === 'index.html';

function* files(folder) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue; // .stage, of a build that failed
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const rows = [...files(dist)]
  .filter(path => isApplication(relative(dist, path).replaceAll('\\', '/')))
  .map(path => {
    const bytes = readFileSync(path);
    return {
      name: relative(dist, path),
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    };
  })
  .sort((a, b) => b.gzip - a.gzip);

const sum = key => rows.reduce((total, row) => total + row[key], 0);
const total = { name: 'total', raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
const kB = bytes => (bytes / 1000).toFixed(1).padStart(10);

console.log(`${'kB'.padEnd(40)}${'raw'.padStart(10)}${'gzip'.padStart(10)}${'brotli'.padStart(10)}`);
for (const row of [...rows, total]) console.log(row.name.padEnd(40) + kB(row.raw) + kB(row.gzip) + kB(row.brotli));

if (!rows.some(row => row.name.endsWith('.wasm'))) {
  console.error(`size: there is no site in ${dist}`);
  process.exit(1);
}
if (total.brotli > LIMIT) {
  console.error(`size: ${kB(total.brotli).trim()} kB is over the limit of ${LIMIT / 1000} kB`);
  process.exit(1);
}
console.log(`${kB(total.brotli).trim()} kB of ${LIMIT / 1000} kB allowed`);
