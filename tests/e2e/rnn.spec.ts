// Lesson 4: the average and the order, the unrolled network, its uses, an LSTM's gates, training; in both languages.
import { test as base, expect } from './test';
import { openMenu } from './pages/app';
import { RecurrentPage } from './pages/recurrent';

const test = base.extend<{ lesson: RecurrentPage }>({
  lesson: async ({ app, page }, use) => use(new RecurrentPage(app, page)),
});

test('the mean forgets the order, the states do not', async ({ lesson, page, app }) => {
  await lesson.open();
  await expect(lesson.distance('mean')).toHaveCount(0);
  for (const model of ['rnn', 'lstm'] as const) {
    expect(Number(await lesson.distance(model).innerText())).toBeGreaterThan(0.1);
  }
  await page.getByRole('button', { name: /Not at all: it is one and the same vector/ }).click();
  await expect(lesson.distance('mean')).toHaveText('0');
  await expect(page.locator('.predict-answer').first()).toContainText('distance of the two means: 0.');
  // The engine's numbers: tests/studio_recurrent.rs.
  await page.getByRole('button', { name: /and the other way round/ }).click();
  await expect(lesson.positive('rnn').first()).toContainText(/positive (8|9)\d\.\d/);
  await expect(lesson.positive('rnn').last()).toContainText(/positive [34]\d\.\d/);
  await expect(lesson.positive('mean').first()).toHaveText(await lesson.positive('mean').last().innerText());
  await expect(page).toHaveURL(/first=It/);
  // Other words have another mean.
  await page.getByLabel('First sentence', { exact: true }).first().fill('The girl sings.');
  await expect(page.locator('#rn-order .note').first()).toBeVisible();
  await expect(lesson.distance('mean')).not.toHaveText('0');
  await app.expectAccessible();
  await app.expectFits();
});

test('a step at a time, forwards and backwards, by buttons, keys and link', async ({ lesson, page }) => {
  await lesson.open('?step=2&unit=5');
  const { unrolled } = lesson;
  await expect(unrolled.locator('output').first()).toContainText('2: ');
  const there = await lesson.bars(unrolled);
  expect(there).toHaveLength(8);
  await unrolled.getByRole('button', { name: 'One token on' }).click();
  await expect(unrolled.locator('output').first()).toContainText('3: ');
  expect(await lesson.bars(unrolled)).not.toEqual(there);
  await page.keyboard.press('ArrowLeft');
  await expect(unrolled.locator('output').first()).toContainText('2: ');
  expect(await lesson.bars(unrolled)).toEqual(there);
  await page.keyboard.press('Home');
  await expect(unrolled.locator('output').first()).toContainText('0: ');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(unrolled.getByTestId('unit')).toContainText('Unit 5 at token 2');

  // The formula ends with the number that the figure shows in that place.
  const rows = await lesson.table(unrolled);
  const shown = await rows.nth(2).locator('td').nth(5).innerText();
  const formula = await unrolled.getByTestId('unit').locator('math').last().textContent();
  expect(formula?.replace(/\s/g, '').endsWith(`=${shown}`), `${formula} ends with ${shown}`).toBe(true);

  await expect(page).toHaveURL(/step=2/);
  // A cell of an earlier token is explained without going back to it.
  await unrolled.getByRole('button', { name: 'Table' }).click();
  const map = unrolled.getByRole('application');
  await map.press('Home');
  await map.press('Home');
  await expect(unrolled.getByTestId('unit')).toContainText('Unit 0 at token 0');
  await expect(unrolled.locator('output').first()).toContainText('2: ');

  await page.reload();
  await expect(unrolled.locator('.prob-row').first()).toBeVisible({ timeout: 60_000 });
  expect(await lesson.bars(unrolled)).toEqual(there);
});

test('a sentence of the reader’s own, by RNN and by LSTM', async ({ lesson, page, app }) => {
  await lesson.open();
  await page.getByLabel('Your text, in English', { exact: true }).fill('The bear was born in Paris.');
  await page.getByRole('button', { name: 'Take this text' }).click();
  await expect(lesson.unrolled.locator('.token-strip')).toContainText('Par');
  await page.getByRole('button', { name: /A token of its own|a token of its own/ }).click();
  await expect(page.locator('.predict-answer').nth(1)).toContainText(/gives EOS (9|8)\d\.\d/);
  const rnn = await lesson.bars(lesson.unrolled);
  await lesson.unrolled.getByRole('button', { name: 'LSTM' }).click();
  await expect.poll(() => lesson.bars(lesson.unrolled)).not.toEqual(rnn);
  // The same model further down, with no gate held: the same guesses.
  expect(await lesson.bars(lesson.gates)).toEqual(await lesson.bars(lesson.unrolled));
  await page.getByLabel('Your text, in English', { exact: true }).fill(' ');
  await page.getByRole('button', { name: 'Take this text' }).click();
  // Nothing to read: the text that was stays.
  await expect(page.getByLabel('Your text, in English', { exact: true })).toHaveValue('The bear was born in Paris.');
  await page.getByLabel('Your text, in English', { exact: true }).fill('bear'.repeat(20));
  await page.getByRole('button', { name: 'Take this text' }).click();
  await expect(lesson.uses.locator('.rn-chain')).toContainText('bearbear');
  await app.expectFits();
});

test('three uses of the states', async ({ lesson, page, app }) => {
  await lesson.open();
  const { uses } = lesson;
  await expect(uses.locator('li.used')).toHaveCount(1, { timeout: 60_000 });
  await expect(uses.locator('li.used .rn-out')).toContainText(/positive|negative/);
  await uses.getByRole('button', { name: 'Each state → a label' }).click();
  await uses.getByRole('button', { name: 'Marie Curie' }).click();
  await expect(uses.locator('.rn-chain')).toContainText('B-PER', { timeout: 60_000 });
  await expect(uses.locator('.rn-chain')).toContainText('B-LOC');
  await uses.getByRole('button', { name: 'Last state → another sentence' }).click();
  await expect(uses.locator('.rn-french')).toHaveText(/\S{2}/, { timeout: 60_000 });
  await expect(page).toHaveURL(/use=translation/);
  await app.expectAccessible('#rn-uses');
});

test('gates held open keep everything, held shut nothing', async ({ lesson, page, app }) => {
  await lesson.open('?step=11');
  const free = await lesson.bars(lesson.gates);
  await page.getByRole('button', { name: /Hold the forget gate open everywhere/ }).click();
  await expect(lesson.gates.locator('.rn-compare .prob')).toHaveCount(2);
  const kept = page.locator('.rn-kept');
  const rows = await lesson.table(kept);
  // The dares stop four tokens before the end, where there is still something to guess.
  const last = rows.nth(-5).locator('td');
  const shares = await last.allInnerTexts();
  expect(shares.filter(share => share === '1.000')).toHaveLength(shares.length - 4);
  expect(shares.slice(-4)).toEqual(['masked', 'masked', 'masked', 'masked']);
  const held = await lesson.bars(lesson.gates.locator('.rn-compare > div').last());
  expect(held).not.toEqual(free);
  await expect(page).toHaveURL(/hold=f1/);

  await page.getByRole('button', { name: /Hold the forget gate shut at token 4/ }).click();
  await expect(last.nth(0)).toHaveText('0');
  await expect(last.nth(3)).toHaveText('0');
  await expect(last.nth(4)).not.toHaveText('0');
  await page.getByRole('group', { name: 'Forget gate f' }).getByRole('button', { name: 'as learnt' }).click();
  await expect(lesson.gates.locator('.rn-compare .prob')).toHaveCount(1);
  expect(await lesson.bars(lesson.gates)).toEqual(free);
  await app.expectAccessible('#rn-gates');
});

test('both learn, write, and learn the same again from the link', async ({ lesson, page, app }) => {
  await lesson.open('?own=the%20bear%20reads%20a%20book%20.%0Athe%20girl%20sings%20a%20song%20.&hidden=16&seed=3');
  const { training } = lesson;
  const status = page.getByTestId('status');
  await training.getByRole('button', { name: '+1', exact: true }).click();
  await expect(status).toContainText('Step 1 of', { timeout: 30_000 });
  await training.getByRole('button', { name: '+100', exact: true }).click();
  await expect(status).toContainText('Step 101 of', { timeout: 60_000 });
  await training.getByRole('slider').press('ArrowRight');
  await training.getByRole('button', { name: 'Write three' }).click();
  const written = page.getByTestId('written');
  await expect(written.locator('li')).toHaveCount(6);
  await expect(training).toContainText('0.8');
  await openMenu(training);
  await training.getByRole('button', { name: 'Table' }).click();
  const losses = await training.locator('tbody tr').last().innerText();
  await expect(page).toHaveURL(/steps=101.*temp=0\.8.*draw=\d+/);
  // The last answer may still be on its way.
  await page.waitForTimeout(1_000);
  const sentences = await written.innerText();
  await page.reload();
  await expect(status).toContainText('Step 101 of', { timeout: 60_000 });
  await expect(written).toHaveText(sentences, { useInnerText: true });
  await openMenu(training);
  await training.getByRole('button', { name: 'Table' }).click();
  await expect(training.locator('tbody tr').last()).toHaveText(losses, { useInnerText: true });
  await training.getByRole('button', { name: 'From the beginning' }).click();
  await expect(status).toContainText('Not begun');
  // The page's own captions take longer, so that there is time to pause.
  await training.getByRole('button', { name: 'captions' }).click();
  await training.getByRole('button', { name: 'Train' }).click();
  await expect(training.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(status).toContainText(/Step \d{2}/, { timeout: 30_000 });
  await training.getByRole('button', { name: 'Pause' }).click();
  await app.expectAccessible('#rn-training');
});

test('in Chinese', async ({ lesson, page, app }) => {
  await lesson.open('?lang=zh-Hans&cell=lstm&hold=f0&from=3&to=3');
  await expect(page.locator('h1')).toContainText('RNN');
  await expect(page.locator('#rn-gates-title')).toContainText('LSTM');
  await expect(lesson.gates.locator('.rn-compare .prob')).toHaveCount(2);
  await app.expectAccessible();
  await app.expectFits();
});
