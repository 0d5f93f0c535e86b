// Lesson 8's what-if: the translation with something changed, other models, the reader's own reference.
import { test as base, expect } from './test';
import { LECTURE_FRENCH, TranslationPage } from './pages/translation';
import { parse } from './pages/transformer';

const test = base.extend<{ lesson: TranslationPage }>({
  lesson: async ({ app, page }, use) => use(new TranslationPage(app, page)),
});
const SOON = { timeout: 60_000 };

test.skip(({ isMobile }) => isMobile, 'one screen is enough: nothing here depends on it');

test('a hidden token is missed, all comes back, and a link shows the same', async ({ app, lesson, page }) => {
  await lesson.open();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  const changed = page.locator('#wi-changed');
  await expect(changed).toHaveText(LECTURE_FRENCH, SOON);
  await expect(changed.locator('ins')).toHaveCount(0);
  // Either of the two would do for a bear.
  for (const word of ['teddy', 'bear']) await page.locator('#wi-changes .chip.src').filter({ hasText: word }).click();
  await expect(page.locator('#wi-changes :is(ins, del)').first()).toBeVisible();
  await expect(changed).not.toHaveText(LECTURE_FRENCH);
  const text = await changed.textContent();
  await expect(page).toHaveURL(/hide=\d/);
  await app.expectAccessible('#what-if');
  await page.setViewportSize({ width: 390, height: 844 });
  await app.expectFits();
  await page.setViewportSize({ width: 1440, height: 900 });
  await lesson.open(new URL(page.url()).search);
  await expect(changed).toHaveText(text!, SOON);
  await page.getByRole('button', { name: 'All as it was' }).click();
  await expect(changed).toHaveText(LECTURE_FRENCH);
});

test('where nothing is changed nothing differs, whatever decoding the walkthrough shows', async ({ lesson, page }) => {
  await lesson.open('?text=A%20brown%20dog%20is%20running%20on%20the%20beach.&decode=sample-t2-k0-p1-s3');
  const sampled = await lesson.target.textContent();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  const changed = page.locator('#wi-changed');
  await expect(changed).toHaveText(/chien/, SOON);
  await expect(changed).not.toHaveText(sampled!);
  await expect(page.locator('#wi-changes :is(ins, del)')).toHaveCount(0);
  // Candidates belong to the tokens before them, and those of a drawn sentence are not those of a greedy one.
  await expect(page.locator('#wi-changes')).toContainText('choose greedy decoding');
  await expect(page.locator('#wi-changes .chip.tgt')).toHaveCount(0);
});

test('a given token is taken, and heads can be switched off', async ({ lesson, page }) => {
  await lesson.open();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  const changed = page.locator('#wi-changed');
  await expect(changed).toHaveText(LECTURE_FRENCH, SOON);
  // The second of the candidates of the first step.
  const second = page.locator('#wi-changes .row .button[lang="fr"]').nth(1);
  const word = (await second.textContent())!.split(' ')[0];
  await second.click();
  await expect(changed).toHaveText(new RegExp(`^${word}`));
  await page.getByRole('button', { name: 'All as it was' }).click();
  await page.getByRole('button', { name: 'Layer 1, head 1 off' }).click();
  await expect(page).toHaveURL(/off=x\.0\.0/);
  await expect(page.locator('#wi-changes .wi-number')).toHaveText(/−/);
  // A whole layer at once, and on again.
  const layer = page.getByRole('button', { name: 'Layer 2, all heads off' });
  await layer.click();
  await expect(page.locator('.wi-head[aria-pressed=true]')).toHaveCount(10);
  await layer.click();
  await expect(page.locator('.wi-head[aria-pressed=true]')).toHaveCount(1);
  await page.getByRole('button', { name: /no cross-attention at all/ }).click();
  await expect(changed).not.toHaveText(LECTURE_FRENCH);
  await expect(page.getByRole('button', { name: 'All heads of all layers off' })).toHaveAttribute('aria-pressed', 'true');
});

test("BLEU against the reader's own reference is that of lesson 1", async ({ lesson, page }) => {
  await lesson.open();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  const reference = page.getByLabel('Your French reference');
  await reference.fill(LECTURE_FRENCH);
  const bleu = page.locator('#wi-bleu');
  await expect(bleu).toHaveText('100.0', SOON);
  await reference.fill('Un ours en peluche adorable lit.');
  await expect(bleu).not.toHaveText('100.0');
  // Seven tokens of 13a, one of them wrong: 6/7 · 4/6 · 2/5 · 1/4, and as long as the reference.
  const expected = 100 * (6 / 7 * 4 / 6 * 2 / 5 * 1 / 4) ** 0.25;
  expect(parse((await bleu.textContent())!)).toBeCloseTo(expected, 1);
});

test('the five small models answer the same sentence', async ({ lesson, page }) => {
  await lesson.open();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  await page.getByRole('button', { name: /Ask the five/ }).click();
  const rows = page.locator('#wi-variants tbody tr');
  await expect(rows).toHaveCount(5);
  for (const row of await rows.all()) await expect(row.locator('td.number').nth(1)).toHaveText(/%/, SOON);
  // As they were measured when they were trained (public/models/variants/index.json).
  await expect(rows.locator('td.number:last-child')).toHaveText(['34.3', '35.3', '35.7', '34.7', '35.4']);
  await expect(rows.first().getByRole('rowheader')).toHaveText('1 head, ε = 0.1');
});

test('without a graphics card the CPU goes on computing, and the reader is told why', async ({ app, lesson, page }) => {
  await lesson.open();
  await page.locator('#what-if').getByRole('button', { name: 'Open' }).click();
  const card = page.locator('#wi-card');
  await card.getByRole('button', { name: 'Ask the graphics card' }).click();
  await expect(card).toHaveAttribute('data-by', 'cpu', SOON);
  await expect(card).toContainText('The CPU computes.');
  await expect(lesson.target).toHaveText(LECTURE_FRENCH);
  await app.expectNoProblems();
});
