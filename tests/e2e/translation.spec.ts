// Lesson 8 as its reader uses it, on the model that ships.
import { readFileSync } from 'node:fs';
import { test as base, expect } from './test';
import { LECTURE, LECTURE_FRENCH, TranslationPage } from './pages/translation';

const test = base.extend<{ lesson: TranslationPage }>({
  lesson: async ({ app, page }, use) => use(new TranslationPage(app, page)),
});

test("the lecture's sentence is translated as soon as the model is there", async ({ lesson }) => {
  await lesson.open();
  await expect(lesson.source).toHaveValue(LECTURE);
  await expect(lesson.target).toHaveText(LECTURE_FRENCH);
});

test('by keyboard through the stages, and back to what was there', async ({ lesson, page }) => {
  await lesson.open();
  expect(await lesson.stage()).toBe(1);
  const seen: string[] = [];
  for (let i = 0; i < 12; i++) {
    seen.push(await lesson.figure.innerText());
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => lesson.stage()).toBe(i + 2);
  }
  for (let i = 11; i >= 0; i--) {
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lesson.stage()).toBe(i + 1);
    expect(await lesson.figure.innerText()).toBe(seen[i]);
  }
  await page.keyboard.press('End');
  await expect.poll(async () => (await lesson.stage()) - (await lesson.lastStage())).toBe(0);
  await expect(lesson.figure).toContainText(LECTURE_FRENCH);
  await page.keyboard.press('Home');
  await expect.poll(() => lesson.stage()).toBe(1);
});

test('the first step brings its figure on screen', async ({ lesson, page }) => {
  await lesson.open();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => lesson.stage()).toBe(2);
  await expect(lesson.figure).toBeInViewport({ ratio: 0.3 });
});

test('below the walkthrough the keyboard scrolls the page', async ({ lesson, page }) => {
  await lesson.open();
  await page.locator('.lesson-terms').scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const down = await page.evaluate(() => scrollY);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Home');
  await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(down / 2);
  expect(await lesson.stage()).toBe(1);
});

test('questions are answered, and dares set the decoding', async ({ lesson, page }) => {
  await lesson.open();
  const questions = page.locator('.tr-questions');
  await questions.getByRole('button', { name: /Encoder 1 ×, decoder (?!1 ×)/ }).click();
  await expect(questions).toContainText('a chapter for each step');
  await questions.getByRole('button', { name: /beam of 8/ }).click();
  await expect(page).toHaveURL(/decode=beam8/);
  await expect(page.locator('#decoding')).toContainText('Finished translations');
});

test('every stage has a title and a figure, and none breaks the page', async ({ lesson, page, app }) => {
  test.setTimeout(300_000);
  await lesson.open('?text=A%20dog.');
  const last = await lesson.lastStage();
  expect(last).toBeGreaterThan(40);
  for (let stage = 1; stage <= last; stage++) {
    await expect.poll(() => lesson.stage()).toBe(stage);
    await expect(lesson.title).toHaveText(/\S/);
    await expect(lesson.figure).toHaveText(/\S/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `stage ${stage} is wider than the window`).toBeLessThanOrEqual(1);
    await page.keyboard.press('ArrowRight');
  }
  await app.expectNoProblems();
});

test('a link shows another reader the same stage', async ({ lesson, page }) => {
  await lesson.open('?stage=dec.2.1.cross&head=3');
  const title = await lesson.title.innerText();
  const figure = await lesson.figure.innerText();
  const stage = await lesson.stage();
  expect(stage).toBeGreaterThan(10);
  await expect(page).toHaveURL(/stage=dec\.2\.1\.cross/);
  await page.reload();
  await expect(lesson.target).toHaveText(LECTURE_FRENCH, { timeout: 40_000 });
  await expect.poll(() => lesson.stage()).toBe(stage);
  await expect(lesson.title).toHaveText(title);
  expect(await lesson.figure.innerText()).toBe(figure);
});

test('own sentences: each gets a true answer or a clear message', async ({ lesson, page }) => {
  await lesson.open();
  await lesson.translate('The black cat is sleeping.');
  await expect(lesson.target).toHaveText('Le chat noir dort.');

  await lesson.translate('   ');
  await expect(page.locator('#tr-problem')).toContainText('nothing to translate');
  await expect(lesson.source).toHaveValue('   ');

  const long = 'bear '.repeat(300).trim();
  await lesson.translate(long);
  await expect(page.locator('#tr-problem')).toContainText('tokens long');
  await expect(lesson.source).toHaveValue(long);

  const sixty = 'The cat and the dog and the bird and the bear are in the garden. '.repeat(4).trim();
  await lesson.translate(sixty);
  await expect(lesson.target).toHaveText(/jardin/, { timeout: 30_000 });
  await expect(page.locator('#tr-problem')).toHaveText('');

  for (const text of ['🐻🐻', '你好，泰迪熊', '<b onclick="alert(1)">bear</b>']) {
    await lesson.translate(text);
    await expect(page.locator('#tr-problem')).toHaveText('');
    await expect(lesson.target).toHaveAttribute('aria-busy', 'false');
  }
  expect(await page.locator('.tr b[onclick]').count(), 'markup is text').toBe(0);
});

test('the number that the heat map reads out is the number in the trace', async ({ lesson, page }) => {
  await lesson.open('?stage=enc.1.self.weights&head=2');
  const download = page.waitForEvent('download');
  await page.locator('#file').getByRole('button').first().click();
  const path = await (await download).path();
  const saved = JSON.parse(readFileSync(path, 'utf8'));
  const weights = saved.trace.tensors.find((t: { name: string }) => t.name === 'encoder.1.self_attn.weights');
  const [, rows, columns] = weights.shape as number[];

  const map = lesson.figure.getByRole('application').first();
  await map.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const want = weights.data[(2 * rows + 1) * columns + 2] as number;
  const said = lesson.figure.locator('.heatmap .heatmap-value').first();
  await expect(said).toContainText(saved.src[2].piece.replace('▁', ''));
  await expect
    .poll(async () => {
      const numbers = (await said.innerText()).match(/[-−]?\d+(\.\d+)?(e[-−]?\d+)?/g) ?? [];
      return numbers.some(text => Math.abs(Number(text.replace('−', '-')) - want) <= 0.0006);
    }, `${want} is read out`)
    .toBe(true);
});

test('a translation is saved and opened again', async ({ lesson, page }) => {
  await lesson.open('?text=Two%20small%20dogs%20are%20playing%20in%20the%20garden.');
  const french = await lesson.target.innerText();
  const download = page.waitForEvent('download');
  await page.locator('#file').getByRole('button').first().click();
  const path = await (await download).path();

  await lesson.translate('A cat.');
  await expect(lesson.target).not.toHaveText(french);
  await page.locator('#file input[type=file]').setInputFiles(path);
  await expect(lesson.target).toHaveText(french);

  await page.locator('#file input[type=file]').setInputFiles({
    name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"format": 1'),
  });
  await expect(page.locator('#file [role=alert]')).toContainText(/broken\.json .* line 1, column \d+ is not valid JSON/);
  await expect(lesson.target).toHaveText(french);
});

test('beam search and sampling answer the same sentence', async ({ lesson, page }) => {
  await lesson.open('?decode=beam4');
  await expect(lesson.target).toHaveText(LECTURE_FRENCH);
  await expect(page.locator('#decoding')).toContainText('Finished translations');
  await lesson.open('?decode=sample-t0.8-k20-p0.9-s7');
  const once = await lesson.target.innerText();
  await page.reload();
  await expect(lesson.target).toHaveText(once, { timeout: 40_000 });
});

test('in Chinese, without a reload', async ({ lesson, page, app }) => {
  await lesson.open('?lang=zh-Hans');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.locator('h1')).toContainText(/翻译/);
  await expect(lesson.title).toContainText(/\p{Script=Han}/u);
  await app.expectNoProblems();
});
