// Lesson 7, from its first figure to its last.
import { test, expect } from './test';
import { SmoothingLesson } from './pages/smoothing';
import { parse } from './pages/transformer';

test.skip(({ isMobile }) => isMobile, 'one screen is enough: nothing here depends on it');

test('target, prediction and gradient fit together, in both conventions', async ({ app, page }) => {
  const lesson = new SmoothingLesson(app, page);
  await lesson.open();
  for (const all of [false, true]) {
    await page.getByRole('button', { name: all ? /ε\/V to all/ : /ε\/\(V − 1\)/ }).click();
    const rows = await lesson.rows();
    let [p, q, d] = [0, 0, 0];
    for (const row of rows) {
      expect(row.d).toBeCloseTo(row.p - row.q, 2);
      [p, q, d] = [p + row.p, q + row.q, d + row.d];
    }
    expect(p).toBeCloseTo(1, 2);
    expect(q).toBeCloseTo(1, 2);
    expect(d).toBeCloseTo(0, 2);
    const right = rows.find(row => row.checked)!;
    expect(right.q).toBeGreaterThan(0.89);
  }
  await app.expectAccessible();
});

test('ε, the step and the truth are in the link, and a link shows the same', async ({ app, page }) => {
  const lesson = new SmoothingLesson(app, page);
  await lesson.open();
  await lesson.target.locator('.chip').nth(1).click();
  await page.getByRole('button', { name: /second choice is held for right/ }).click();
  await expect(page).toHaveURL(/truth=1/);
  await lesson.target.getByRole('slider').fill('300');
  await expect(page).toHaveURL(/eps=300/);
  const loss = await lesson.loss();
  expect(loss.loss).toBeGreaterThan(loss.floor);
  await lesson.open(new URL(page.url()).search);
  await expect.poll(() => lesson.loss()).toEqual(loss);
  // A one-hot target can be met: nothing to pay but what is missing.
  await page.getByRole('button', { name: /Try: ε = 0\. The target/ }).click();
  await expect.poll(async () => (await lesson.loss()).floor).toBe(0);
  const plain = await lesson.loss();
  expect(plain.loss).toBe(plain.plain);
});

test('the model without smoothing is surer, and has the lower perplexity', async ({ app, page }) => {
  const lesson = new SmoothingLesson(app, page);
  await lesson.open();
  const means = page.locator('#sm-two .sm-mean strong');
  await expect(means).toHaveCount(2, { timeout: 45_000 });
  await page.getByRole('button', { name: 'Perplexity gets worse, BLEU does not' }).click();
  await expect(page.getByText(/keeps some back on purpose/)).toBeVisible();
  const numbers = page.locator('.sm-numbers tbody tr');
  const cells = async (name: RegExp) =>
    (await numbers.filter({ hasText: name }).locator('td').allTextContents()).map(parse);
  const [without, withIt] = await cells(/Perplexity/);
  expect(without).toBeLessThan(withIt);
  await expect(page.locator('.sm-histogram tbody tr')).toHaveCount(10);
});

test('in Chinese, on a phone: nothing overflows', async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(() => localStorage.setItem('teddy.locale', 'zh-Hans'));
  const lesson = new SmoothingLesson(app, page);
  await lesson.open();
  await app.expectFits();
  await app.expectAccessible();
});
