// The attention page with WebGPU, on the browser's software adapter: the shipped kernels, and what becomes of a figure when
// the device fails under it. (The kernels natively: tests/gpu.rs.)
import { test, expect } from './test';
import { args, executablePath, softwareAdapter } from './browser';
import { AttentionPage } from './pages/attention';
import { parse } from './pages/transformer';
import { LECTURE_FRENCH, TranslationPage } from './pages/translation';

test.use({ launchOptions: { executablePath, args: [...args, ...softwareAdapter] } });
test.skip(({ isMobile }) => isMobile, 'one screen is enough: nothing here depends on it');
test.setTimeout(180_000); // kernels are compiled in software too

test('a software adapter passes the check, and the CPU computes until the reader insists', async ({ app, page }) => {
  const bench = new AttentionPage(app, page);
  await bench.open('?n=64&heads=4&d_k=16');
  await expect(bench.verdict).toContainText('Your CPU computes.', { timeout: 100_000 });
  await expect(bench.verdict).toContainText('a program that imitates a graphics card');
  await bench.measured();
  expect(await bench.best('Card, a tile')).toBe('not measured');

  await bench.choose('Graphics card');
  await expect(bench.verdict).toContainText('Your graphics card computes.');
  await expect(bench.weights).toContainText('Computed by the graphics card', { timeout: 100_000 });
  await bench.measured();
  expect(Number(await bench.best('Card, a tile'))).toBeGreaterThan(0);
  expect(Number(await bench.best('Card, all scores'))).toBeGreaterThan(0);
  expect(await bench.difference()).toBeLessThan(1e-5);
  await app.expectAccessible();

  await bench.choose('CPU');
  await expect(bench.verdict).toContainText('You chose this with the switch.');
  await bench.measured();
});

for (const mask of ['causal', 'padding']) {
  test(`both sides agree under a ${mask} mask`, async ({ app, page }) => {
    const bench = new AttentionPage(app, page);
    await bench.open(`?n=64&heads=1&d_k=128&mask=${mask}&by=gpu`);
    await expect(bench.weights).toContainText('Computed by the graphics card', { timeout: 100_000 });
    expect(await bench.difference()).toBeLessThan(1e-5);
  });
}

for (const [fault, words] of [
  ['lost', 'went away in the middle of the work'],
  ['memory', 'ran out of memory'],
  ['refused', 'refused the work'],
] as const) {
  test(`when the device fails (${fault}) the figure is finished by the CPU`, async ({ app, page }) => {
    const bench = new AttentionPage(app, page);
    await bench.open(`?n=32&heads=1&d_k=16&by=gpu&fault=${fault}`);
    await expect(bench.verdict).toContainText(words, { timeout: 100_000 });
    await expect(bench.verdict).toContainText('Your CPU computes.');
    await expect(bench.weights).toContainText('Computed by the CPU');
    expect(Number(await bench.best('CPU, a tile'))).toBeGreaterThan(0);

    // Nothing is lost for good.
    await page.getByRole('button', { name: 'Try the graphics card again' }).click();
    await expect(bench.verdict).toContainText('Your graphics card computes.', { timeout: 100_000 });
    await expect(bench.weights).toContainText('Computed by the graphics card', { timeout: 100_000 });
    expect(await bench.difference()).toBeLessThan(1e-5);
  });
}

test("lesson 8's translation, its attention by the device, shows the same words and almost the same numbers", async ({ app, page }) => {
  const lesson = new TranslationPage(app, page);
  await lesson.open();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  const card = page.locator('#wi-card');
  await card.getByRole('button', { name: 'Ask the graphics card' }).click();
  await expect(card).toHaveAttribute('data-by', 'cpu', { timeout: 100_000 });
  await expect(card).toContainText('a program that imitates a graphics card');
  await card.getByRole('button', { name: 'All the same' }).click();
  await expect(card).toHaveAttribute('data-by', 'gpu', { timeout: 100_000 });
  const said = await card.getByRole('status').textContent();
  const difference = parse(/: ([^:]*)\.\s*$/.exec(said!)![1]);
  expect(difference).toBeLessThan(1e-3);
  await expect(lesson.target).toHaveText(LECTURE_FRENCH);
  await expect(page.locator('.tr-facts')).toContainText('attention by the graphics card');
  await app.expectNoProblems();
});
