// The lab in a real browser: how long the default run takes from noise to nine exact sentences in ten, whether the page
// keeps drawing meanwhile, and what it would cost two workers to exchange their gradients.
//   node scripts/bench/lab.mjs DIST [QUERY]
// DIST is the built site, QUERY settings as in the lab's links (`steps=300&heads=1`). CHROME_PATH names the browser. Printed:
//   * seconds on the clock from Start to the first judgement with at least 90 % exact, and to the end; of these the
//     seconds in which it made its pairs and tokenizer, and those of training steps alone (steps × a step's median time);
//   * gaps between frames while it trains (median, 95th percentile, longest) and the longest task of the main thread, as
//     the browser's long-tasks observer tells it (which tells those above 50 ms);
//   * the same number of steps with half the batch: what each of two workers would have to compute;
//   * the round trip of the gradients between two workers by transferred ArrayBuffer, with the copies out of and into a
//     module's memory on both sides.
// The machine should do nothing else meanwhile: one worker trains on one core, the page draws on another.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const [dist, query = ''] = process.argv.slice(2);
if (!dist || !existsSync(join(dist, 'index.html'))) throw new Error('which built site? see the head of this script');
/** Share of exact sentences that is waited for. */
const GOAL = 0.9;
/** Steps of the run with half the batch. */
const SHORT = 150;

const types = {
  '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  const wanted = join(dist, path);
  // An unknown path gets the page, as hosts of single-page applications do.
  const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
await new Promise(listening => server.listen(0, '127.0.0.1', listening));
const site = `http://127.0.0.1:${server.address().port}`;

/** In the page: watches the lab's status and score, the frames and the long tasks. */
function watch() {
  const seen = { start: 0, made: 0, steps: [], judged: [], frames: [], longest: 0, tasks: 0 };
  window.seen = seen;
  const number = text => Number(text.replaceAll(/\D/g, ''));
  const look = () => {
    const now = performance.now();
    const status = document.querySelector('#lab-status')?.textContent ?? '';
    const step = status.match(/Step ([\d,]+) of/);
    if (step) {
      seen.made ||= now;
      const at = number(step[1]);
      if (seen.steps.at(-1)?.step !== at) seen.steps.push({ at: now, step: at });
    }
    if (/^Done/.test(status)) seen.end ||= now;
    const score = document.querySelector('#lab-score')?.textContent.match(/Step ([\d,]+): (\d+) of (\d+) .*BLEU ([\d.]+)/);
    if (score && seen.judged.at(-1)?.step !== number(score[1])) {
      seen.judged.push({ at: now, step: number(score[1]), right: Number(score[2]), of: Number(score[3]), bleu: Number(score[4]) });
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) {
      seen.tasks++;
      seen.longest = Math.max(seen.longest, duration);
    }
  }).observe({ entryTypes: ['longtask'] });
  let last = 0;
  const frame = now => {
    if (seen.made && !seen.end) seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  seen.start = performance.now();
  document.querySelector('.lab-controls .button.primary').click();
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const sorted = numbers => [...numbers].sort((a, b) => a - b);

/** A run with these settings, watched to its end, or until `enough` of what was seen says so. */
async function run(browser, settings, enough = seen => !!seen.end) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${site}/lab?${settings}`);
  await page.locator('.lab-controls .button.primary').waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(watch);
  for (;;) {
    await new Promise(later => setTimeout(later, 500));
    const seen = await page.evaluate(() => window.seen);
    if (seen.end || enough(seen)) {
      const facts = await page.locator('.lab-progress').innerText();
      const parameters = Number((facts.match(/([\d,]+) parameters/)?.[1] ?? '0').replaceAll(',', ''));
      await context.close();
      return { ...seen, parameters };
    }
  }
}

/** Milliseconds of a step: the median over tellings that no judgement falls into. */
function stepTime(steps) {
  const pairs = steps.slice(1).map((point, i) => [steps[i], point]);
  const plain = pairs.filter(([a, b]) => Math.floor(a.step / 50) === Math.floor((b.step - 1) / 50) && b.step % 50 !== 0 && a.step % 50 !== 0);
  return at(sorted(plain.map(([a, b]) => (b.at - a.at) / (b.step - a.step))), 0.5);
}

/** In the page: two workers with a channel between them send so many numbers to each other and add what came. */
async function exchange(n) {
  const code = `
    const memory = new WebAssembly.Memory({ initial: 256 });
    const own = new Float32Array(memory.buffer, 0, ${n});
    let port, began, left, times = [];
    const send = buffer => {
      const view = new Float32Array(buffer);
      view.set(own);
      port.postMessage(buffer, [buffer]);
    };
    const on = ({ data }) => {
      const theirs = new Float32Array(data);
      for (let i = 0; i < theirs.length; i++) own[i] += theirs[i];
      if (began === undefined) return send(data);
      times.push(performance.now() - began);
      if (--left === 0) return self.postMessage(times);
      began = performance.now();
      send(data);
    };
    self.onmessage = ({ data, ports }) => {
      port = ports[0];
      port.onmessage = on;
      if (!data) return;
      left = data;
      began = performance.now();
      send(new ArrayBuffer(${4 * n}));
    };`;
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const [a, b] = [new Worker(url), new Worker(url)];
  const { port1, port2 } = new MessageChannel();
  b.postMessage(0, [port2]);
  const told = new Promise(heard => (a.onmessage = ({ data }) => heard(data)));
  a.postMessage(300, [port1]);
  const times = (await told).slice(100).sort((x, y) => x - y);
  a.terminate();
  b.terminate();
  return times;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
try {
  const seen = await run(browser, query);
  const seconds = ms => (ms / 1000).toFixed(1);
  for (const { at, step, right, of, bleu } of seen.judged) {
    if (step % 200 === 0) console.log(`lab: step ${step}: ${right} of ${of} exact, BLEU ${bleu}, after ${seconds(at - seen.start)} s`);
  }
  const step = stepTime(seen.steps);
  const tell = (what, { at, step: steps }) => console.log(
    `lab: ${what}: step ${steps}, ${seconds(at - seen.start)} s after Start; ` +
      `pairs and tokenizer ${seconds(seen.made - seen.start)} s, training steps ${seconds(steps * step)} s`,
  );
  const reached = seen.judged.find(({ right, of }) => right >= GOAL * of);
  if (reached) tell(`${100 * GOAL} % exact`, reached);
  else console.log(`lab: ${100 * GOAL} % exact was not reached`);
  tell('the end', { at: seen.end, step: seen.steps.at(-1).step });
  const frames = sorted(seen.frames.slice(1));
  console.log(
    `lab: frames while it trains: median ${at(frames, 0.5).toFixed(1)} ms, 95th percentile ${at(frames, 0.95).toFixed(1)}, ` +
      `longest ${frames.at(-1).toFixed(1)}; longest task ${seen.longest.toFixed(0)} ms (${seen.tasks} above 50 ms)`,
  );

  const batch = Number(new URLSearchParams(query).get('batch') ?? 32);
  const half = new URLSearchParams(query);
  half.set('batch', String(batch / 2));
  const halved = stepTime((await run(browser, half, ({ steps }) => (steps.at(-1)?.step ?? 0) > SHORT)).steps);
  console.log(`lab: a step takes ${step.toFixed(1)} ms, with half the batch ${halved.toFixed(1)} ms`);

  // Not of the site, whose policy forbids workers made of text.
  const page = await browser.newPage();
  const trips = await page.evaluate(exchange, seen.parameters);
  const trip = at(trips, 0.5);
  console.log(
    `lab: gradients of ${seen.parameters} parameters are ${(seen.parameters * 4 / 1e6).toFixed(2)} MB; there and back between two ` +
      `workers, copied and added: median ${trip.toFixed(2)} ms, 95th percentile ${at(trips, 0.95).toFixed(2)}`,
  );
  console.log(`lab: two workers would make a step at most ${(step / (halved + trip)).toFixed(2)} times as fast`);
} finally {
  await browser.close();
  server.close();
}
