// Lesson 9 as its reader uses it: a run begun, watched, paused, stepped, changed, compared.
import { readFileSync } from 'node:fs';
import { test as base, expect } from './test';
import { openMenu } from './pages/app';
import { LabPage } from './pages/lab';

const test = base.extend<{ lab: LabPage }>({
  lab: async ({ app, page }, use) => use(new LabPage(app, page)),
});
test.setTimeout(240_000);

// Small enough for a busy machine.
const SMALL = '?heads=2&steps=100&layers=1&d=32&ff=64&batch=8&pairs=300&vocab=500';

test('a run is told, paused, stepped, and ends', async ({ lab, page, app }) => {
  await lab.open(SMALL.replace('steps=100', 'steps=2000'));
  await lab.start();
  await lab.button('Pause').click();
  await expect(lab.button('Go on')).toBeVisible();
  const paused = await lab.stands();
  await page.waitForTimeout(700);
  expect(await lab.step(), 'a paused run stands still').toBe(paused);
  await lab.button('One step').click();
  await expect.poll(() => lab.step()).toBe(paused + 1);
  await page.waitForTimeout(700);
  expect(await lab.step(), 'one step and no more').toBe(paused + 1);
  await lab.button('Go on').click();
  await expect(lab.status).toContainText('Done after 2000 steps', { timeout: 200_000 });
  await expect(lab.score).toContainText('Step 2000:');
  await expect(page.locator('.lab-table tbody tr')).toHaveCount(6);
  await app.expectNoProblems();
});

test('the attention is that of the step under the slider, and its rows add up to 1', async ({ lab, page }) => {
  await lab.open(SMALL);
  await lab.start();
  await expect(lab.status).toContainText('Done', { timeout: 120_000 });
  const slider = page.locator('.lab-attention input[type=range]');
  await expect(slider).toHaveAttribute('max', '2');
  await expect(page.locator('.lab-attention h3')).toContainText('step 100');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page.locator('.lab-attention h3')).toContainText('step 0');
  // Pause and progress stay above it.
  await expect(lab.status).toBeInViewport();
  const download = page.waitForEvent('download');
  await openMenu(page.locator('.lab-attention'));
  await page.locator('.lab-attention').getByRole('button', { name: /CSV/ }).click();
  const csv = readFileSync((await (await download).path())!, 'utf8').trim().split('\n').slice(1);
  for (const line of csv) {
    const row = line.split(',').slice(1).map(Number);
    expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1), line).toBeLessThan(1e-4);
  }
});

test('a change at once is marked; one that needs a new model offers a new run and keeps the old', async ({ lab, page }) => {
  await lab.open(`${SMALL.replace('steps=100', 'steps=3000')}`);
  await lab.start();
  await page.getByRole('slider', { name: /smoothing/ }).press('ArrowRight');
  await expect(page.locator('.lab-curves svg').first()).toContainText('ε = 0.15');
  await page.getByRole('slider', { name: /Heads/ }).press('ArrowRight');
  await expect(page.locator('.lab-settings .note')).toContainText('Heads');
  // Measured every 50 steps; a fast machine is past the first before anybody looks.
  await expect.poll(() => lab.score.innerText(), { timeout: 120_000 }).toMatch(/Step \d*[05]0:/);
  await page.locator('.lab-settings .note button').click();
  await expect(page.locator('.lab-curves .line-chart-legend').first()).toContainText('Run 1');
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(page).toHaveURL(/heads=4|eps=0\.15/);
});

test('a learning rate of 10 is told in plain words', async ({ lab, page }) => {
  await lab.open(`${SMALL}&lr=10&warmup=1`);
  await lab.start();
  await expect(page.locator('.lab-run .note.problem').first()).toContainText(/smaller learning rate/, { timeout: 120_000 });
});

test('a loss that explodes is taken back to before, and goes on with a sane rate', async ({ lab, page }) => {
  await lab.open(`${SMALL.replace('steps=100', 'steps=5000')}&warmup=1`);
  await lab.start();
  await lab.judged(50);
  await lab.learningRate('End');
  await expect(page.locator('.lab-run .note.problem').first()).toContainText(/smaller learning rate/, { timeout: 60_000 });
  await page.locator('#lab-go-back').click();
  const note = page.locator('.lab-run .lab-note');
  await expect(note.first()).toContainText(/back at step \d*[05]0/);
  const back = await lab.stands();
  expect(back % 50).toBe(0);
  expect(back).toBeGreaterThan(0);
  await expect(page.locator('#lab-go-back')).toHaveCount(0);
  await lab.learningRate('Home', 4);
  await lab.button('Go on').click();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(back + 20);
  await expect(page.locator('.lab-run .note.problem')).toHaveCount(0);
});

// With four layers and one head the gradient overflows within some hundred steps at a learning rate of 10, whatever the seed.
const DEEP = '?heads=1&layers=4&d=32&ff=32&batch=4&pairs=100&vocab=400&warmup=1&course=constant&steps=5000';

test('numbers that overflow break the run off; what was learnt before is kept, and goes on with a sane rate', async ({ lab, page, app }) => {
  await lab.open(`${DEEP}&lr=0.001`);
  await lab.start();
  await lab.judged(50);
  await lab.learningRate('End');
  const alert = page.locator('.lab-run [role=alert] .note');
  await expect(alert).toContainText(/no longer a finite number.*learning rate of 10 .*smaller learning rate/, { timeout: 120_000 });
  await expect(lab.status).toContainText('broke off');
  const back = Number((await alert.innerText()).match(/back to step (\d+)/)![1]);
  expect(back, 'measured before the rate was changed').toBeGreaterThanOrEqual(50);
  await expect(lab.run(1)).toContainText(`Broke off; kept at step ${back}`);
  await app.expectAccessible();
  // Kept for another visit, too.
  await page.reload();
  await expect(lab.run(1)).toContainText(`Broke off; kept at step ${back}`);
  await lab.run(1).getByRole('button', { name: /Go on/ }).click();
  await expect.poll(() => lab.stands(), { timeout: 60_000 }).toBe(back);
  await lab.learningRate('Home', 4);
  await lab.button('Go on').click();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(back + 60);
  await expect(alert).toHaveCount(0);
  await expect(page.locator('.lab-run .note.problem')).toHaveCount(0);
});

test('a run that breaks off says so in Chinese, and a new one with a sane rate works', async ({ lab, page, app }) => {
  await lab.open(`${DEEP}&lr=10&lang=zh-Hans`);
  await lab.button('开始').click();
  const alert = page.locator('.lab-run [role=alert] .note');
  await expect(alert).toContainText(/不是有限的数.*学习率取 10 时.*退回到第 0 步.*学习率调小/, { timeout: 120_000 });
  await page.setViewportSize({ width: 390, height: 844 });
  await app.expectFits();
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.learningRate('Home', 4);
  await lab.button('开始新的训练').click();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBeGreaterThan(60);
  await expect(alert).toHaveCount(0);
  await expect(page.locator('.lab-runs-table tbody tr')).toHaveCount(2);
});

test("the reader's own sentence, and the files", async ({ lab, page }) => {
  await lab.open(SMALL);
  await lab.start();
  const field = page.locator('.lab-own-form input');
  await field.fill('The cat is reading.');
  await field.press('Enter');
  await expect(page.locator('.lab-own')).toHaveText(/\S|^$/);
  await field.fill('zq '.repeat(99));
  await field.press('Enter');
  await expect(page.locator('.lab-sentences .note.problem')).toContainText(/\d+ tokens|64/);
  const names: string[] = [];
  page.on('download', d => names.push(d.suggestedFilename()));
  await page.locator('#lab-download').click();
  await expect.poll(() => names.length).toBe(3);
  expect(names.sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
});

test('a run goes on while the reader is elsewhere', async ({ lab, page }) => {
  await lab.open(SMALL.replace('steps=100', 'steps=3000'));
  await lab.start();
  await page.getByRole('link', { name: 'Teddy Reads' }).first().click();
  await page.waitForTimeout(1500);
  await page.goBack();
  await expect(lab.status).toBeVisible();
  const there = await lab.step();
  expect(there).toBeGreaterThan(0);
  await expect.poll(() => lab.step()).toBeGreaterThan(there);
});

test('a run waits while the reader is elsewhere, where they want that', async ({ lab, page }) => {
  await lab.open(SMALL.replace('steps=100', 'steps=3000'));
  await lab.start();
  await page.getByRole('checkbox', { name: 'Go on when I leave' }).uncheck();
  await page.getByRole('link', { name: 'Teddy Reads' }).first().click();
  await expect(page).toHaveURL(/\/$/);
  await page.goBack();
  await expect(lab.button('Go on')).toBeVisible();
  const there = await lab.stands();
  await lab.button('Go on').click();
  await expect.poll(() => lab.step()).toBeGreaterThan(there);
});

test('accessible, on a phone too, in Chinese', async ({ lab, page, app }) => {
  await lab.open(`${SMALL}&lang=zh-Hans`);
  await expect(page.locator('h1')).toContainText(/\p{Script=Han}/u);
  await lab.button('开始').click();
  await expect(lab.status).toContainText('100 步已走完', { timeout: 120_000 });
  await app.expectAccessible();
  await page.setViewportSize({ width: 390, height: 844 });
  await app.expectFits();
  await app.expectNoProblems();
});

test('the page draws on while the worker trains', async ({ lab, page }) => {
  await lab.open('?steps=200');
  await lab.start();
  const gaps = await page.evaluate(
    () =>
      new Promise<number[]>(done => {
        const gaps: number[] = [];
        let last = performance.now();
        const frame = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (gaps.length < 240) requestAnimationFrame(frame);
          else done(gaps);
        };
        requestAnimationFrame(frame);
      }),
  );
  gaps.sort((a, b) => a - b);
  console.log(`frame gaps in ms: median ${gaps[120]!.toFixed(1)}, 95th ${gaps[228]!.toFixed(1)}, longest ${gaps[239]!.toFixed(1)}`);
});
