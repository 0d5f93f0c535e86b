// What a reader downloads: HTML, CSS, JavaScript and wasm, compressed by Brotli as static hosts do (models come extra; a
// host that knows only gzip sends a quarter more). usage: node scripts/size.mjs DIST
//
// The page's wasm is in parts (src/ui/part.rs). What counts is what has to be there for the first translated sentence, and
// for the other lessons, whose code comes in one file and whose worker is the studio; it fails where one of them is over its limit.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const FIRST_SENTENCE = 450_000;
const LESSON = 1_400_000;
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

// The files of each part, the shared ones included: from the loaders that the build wrote.
function filesOfParts() {
  const text = readFileSync(join(dist, '__wasm_split.js'), 'utf8');
  const loader = /const (\w+) = (?:wrapAsyncCb\()?makeLoad\(\(\) => \{\s*const src = fetch\(new URL\("\.\/([\w.]+)[^]*?\n\}\s*, \[(.*?)\]\)/g;
  const loaders = [...text.matchAll(loader)].map(([, variable, file, needs]) => ({
    variable,
    file,
    needs: needs.split(',').map(need => need.trim()).filter(Boolean),
  }));
  const fileOf = new Map(loaders.map(({ variable, file }) => [variable, file]));
  const parts = loaders.filter(({ file }) => file.startsWith('split_'));
  return new Map(parts.map(({ file, needs }) =>
    [file.slice('split_'.length, -'.wasm'.length), new Set([file, ...needs.map(need => fileOf.get(need))])]));
}

const rows = [...files(dist)]
  .filter(path => isApplication(relative(dist, path).replaceAll('\\', '/')))
  .map(path => {
    const bytes = readFileSync(path);
    return {
      name: relative(dist, path).replaceAll('\\', '/'),
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    };
  })
  .sort((a, b) => b.brotli - a.brotli);
if (!rows.some(row => row.name.endsWith('.wasm'))) {
  console.error(`size: there is no site in ${dist}`);
  process.exit(1);
}

const parts = filesOfParts();
const isPart = name => /^(split|chunk)_\w+\.wasm$/.test(name);
// Of the workers: the one that translates (worker*), the one of all other lessons (studio*), the graphics card's (gpu*).
const workerOf = name => /^(worker|studio|gpu)/.exec(name)?.[0];
// What some address needs: what every page loads, the parts, and the worker where something is computed.
const total = (name, wanted, ...workers) => {
  const needed = new Set(wanted.flatMap(part => {
    if (!parts.has(part)) throw new Error(`size: there is no part ${part}; there are ${[...parts.keys()]}`);
    return [...parts.get(part)];
  }));
  const counted = rows.filter(({ name }) =>
    isPart(name) ? needed.has(name)
      : name === 'lessons.css' ? wanted.some(part => !['pages', 'translation'].includes(part))
      : !workerOf(name) || workers.includes(workerOf(name)));
  const sum = key => counted.reduce((sum, row) => sum + row[key], 0);
  return { name, raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
};
const first = total('to the first translated sentence', ['translation'], 'worker');
const lesson = total('a lesson (all but the eighth)', ['lessons'], 'studio');
const totals = [
  total('the map', ['pages']),
  first,
  total('all of lesson 8', ['translation', 'translation_rest'], 'worker'),
  lesson,
  total('the attention page', ['lessons'], 'gpu'),
  total('everything', [...parts.keys()], 'worker', 'studio', 'gpu'),
];

const kB = bytes => (bytes / 1000).toFixed(1).padStart(10);
const line = row => console.log(row.name.padEnd(40) + kB(row.raw) + kB(row.gzip) + kB(row.brotli));
console.log(`${'kB'.padEnd(40)}${'raw'.padStart(10)}${'gzip'.padStart(10)}${'brotli'.padStart(10)}`);
rows.forEach(line);
console.log();
totals.forEach(line);

let over = false;
for (const [row, limit] of [[first, FIRST_SENTENCE], [lesson, LESSON]]) {
  if (row.brotli > limit) {
    console.error(`size: ${row.name}: ${kB(row.brotli).trim()} kB is over the limit of ${limit / 1000} kB`);
    over = true;
  }
}
process.exit(over ? 1 : 0);
