// Lesson 2: one text in four ways, merges, special tokens, the address; in both languages.
import { test as base, expect } from './test';
import { TokensPage } from './pages/tokens';

const test = base.extend<{ lesson: TokensPage }>({
  lesson: async ({ app, page }, use) => use(new TokensPage(app, page)),
});

test('the sentence as words, sub-words and characters', async ({ lesson, page, app }) => {
  await lesson.open();
  expect(await lesson.pieces('word')).toEqual(['A', 'cute', 'teddy', 'bear', 'is', 'reading', '.']);
  // The engine's numbers: tests/studio_tokens.rs.
  expect(await lesson.pieces('bpe')).toEqual(['▁A', '▁cute', '▁teddy', '▁bear', '▁is', '▁reading', '.']);
  expect(await lesson.pieces('character')).toHaveLength(29);
  await expect(page.getByTestId('way-word')).toContainText('7 tokens');
  // Words and sub-words agree on it; another text stands beside it on which they do not.
  await expect(page.getByTestId('way-rare').locator('.token-piece').nth(2)).toBeVisible();
  await expect(page.getByTestId('way-bpe').first().locator('.token-facts').first()).toContainText('473');
  await expect(page.getByTestId('round-word')).toContainText('not your text');
  await expect(page.getByTestId('round-bytelevel')).toContainText('to the byte');

  await page.getByRole('button', { name: 'about 17 times' }).click();
  const answer = page.locator('.predict-answer').first();
  await expect(answer).toContainText('Yes.');
  await expect(answer).toContainText('29 × 29 = 841');
  await app.expectAccessible();
  await app.expectFits();
});

test('ready cases set the text; what is unknown says what it stands for', async ({ lesson, page }) => {
  await lesson.open();
  await page.getByRole('button', { name: /^→? *run runs swim swims/ }).click();
  await expect(lesson.text).toHaveValue('run runs swim swims');
  await expect.poll(() => lesson.pieces('word')).toEqual(['run', 'runs', 'swim', '<unk>']);
  await expect(page.getByTestId('way-rare')).toHaveCount(0);
  expect(await lesson.pieces('bpe')).toEqual(['▁run', '▁runs', '▁swim', '▁swim', 's']);
  await expect(page.getByTestId('way-word').locator('.token-facts').last()).toContainText('swims');

  await page.getByRole('button', { name: /🧸/ }).click();
  await expect.poll(() => lesson.pieces('bpe')).toContain('<0xF0>');
  await expect(page.getByTestId('round-bpe')).toContainText('A bear 🧸 reads 📖.');
});

test('a part of a character is shown as the bytes that it is', async ({ lesson }) => {
  await lesson.open();
  const pieces = await lesson.pieces('bytelevel');
  expect(pieces.filter(piece => /^<0x[0-9A-F]{2}( [0-9A-F]{2})*>$/.test(piece)).length).toBeGreaterThan(1);
  expect(pieces.join('')).not.toContain('\uFFFD');
});

test('merges are made, taken back, and kept in the address', async ({ lesson, page }) => {
  await lesson.open();
  const figure = page.locator('#tok-merge-figure');
  const start = await lesson.words();
  expect(start).toContain('▁ b e a r');
  for (let n = 1; n <= 3; n++) {
    await figure.getByRole('button', { name: 'Merge', exact: true }).click();
    await expect(figure.locator('.tok-last')).toContainText(`Merge ${n}:`);
  }
  const three = await lesson.words();
  await figure.getByRole('button', { name: 'Undo' }).click();
  await expect(figure.locator('.tok-last')).toContainText('Merge 2:');
  expect(await lesson.words()).not.toEqual(three);
  await figure.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(page).toHaveURL(/merges=3/);
  await page.reload();
  await expect(figure.locator('.tok-last')).toContainText('Merge 3:');
  expect(await lesson.words()).toEqual(three);
  await expect(figure.getByRole('slider').first()).toHaveValue('3');

  // Of the reader's own text.
  await page.locator('#tok-learn').fill('low low low lower lowest');
  await expect.poll(() => lesson.words()).toContain('▁low');
});

test('a link shows the same text to another reader', async ({ lesson, page }) => {
  await lesson.open('?text=%E5%B0%8F%E7%86%8A&ids=1');
  await expect(lesson.text).toHaveValue('小熊');
  await expect(page.getByTestId('way-bpe').first().locator('.id')).toHaveCount(7);
  await page.locator('#tok-text').fill('');
  await expect(lesson.chips('bpe')).toHaveCount(0);
});

test("a link keeps the reader's own sentence", async ({ app, lesson, page }) => {
  await app.open('/tasks');
  await page.locator('.sentence-form input').fill('My red bird sings');
  await page.getByRole('button', { name: 'Take this text' }).click();
  await lesson.open();
  await expect(lesson.text).toHaveValue('My red bird sings');
  await expect(page).toHaveURL(/\/tokens\?text=My%20red%20bird%20sings/);
});

test('in Chinese', async ({ lesson, page, app }) => {
  await lesson.open('?lang=zh-Hans&merges=4');
  await expect(page.locator('h1')).toContainText('分词');
  await expect(page.locator('.tok-last')).toContainText('第 4 次合并');
  await expect(page.getByTestId('way-word')).toContainText('7 个词元');
  await app.expectAccessible();
});
