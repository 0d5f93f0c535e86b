// When something goes wrong: it is said in plain words, and the reader goes on with what they had.
import { expect, test as base } from './test';
import { LECTURE_FRENCH, TranslationPage } from './pages/translation';

const test = base.extend<{ lesson: TranslationPage }>({
  lesson: async ({ app, page }, use) => use(new TranslationPage(app, page)),
});

const WEIGHTS = '**/models/translator/model.safetensors*';

test('without workers the page computes, and says so', async ({ lesson, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'Worker', {
      value: class {
        constructor() {
          throw new Error('no workers here');
        }
      },
    });
  });
  await lesson.open();
  await expect(lesson.target).toHaveText(LECTURE_FRENCH);
  await expect(page.getByText('the page itself computes')).toBeVisible();
  expect(page.workers()).toHaveLength(0);
  await lesson.translate('A dog.');
  await expect(lesson.target).toHaveText('Un chien.');
});

test('a worker that dies is replaced, and the sentence is kept', async ({ app, lesson, page }) => {
  app.expected.push(/boom/);
  await lesson.open();
  await page.workers()[0]!.evaluate(() => {
    setTimeout(() => {
      throw new Error('boom');
    });
  });
  const note = page.getByRole('alert').filter({ hasText: 'has stopped' });
  await expect(note).toContainText('boom');
  await expect(lesson.source).toHaveValue('A cute teddy bear is reading.');
  await lesson.source.fill('A dog.');
  await note.getByRole('button').click();
  await expect(note).toHaveCount(0);
  await lesson.translate('A dog.');
  await expect(lesson.target).toHaveText('Un chien.', { timeout: 40_000 });
});

test('a connection that breaks: said, and tried again', async ({ app, lesson, page }) => {
  test.setTimeout(120_000);
  app.expected.push(/ERR_FAILED/);
  await page.route(WEIGHTS, route => route.abort());
  await app.open('/translation');
  const note = page.getByRole('alert').filter({ hasText: /connection/ });
  await expect(note).toBeVisible({ timeout: 60_000 });
  await page.unroute(WEIGHTS);
  await note.getByRole('button').click();
  await expect(lesson.target).toHaveText(LECTURE_FRENCH, { timeout: 40_000 });
});

test('a file that arrives damaged is refused, and its name is said', async ({ app, lesson, page }) => {
  test.setTimeout(120_000);
  await page.route(WEIGHTS, async route => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length - 1]! ^= 1;
    await route.fulfill({ response, body });
  });
  await app.open('/translation');
  const note = page.getByRole('alert').filter({ hasText: 'damaged' });
  await expect(note).toContainText('model.safetensors', { timeout: 60_000 });
  await page.unroute(WEIGHTS);
  await note.getByRole('button').click();
  await expect(lesson.target).toHaveText(LECTURE_FRENCH, { timeout: 40_000 });
});

test('a model of a later version asks for a reload', async ({ app, page }) => {
  await page.route('**/models/translator/manifest.json', async route => {
    const response = await route.fetch();
    const manifest = await response.json();
    await route.fulfill({ response, json: { ...manifest, format: 999 } });
  });
  await app.open('/translation');
  const note = page.getByRole('alert').filter({ hasText: 'newer than this page' });
  await expect(note.getByRole('link')).toBeVisible({ timeout: 20_000 });
});

test('a section whose code does not come says so and can be asked for again', async ({ app, lesson, page }) => {
  app.expected.push(/ERR_FAILED/, /Failed to fetch/);
  const code = '**/split_translation_rest.wasm*';
  await page.route(code, route => route.abort());
  await lesson.open();
  const notes = page.getByRole('alert').filter({ hasText: 'could not be fetched' });
  await expect(notes.first()).toBeVisible();
  await page.unroute(code);
  // Each section asks by itself; the file is the same.
  while (await notes.count() > 0) await notes.first().getByRole('button').click();
  await expect(lesson.figure).toBeVisible();
  await expect(page.getByRole('heading', { name: 'All heads' })).toBeVisible();
});

test('opened once, it works again without a network', async ({ app, context, lesson }) => {
  // What is cached is the model; the code is the browser's to keep. So only the model's server is away.
  await lesson.open();
  app.expected.push(/ERR_FAILED/);
  await context.route('**/models/**', route => route.abort());
  await lesson.open();
  await expect(lesson.target).toHaveText(LECTURE_FRENCH);
});
