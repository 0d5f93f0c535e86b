// Lesson 3: one-hot and learnt vectors, the angle, the proxy network, real vectors; in both languages.
import { test as base, expect } from './test';
import { openMenu } from './pages/app';
import { VectorsPage } from './pages/vectors';

const test = base.extend<{ lesson: VectorsPage }>({
  lesson: async ({ app, page }, use) => use(new VectorsPage(app, page)),
});

test('one-hot cosines are 0, learnt ones are not', async ({ lesson, page, app }) => {
  await lesson.open('?words=book,soft,teddy,qwertz');
  const figure = page.locator('#vec-compare');
  await expect(figure.locator('.note')).toContainText('qwertz');
  await openMenu(figure);
  await figure.getByRole('button', { name: 'Table' }).click();
  const cell = figure.locator('tbody tr').nth(2).locator('td').nth(1);
  await expect(cell).toHaveText('0');
  await page.getByRole('button', { name: 'neither: both are 0' }).click();
  await expect(page.locator('.predict-answer').first()).toContainText('teddy and soft 0, teddy and book 0');
  await figure.getByRole('button', { name: 'learnt' }).click();
  await expect(cell).not.toHaveText('0');
  // The sentence under the question has the same number as the table.
  await expect(page.locator('.predict-answer').first()).toContainText(await cell.innerText());
  await expect(page).toHaveURL(/learnt=1/);
  await app.expectAccessible();
  await app.expectFits();
});

test('the matrix waits for the guess, then says how each cosine comes about', async ({ lesson, page }) => {
  await lesson.open();
  const figure = page.locator('#vec-compare');
  await expect(figure.locator('.heatmap')).toHaveCount(0);
  await page.getByRole('button', { name: 'neither: both are 0' }).click();
  const map = figure.getByRole('application');
  await map.press('ArrowRight');
  await map.press('ArrowRight');
  await expect(figure.locator('.heatmap-value')).toHaveText('cos(book, soft) = a·b / (‖a‖·‖b‖) = 0 / (1.000·1.000) = 0');
  await figure.getByRole('button', { name: 'learnt' }).click();
  await expect(figure.locator('.heatmap-value')).toContainText('cos(book, soft)');
});

test('a text with one word is refused in words of its own', async ({ lesson, page }) => {
  await lesson.open();
  await page.locator('#vec-text').fill('one');
  await expect(page.getByText('Write at least two different words.')).toBeVisible();
  await expect(lesson.lab).toHaveClass(/stale/);
  await page.locator('#vec-text').fill('one two');
  await expect(page.getByText('Write at least two different words.')).toHaveCount(0);
});

test('the angle follows the arrows, by keyboard too', async ({ lesson, page }) => {
  await lesson.open('?a=30,0&b=0,20');
  const says = page.getByTestId('angle');
  await expect(says).toContainText('90°');
  const b = page.getByRole('slider', { name: 'b', exact: true });
  await b.focus();
  for (let i = 0; i < 20; i++) await b.press('ArrowRight');
  await expect(says).toContainText('45°');
  await expect(page.locator('.vec-angle-words math').last()).toContainText('0.7071');
  await expect(page).toHaveURL(/b=20%2C20|b=20,20/);
});

test('an update at a time, then many; the same link gives the same map', async ({ lesson, page }) => {
  await lesson.open();
  await expect(page.getByTestId('sample')).toHaveText(/a.*→.*cute/);
  await lesson.lab.getByRole('button', { name: '+1', exact: true }).click();
  await expect(page.getByTestId('sample')).toHaveText(/cute.*→.*teddy/);
  const before = await lesson.map();
  await lesson.lab.getByRole('button', { name: '+500' }).click();
  await expect(lesson.lab.locator('.vec-controls output')).toContainText('501');
  await expect.poll(() => lesson.map()).not.toEqual(before);
  await expect(page).toHaveURL(/updates=501/);
  const there = await lesson.map();
  const near = await page.getByTestId('near').innerText();
  await page.reload();
  await expect.poll(() => lesson.map(), { timeout: 40_000 }).toEqual(there);
  await expect(page.getByTestId('near')).toHaveText(near.replaceAll('\n', ''));
});

test('neighbours and analogies of real vectors, and a word that has none', async ({ lesson, page }) => {
  await lesson.open();
  await expect.poll(() => lesson.words('analogy')).toContain('queen');
  expect((await lesson.words('analogy'))[0]).toBe('queen');
  await page.getByRole('button', { name: 'france : paris = germany : ?' }).click();
  await expect.poll(async () => (await lesson.words('analogy'))[0]).toBe('berlin');
  await page.locator('#vec-near-word').fill('qwertz');
  await expect(page.locator('#vec-real [role=alert]').first()).toContainText('qwertz');
  await page.locator('#vec-near-word').fill('book');
  await expect(page.locator('#vec-real [role=alert]').first()).toBeEmpty();
  await expect.poll(() => lesson.words('nearest')).toContain('books');
  await page.locator('#vec-near-word').fill('');
  await expect.poll(() => lesson.words('nearest')).toEqual([]);
});

test('one word in two sentences', async ({ lesson, page }) => {
  await lesson.open();
  await page.getByRole('button', { name: /translator’s encoder/ }).click();
  await expect(page.getByTestId('fixed-cosine')).toHaveText('cosine 1.000', { timeout: 40_000 });
  const text = await page.getByTestId('contextual-cosine').innerText();
  const cosine = Number(text.replace('cosine ', ''));
  expect(cosine).toBeCloseTo(0.43, 1); // the engine's: tests/studio_vectors.rs
  await page.locator('#vec-meaning').getByRole('button', { name: 'bank' }).click();
  await expect(page.getByTestId('contextual-cosine')).toContainText('cosine 0.94');
});

test('in Chinese', async ({ lesson, page, app }) => {
  await lesson.open('?lang=zh-Hans&task=cbow&updates=200');
  await expect(page.locator('h1')).toContainText('词向量');
  await expect(lesson.lab.locator('.vec-controls output')).toContainText('200');
  await expect(page.getByTestId('sample')).toHaveText(/cute \+ teddy|\S+ \+ \S+/);
  await app.expectAccessible();
});
