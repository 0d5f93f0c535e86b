// The attention page with WebGPU, on the browser's software adapter: the shipped kernels, and what becomes of a figure when
// the device fails under it. (The kernels natively: tests/gpu.rs.)
import { test, expect } from './test';
import { args, executablePath, softwareAdapter } from './browser';
import { AttentionPage } from './pages/attention';

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
