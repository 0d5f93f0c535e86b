// Lesson 5: gradients through time, clipping, four memories, attention in translation, times; in both languages.
import { test as base, expect } from './test';
import { MemoryPage, number } from './pages/memory';

const test = base.extend<{ lesson: MemoryPage }>({
  lesson: async ({ app, page }, use) => use(new MemoryPage(app, page)),
});

test('a gain below 1 vanishes, one above 1 explodes, and the drawn numbers are the engine’s', async ({ lesson, page, app }) => {
  await lesson.open('?steps=30&gain=0.9');
  const bars = lesson.gradient.locator('.line-chart');
  const rnn = await lesson.table(bars.nth(0));
  expect(rnn).toHaveLength(30);
  const [first, last] = [number(rnn[0][1]), number(rnn[29][1])];
  // The sentence under the bars is their ratio.
  const left = await page.getByTestId('gradient-rnn').innerText();
  const percent = Number(/([\d.]+)\s*%/.exec(left)?.[1]);
  expect(percent).toBeCloseTo((100 * first) / last, 0);
  expect(percent).toBeLessThan(4.7);
  const lstm = await lesson.table(bars.nth(1));
  expect(number(lstm[0][1]) / number(lstm[29][1])).toBeGreaterThan(first / last);

  await page.getByRole('button', { name: 'less than 5 %' }).click();
  await expect(page.locator('.predict-answer').first()).toContainText('0.9²⁹');

  await page.getByRole('button', { name: /Let it explode/ }).click();
  await expect(page.getByTestId('gradient-rnn')).toContainText('times that of the last step');
  await expect(page).toHaveURL(/gain=1\.6/);
  await app.expectAccessible();
  await app.expectFits();
});

test('the same link gives the same numbers', async ({ lesson, page }) => {
  await lesson.open('?steps=17&gain=1.25&forget=0.8&seed=7');
  const chart = lesson.gradient.locator('.line-chart').first();
  const before = await lesson.table(chart);
  expect(before).toHaveLength(17);
  await page.reload();
  await expect(page.getByTestId('gradient-rnn')).not.toBeEmpty({ timeout: 40_000 });
  expect(await lesson.table(chart)).toEqual(before);
  await lesson.gradient.getByRole('button', { name: 'Other random weights' }).click();
  await expect(page).toHaveURL(/seed=8/);
  await expect.poll(() => lesson.table(chart)).not.toEqual(before);
});

test('clipping brings the norm down to the threshold', async ({ lesson, page }) => {
  await lesson.open('?steps=40&gain=1.6&clip=100');
  await page.getByRole('button', { name: /Explode it, then clip/ }).click();
  await expect(page.getByTestId('norms')).toContainText(/RNN: ‖g‖ = [\d.]+, after clipping 1\.00\./);
});

test('with attention and without, on a short and a long sentence', async ({ lesson, page }) => {
  await lesson.open();
  await expect(page.getByTestId('plain')).not.toBeEmpty({ timeout: 40_000 });
  await expect(page.getByTestId('attention')).toContainText('ours', { timeout: 40_000 });
  await expect(lesson.alignment.locator('.heatmap')).toBeVisible();
  const short = await page.getByTestId('plain').innerText();
  await lesson.alignment.getByRole('button', { name: 'A long one' }).click();
  await expect(page.getByTestId('plain')).not.toHaveText(short);
  await expect(page).toHaveURL(/text=My%20brother/);
  await lesson.alignment.locator('input[type=text]').fill('   ');
  await lesson.alignment.locator('form button').click();
  // Nothing to read: the text that was stays.
  await expect(lesson.alignment.locator('input[type=text]')).toHaveValue(/^My brother/);
});

test('four models learn; pause, go on, and the curves come', async ({ lesson, page }) => {
  await lesson.open('?far=5');
  await lesson.recall.getByRole('button', { name: 'Train all four' }).click();
  const status = page.locator('#mem-run-status');
  await expect(status).toContainText(/Step \d+ of/);
  await expect(lesson.recall.locator('.line-chart-title')).toContainText(/after \d+ steps/, { timeout: 60_000 });
  await lesson.recall.getByRole('button', { name: 'Pause' }).click();
  const paused = await status.innerText();
  await page.waitForTimeout(600);
  await expect(status).toHaveText(paused);
  await lesson.recall.getByRole('button', { name: 'Go on' }).click();
  await expect(status).not.toHaveText(paused);
  const rows = await lesson.table(lesson.recall);
  expect(rows.map(row => row[0])).toEqual(['1', '2', '4', '5']);
  for (const row of rows) for (const share of row.slice(1, 5)) expect(Number(share)).toBeLessThanOrEqual(1);
});

test('the times are measured here', async ({ lesson }) => {
  await lesson.open();
  await lesson.parallel.getByRole('button', { name: 'Measure' }).click();
  await expect(lesson.parallel.getByRole('status').first()).toContainText('Measured just now', { timeout: 60_000 });
  const rows = lesson.parallel.locator('.mem-rates tbody tr');
  await expect(rows).toHaveCount(6);
  const cells = await rows.last().locator('th, td').allInnerTexts();
  expect(cells[0]).toBe('512');
  for (const cell of cells.slice(1)) expect(Number(cell)).toBeGreaterThan(0);
});

test('in Chinese', async ({ lesson, page, app }) => {
  await lesson.open('?lang=zh-Hans&gain=0.8');
  await expect(page.locator('h1')).toContainText('记忆');
  await expect(page.getByTestId('gradient-rnn')).toContainText('到第 1 步');
  await page.getByRole('button', { name: '不到 5 %' }).click();
  await expect(page.locator('.predict-answer').first()).toContainText('0.047');
  await expect(page.getByTestId('attention')).not.toBeEmpty({ timeout: 40_000 });
  await app.expectAccessible();
  await app.expectFits();
});
