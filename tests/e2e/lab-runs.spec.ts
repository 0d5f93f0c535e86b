// The lab's runs after their page: reloaded, crashed, in two tabs, without storage; taken away, opened elsewhere, forgotten.
import { test as base, expect } from './test';
import { LabPage } from './pages/lab';
import { LECTURE_FRENCH, TranslationPage } from './pages/translation';

const test = base.extend<{ lab: LabPage }>({
  lab: async ({ app, page }, use) => use(new LabPage(app, page)),
});
test.setTimeout(240_000);

// Small enough for a busy machine.
const SMALL = '?heads=2&steps=100&layers=1&d=16&ff=16&batch=4&pairs=100&vocab=400';
// Minutes on any machine: what is paused must not be over before.
const LONG = '?heads=2&steps=10000&layers=1&d=64&ff=128&batch=16&pairs=100&vocab=400';

test.skip(({ isMobile }) => isMobile, 'one screen is enough: what depends on it is tested by its width');

test('a reload goes on where the run was kept: a paused one waits, one that was on is on', async ({ lab, page }) => {
  await lab.open(LONG);
  await lab.start();
  await lab.button('Pause').click();
  const paused = await lab.stands();
  await page.reload();
  await expect(lab.button('Go on')).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => lab.step()).toBe(paused);
  await expect(page.locator('.lab-run .lab-note')).toContainText(`step ${paused}`);
  await lab.button('One step').click();
  await expect.poll(() => lab.step()).toBe(paused + 1);
  await lab.button('Go on').click();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(paused + 1);
  await page.reload();
  await expect(lab.button('Pause')).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(paused);
  await expect(page.locator('.lab-runs-table tbody tr')).toHaveCount(1);
});

test('another visit offers the run that was left, and lists those that are done', async ({ lab, page, context, baseURL }) => {
  await lab.open(SMALL);
  await lab.start();
  await expect(lab.status).toContainText('Done', { timeout: 120_000 });
  await page.getByRole('slider', { name: /Heads/ }).press('ArrowRight');
  await page.getByRole('slider', { name: /Length/ }).press('End');
  await page.locator('.lab-settings .note button').click();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(0);
  await lab.button('Pause').click();
  const paused = await lab.stands();
  await expect(lab.run(1)).toContainText('Done: 100 steps');
  // What differs is a column, and marked.
  await expect(page.locator('.lab-runs-table thead')).toContainText('Heads');
  await expect(lab.run(1).locator('mark').first()).toHaveText('2');
  await expect(page.locator('.lab-curves .line-chart-legend').first()).toContainText('Run 1');
  await lab.run(1).getByRole('checkbox').uncheck();
  await expect(page.locator('.lab-curves .line-chart-legend').first()).not.toContainText('Run 1');
  await page.close();

  const tab = await context.newPage();
  const other = new LabPage(lab.app, tab);
  await tab.goto(`${baseURL}/lab`);
  await expect(tab.locator('.lab-run .lab-note')).toContainText(`Run 2 is unfinished: it is kept at step ${paused} of 10000`);
  await tab.locator('.lab-run .lab-note button').click();
  await expect.poll(() => other.step(), { timeout: 60_000 }).toBeGreaterThan(paused);
  // The finished one has its model, too.
  await other.button('Pause').click();
  const names: string[] = [];
  tab.on('download', d => names.push(d.suggestedFilename()));
  await other.run(1).getByRole('button', { name: /Download/ }).click();
  await expect.poll(() => names.length, { timeout: 60_000 }).toBe(3);
  await other.run(1).getByRole('button', { name: /Go on/ }).click();
  await expect(other.status).toContainText('Done after 100 steps', { timeout: 60_000 });
  await other.run(2).getByRole('button', { name: /Delete/ }).click();
  await expect(tab.locator('.lab-runs-table tbody tr')).toHaveCount(1);
});

test('a worker that dies is replaced, and the run goes on from where it was kept', async ({ lab, page, app }) => {
  app.expected.push(/boom/);
  await lab.open(LONG);
  await lab.start();
  await (await lab.worker()).evaluate(() => {
    setTimeout(() => {
      throw new Error('boom');
    });
  });
  await expect(page.locator('.lab-run .lab-note')).toContainText('Another one took over');
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(lab.button('Pause')).toBeVisible();
});

for (const { what, spoil, words } of [
  {
    what: 'forbidden',
    spoil: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
    words: 'does not let this page keep anything',
  },
  {
    what: 'full',
    spoil: () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    },
    words: 'storage is full',
  },
]) {
  test(`storage that is ${what} is told, and training goes on`, async ({ lab, page }) => {
    await page.addInitScript(spoil);
    await lab.open(SMALL);
    await lab.start();
    await expect(page.locator('.lab-run .note.problem')).toContainText(words);
    await expect(lab.status).toContainText('Done', { timeout: 120_000 });
    // For as long as the page is open, it is as if it were kept.
    await lab.button('Reset').click();
    await lab.run(1).getByRole('button', { name: /Go on/ }).click();
    await expect(lab.status).toContainText('Done', { timeout: 60_000 });
  });
}

test('two tabs do not spoil each other', async ({ lab, page, context, baseURL }) => {
  await lab.open(LONG);
  await lab.start();
  const tab = await context.newPage();
  const other = new LabPage(lab.app, tab);
  await tab.goto(`${baseURL}/lab${LONG}&seed=7`);
  await expect(other.run(1)).toContainText('On in another tab', { timeout: 30_000 });
  await other.run(1).getByRole('button', { name: /Go on/ }).click();
  await expect(tab.locator('.lab-run .lab-note')).toContainText('Only one tab at a time');
  await other.run(1).getByRole('button', { name: /Delete/ }).click();
  await other.start();
  await other.button('Pause').click();
  const theirs = await other.stands();
  await lab.button('Pause').click();
  const ours = await lab.stands();
  await Promise.all([page.reload(), tab.reload()]);
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBe(ours);
  await expect.poll(() => other.step(), { timeout: 60_000 }).toBe(theirs);
  await expect(page.locator('.lab-runs-table tbody tr')).toHaveCount(2);
  await tab.close();
});

test('own pairs are checked line by line, and learnt from', async ({ lab, page }) => {
  // Such short sentences go by fast.
  await lab.open(LONG.replace('d=64', 'd=128').replace('batch=16', 'batch=32'));
  const good = Array.from({ length: 40 }, (_, i) => `I have ${i} bears.\tJ'ai ${i} ours.`);
  await page.locator('.lab-pairs textarea').fill([...good, 'no tab here', ' \tvide', `${'a'.repeat(401)}\tlong`].join('\n'));
  await page.locator('#lab-check').click();
  const checked = page.locator('#lab-checked');
  await expect(checked).toContainText('Pairs that can be used: 40');
  // Checked, they are chosen, and the next step is at hand.
  await expect(checked).toContainText('These pairs are chosen');
  await expect(checked.getByRole('button', { name: 'Start' })).toBeEnabled();
  await expect(checked.locator('li')).toHaveText([/^Line 41: .*no tab/, /^Line 42: .*empty/, /^Line 43: 401 characters/]);
  await lab.start();
  // Before all else: so small a run is over soon.
  await lab.button('Pause').click();
  const facts = /(\d+) pairs to learn from, (\d+) held out/;
  await expect(page.locator('.lab-progress')).toContainText(facts);
  const [, learnt, held] = (await page.locator('.lab-progress').innerText()).match(facts)!;
  expect(Number(learnt) + Number(held)).toBe(40);
  const paused = await lab.stands();
  // They come along.
  await page.reload();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBe(paused);
  await expect(checked).toContainText('Pairs that can be used: 40');
});

test('a file of 20,000 pairs does not freeze the page, and one in another encoding is told', async ({ lab, page }) => {
  await lab.open(SMALL);
  const lines = Array.from({ length: 20_000 }, (_, i) => `The bear reads book ${i}.\tL'ours lit le livre ${i}.`);
  const file = Buffer.concat([Buffer.from(`${lines.join('\n')}\nHe`), Buffer.from([0xe9, 0xff]), Buffer.from('\tx\n')]);
  await page.evaluate(() => {
    const gaps = window as unknown as { longest: number };
    gaps.longest = 0;
    let last = performance.now();
    const frame = (now: number) => {
      gaps.longest = Math.max(gaps.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.locator('.lab-file input').setInputFiles({ name: 'pairs.tsv', mimeType: 'text/tab-separated-values', buffer: file });
  const checked = page.locator('#lab-checked');
  await expect(checked).toContainText('Pairs that can be used: 20,000', { timeout: 30_000 });
  await expect(checked).toContainText('Line 20001: not UTF-8');
  await lab.start();
  const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
  console.log(`20,000 pairs: longest gap between two frames ${longest.toFixed(0)} ms`);
  expect(longest, 'ms between two frames').toBeLessThan(2_000);
});

test('a model of the lab opens in lesson 8, and the page has its own back', async ({ lab, page, app }) => {
  await lab.open(SMALL);
  await lab.start();
  await expect(lab.status).toContainText('Done', { timeout: 120_000 });
  await page.locator('#lab-open').click();
  await expect(page).toHaveURL(/\/translation\?run=[0-9a-f]+/);
  const note = page.locator('#own-model');
  await expect(note).toContainText('run 1, step 100', { timeout: 60_000 });
  // Two heads, where the page's own model has eight.
  await expect(page.locator('.tr-facts')).toContainText('2 heads', { timeout: 30_000 });
  await page.reload();
  await expect(note).toContainText('run 1, step 100', { timeout: 60_000 });
  await expect(page).toHaveURL(/run=/);
  await note.getByRole('link').first().click();
  const lesson = new TranslationPage(app, page);
  await expect(lesson.target).toHaveText(LECTURE_FRENCH, { timeout: 60_000 });
  await expect(note).toHaveCount(0);
  // A link from elsewhere: said, and the page's own model answers.
  await page.goto('/translation?run=abc');
  await expect(note).toContainText('another browser', { timeout: 60_000 });
  await expect(lesson.target).toHaveText(LECTURE_FRENCH, { timeout: 60_000 });
});

test('what is kept can be cleared, after a question', async ({ lab, page }) => {
  await lab.open(SMALL);
  await lab.start();
  await expect(lab.status).toContainText('Done', { timeout: 120_000 });
  await page.locator('#clear-data').click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(lab.run(1)).toBeVisible();
  await page.locator('#clear-data').click();
  await page.locator('#clear-data-all').click();
  await expect(page.locator('.lab-runs-table')).toHaveCount(0);
  await expect(lab.button('Start')).toBeVisible();
  await page.reload();
  await expect(lab.button('Start')).toBeVisible();
  await expect(page.locator('.lab-runs-table')).toHaveCount(0);
});

test('what is kept can be cleared on About, where a run is on too', async ({ lab, page, app }) => {
  await lab.open(LONG);
  await lab.start();
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'About' }).click();
  await expect(page).toHaveURL(/\/about/);
  await page.locator('#clear-data').click();
  await app.expectAccessible();
  await page.locator('#clear-data-all').click();
  await expect(page.getByText('Deleted.')).toBeVisible();
  // Longer than from one time that a run is kept to the next.
  await page.waitForTimeout(6_000);
  await lab.open();
  await expect(lab.button('Start')).toBeVisible();
  await expect(page.locator('.lab-runs-table')).toHaveCount(0);
});

test('the table of runs is accessible, and fits a phone, in Chinese', async ({ lab, page, app }) => {
  await lab.open(`${SMALL}&lang=zh-Hans`);
  await lab.button('开始').click();
  await expect(lab.status).toContainText('100 步已走完', { timeout: 120_000 });
  await page.locator('.lab-pairs textarea').fill('x');
  await page.locator('#lab-check').click();
  await expect(page.locator('.lab-faults')).toContainText('制表符');
  await app.expectAccessible();
  await page.setViewportSize({ width: 390, height: 844 });
  await app.expectFits();
});
