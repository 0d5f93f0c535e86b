// Lesson 6, from its first figure to its last.
import { test, expect } from './test';
import { TransformerLesson, parse } from './pages/transformer';

test('self-attention in stages: the numbers fit together', async ({ app, page }) => {
  const lesson = new TransformerLesson(app, page);
  await lesson.open();
  await expect(page.locator('.tf-translation')).toContainText('ours');

  const stage = (name: string) => page.locator('.tf-stage', { hasText: name });
  await stage('÷ √dk').click();
  const scores = await lesson.table(lesson.figure);
  await stage('QKT').click();
  const products = await lesson.table(lesson.figure);
  // Four heads of 24: the facts say which.
  const facts = await page.locator('.tf-intro .caption').first().textContent();
  const width = Number(/dk = (\d+)/.exec(facts!)![1]);
  products.forEach((row, i) => row.forEach((product, j) => {
    expect(product / Math.sqrt(width)).toBeCloseTo(scores[i][j], 1);
  }));
  await stage('Softmax').click();
  const weights = await lesson.table(lesson.figure);
  for (const [i, row] of weights.entries()) {
    const exps = scores[i].map(Math.exp);
    const sum = exps.reduce((a, b) => a + b, 0);
    row.forEach((weight, j) => expect(weight).toBeCloseTo(exps[j] / sum, 2));
  }
  // A cell explains itself.
  await lesson.figure.locator('.heatmap-cells').click({ position: { x: 20, y: 20 } });
  await expect(lesson.figure.locator('.tf-cell math').first()).toBeVisible();
  await app.expectAccessible();
});

test('a wide head without the division saturates', async ({ app, page }) => {
  const lesson = new TransformerLesson(app, page);
  await lesson.open();
  await page.getByRole('button', { name: /Try: dₖ = 1024/ }).click();
  const figure = page.locator('#tf-scaling-figure');
  await expect(figure.getByRole('slider', { name: /Width of a head/ })).toHaveAttribute('aria-valuetext', '1024');
  const derivative = async (side: number) => {
    const text = await figure.locator('.tf-mean').nth(side).textContent();
    return parse(text!.split(':')[1].trim().replace(/\.$/, ''));
  };
  await expect.poll(() => derivative(1)).toBeLessThan(0.2);
  expect(await derivative(0)).toBeGreaterThan(await derivative(1));
});

test('a decoder without cross-attention loses the sentence; a link shows the same', async ({ app, page }) => {
  const lesson = new TransformerLesson(app, page);
  await lesson.open();
  await page.getByRole('button', { name: /switch off all cross-attention/ }).click();
  const changed = page.locator('#tf-changed');
  await expect(changed.locator('ins').first()).toBeVisible();
  await expect(changed).not.toContainText('ours');
  const text = await changed.textContent();
  await expect(page).toHaveURL(/cut=x\.0\.0/);
  await lesson.open(new URL(page.url()).search);
  await expect(changed).toHaveText(text!);
  await page.getByRole('button', { name: 'All heads as trained' }).click();
  await expect(changed).toContainText('ours');
  await expect(page).not.toHaveURL(/cut=/);
});

test('masks, positions, blocks', async ({ app, page }) => {
  const lesson = new TransformerLesson(app, page);
  await lesson.open();
  const masks = page.locator('#tf-masks-figure');
  // The figure waits for a guess.
  await expect(masks.locator('.heatmap-cells')).toHaveCount(0);
  await page.getByRole('button', { name: 'Only those of the tokens that come after it' }).click();
  await expect(masks.locator('.heatmap-cells')).toBeVisible();
  const above = (m: number[][]) => m.flatMap((row, t) => row.filter((_, s) => s > t));
  expect(above(await lesson.table(masks)).every(x => x === 0)).toBe(true);
  await masks.getByRole('button', { name: 'Without it' }).click();
  expect(above(await lesson.table(masks)).some(x => x > 0)).toBe(true);

  const difference = async (id: string) => parse((await page.locator(id).textContent())!);
  expect(await difference('#tf-difference-without')).toBeLessThan(1e-3);
  expect(await difference('#tf-difference-with')).toBeGreaterThan(0.05);

  await page.locator('.tf-column.dec').getByRole('button', { name: 'Cross-attention' }).click();
  await expect(page.locator('.tf-block-view h3')).toHaveText('Cross-attention');
  await page.locator('.tf-tensors').getByRole('button', { name: /cross_attn\.q / }).click();
  await expect(page.locator('.tf-block-view .heatmap-cells')).toBeVisible();

  // Norm below each sublayer, addition above it; the arrows get their names with the answer.
  await expect(page.locator('.tf-column.enc .tf-block')).toHaveText([
    'Normalise', 'Add', 'Feed-forward', 'Normalise', 'Add', 'Self-attention', 'Normalise', 'Embedding + position',
  ]);
  await expect(page.locator('.tf-lines text.k')).toHaveCount(0);
  await page.getByRole('button', { name: 'The query', exact: true }).click();
  await expect(page.locator('.predict-verdict').last()).toHaveText('Yes.');
  await expect(page.locator('.tf-lines text.k')).toHaveText('K');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the same lesson', async ({ app, page }) => {
    const lesson = new TransformerLesson(app, page);
    await lesson.open();
    await expect(page.getByRole('heading', { name: /为什么要除以 √d ?k ?？/ })).toBeVisible();
    await page.locator('.tf-stage', { hasText: 'Softmax' }).click();
    for (const row of await lesson.table(lesson.figure)) {
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
    }
    await app.expectAccessible();
    await app.expectFits();
  });
});
