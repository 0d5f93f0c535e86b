// From finished training runs to public/models/variants: exports each variant of the translator, measures what was
// exported on its run's held-out test, and writes index.json. Prints the table of the model card.
//
// usage: node scripts/variants.mjs RUNS [TEDDY [NAME...]]
// RUNS: the folder of the runs, named like configs/variants/*.json; TEDDY: the program, target/release/teddy; NAME: only
// these, what index.json says of the others stays.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const NAMES = ['heads-1', 'heads-2', 'heads-4', 'heads-8', 'smoothing-0'];
const OUT = 'public/models/variants';
const INDEX = join(OUT, 'index.json');
const [runs, teddy = 'target/release/teddy', ...only] = process.argv.slice(2);
const json = path => JSON.parse(readFileSync(path, 'utf8'));
const round = (x, digits) => Number(x.toFixed(digits));

function finished(name) {
  const at = file => join(runs, name, file);
  if (!existsSync(at('progress.json'))) return false;
  return json(at('progress.json')).epoch >= json(at('run.json')).epochs;
}

async function evaluate(name, beam) {
  const { stdout } = await promisify(execFile)(teddy, [
    'evaluate', 'translator', '--model', join(OUT, name), '--pairs', join(runs, name, 'test.tsv'), '--beam', String(beam),
  ]);
  return JSON.parse(stdout);
}

const exported = (name, quality) => execFileSync(teddy, [
  'export', 'translator', '--run', join(runs, name), '--out', join(OUT, name), '--name', `translator-${name}`,
  ...Object.entries(quality).flatMap(([measure, value]) => ['--quality', `${measure}=${value}`]),
], { stdio: 'inherit' });

async function variant(name) {
  exported(name, {});
  const [greedy, beam] = await Promise.all([evaluate(name, 1), evaluate(name, 4)]);
  const measured = {
    bleu_greedy: round(greedy.bleu, 2),
    bleu_beam4: round(beam.bleu, 2),
    chrf_beam4: round(beam.chrf, 2),
    perplexity: round(beam.perplexity, 3),
    next_token_accuracy: round(beam.next_token_accuracy, 4),
    mean_confidence: round(beam.mean_confidence, 4),
    ece: round(beam.ece, 4),
  };
  exported(name, {
    'BLEU, Tatoeba test, greedy': measured.bleu_greedy,
    'BLEU, Tatoeba test, beam 4': measured.bleu_beam4,
    'chrF, Tatoeba test, beam 4': measured.chrf_beam4,
    Perplexity: measured.perplexity,
    'Expected calibration error': measured.ece,
  });
  const run = json(join(runs, name, 'run.json'));
  const files = json(join(OUT, name, 'manifest.json')).files;
  return {
    name,
    n_heads: run.model.n_heads,
    epsilon: run.label_smoothing.epsilon,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    ...measured,
    bleu_by_source_words: beam.bleu_by_source_words.map(b => ({ ...b, bleu: round(b.bleu, 2) })),
    reliability: beam.reliability.map(b => ({ ...b, confidence_sum: round(b.confidence_sum, 3) })),
  };
}

const wanted = only.length ? only : NAMES;
for (const name of wanted.filter(finished)) {
  const measured = await variant(name);
  const known = new Map(existsSync(INDEX) ? json(INDEX).variants.map(v => [v.name, v]) : []);
  known.set(name, measured);
  const variants = NAMES.filter(n => known.has(n)).map(n => known.get(n));
  const test = readFileSync(join(runs, name, 'test.tsv'), 'utf8').trim().split('\n');
  writeFileSync(INDEX, `${JSON.stringify({ format: 1, test_sentences: test.length, variants }, null, 1)}\n`);
}
for (const v of json(INDEX).variants) {
  console.log(`| \`${v.name}\` | ${v.n_heads} | ${v.epsilon} | ${v.bleu_greedy.toFixed(1)} | ${v.bleu_beam4.toFixed(1)} | `
    + `${v.chrf_beam4.toFixed(1)} | ${v.perplexity.toFixed(2)} | ${(100 * v.next_token_accuracy).toFixed(1)} % | `
    + `${(100 * v.mean_confidence).toFixed(1)} % | ${v.ece.toFixed(3)} | ${(v.bytes / 1e6).toFixed(2)} MB |`);
}
const left = wanted.filter(name => !finished(name));
if (left.length) console.log(`not finished: ${left.join(', ')}`);
