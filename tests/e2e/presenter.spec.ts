// Presenter mode: a lesson on a projector, a slide at a time; and the terms in the running text.
import type { Page } from '@playwright/test';
import { test, expect } from './test';

const LESSONS = ['/tasks', '/tokens', '/vectors', '/rnn', '/memory', '/transformer', '/label-smoothing', '/translation', '/lab'];

const root = (page: Page) => page.locator('html');
const bar = (page: Page) => page.getByRole('navigation', { name: 'Presentation' });
const place = (page: Page) => bar(page).locator('.present-place');
/** What has the focus, with its text. */
const focused = (page: Page) =>
  page.evaluate(() => [document.activeElement?.tagName, document.activeElement?.textContent].join(' '));

async function begin(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Present' }).click();
  await expect(root(page)).toHaveAttribute('data-present', '');
  await expect(place(page)).toHaveText(/^\d+ \/ \d+$/);
  return Number((await place(page).textContent())!.split('/')[1]);
}

test('one slide at a time, by keys and by the bar, and back to where the reader was', async ({ app, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await app.open('/memory');
  const before = await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const total = await begin(page);
  expect(total).toBeGreaterThan(10);
  await expect(place(page)).toHaveText(`1 / ${total}`);
  await expect(page.locator('.site-header')).toBeHidden();
  await expect(page.locator('.site-footer')).toBeHidden();
  expect(await focused(page)).toBe('H1 Memory and attention');
  // Only the title and what it begins with.
  await expect(page.getByRole('heading', { level: 2 }).filter({ visible: true })).toHaveCount(0);
  const size = await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  expect(size).toBeGreaterThan(before);
  await app.expectFits();
  await app.expectAccessible();

  await page.keyboard.press('PageDown');
  await expect(place(page)).toHaveText(`2 / ${total}`);
  await expect(page.getByRole('heading', { level: 2 }).filter({ visible: true })).toHaveCount(1);
  expect(await focused(page)).toMatch(/^H2 How much of the gradient/);
  await expect(bar(page).getByRole('status')).toHaveText(/^Slide 2 of \d+: How much of the gradient/);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.predict').filter({ visible: true })).toHaveCount(1);
  // The answer makes the slide taller; it still fits.
  await page.locator('.predict-choice').filter({ visible: true }).last().click();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(1);
  await bar(page).getByRole('button', { name: 'Next slide' }).click();
  await expect(page.locator('#mem-gradient')).toBeVisible();
  await expect(page.locator('#mem-gradient .figure-tools').first()).toBeHidden();
  // What the figure is worked with is there, and its keys are its own.
  const slider = page.locator('#mem-gradient input[type=range]').first();
  await slider.focus();
  const value = await slider.inputValue();
  await page.keyboard.press('ArrowLeft');
  expect(await slider.inputValue()).not.toBe(value);
  await expect(place(page)).toHaveText(`4 / ${total}`);
  await app.expectAccessible();

  // Escape leaves the field first, then the mode, at the section that was shown.
  await page.keyboard.press('Escape');
  expect(await focused(page)).toMatch(/^H2 How much/);
  await page.keyboard.press('Escape');
  await expect(root(page)).not.toHaveAttribute('data-present');
  await expect(bar(page)).toHaveCount(0);
  await expect(page.locator('[data-away]')).toHaveCount(0);
  await expect(page.locator('#mem-gradient')).toBeInViewport();
  await expect(page.locator('.site-header')).toBeAttached();
  expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))).toBe(before);
});

test('a remote control turns the page, whatever was clicked last', async ({ app, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await app.open('/label-smoothing');
  const total = await begin(page);
  const next = bar(page).getByRole('button', { name: 'Next slide' });
  const slider = page.locator('input[type=range]').filter({ visible: true }).first();
  while (!(await slider.isVisible())) await next.click();
  const here = parseInt((await place(page).textContent())!, 10);
  // Drawn to another place by the mouse: then arrows turn pages again, and the slider stays.
  const { x, y, width, height } = (await slider.boundingBox())!;
  await page.mouse.click(x + width * 0.7, y + height / 2);
  const value = await slider.inputValue();
  await expect.poll(() => focused(page)).toMatch(/^H\d /);
  await page.keyboard.press('ArrowLeft');
  await expect(place(page)).toHaveText(`${here - 1} / ${total}`);
  await page.keyboard.press('ArrowRight');
  await expect(place(page)).toHaveText(`${here} / ${total}`);
  // With the focus in it arrows are its own, and the keys for pages are not.
  await slider.focus();
  await page.keyboard.press('PageUp');
  await expect(place(page)).toHaveText(`${here - 1} / ${total}`);
  await next.click();
  expect(await slider.inputValue()).toBe(value);
});

test('a ready case of lesson 2 is shown where it is to be seen', async ({ app, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await app.open('/tokens');
  await begin(page);
  const cases = page.locator('.tok-cases .dare');
  while (!(await cases.first().isVisible())) await bar(page).getByRole('button', { name: 'Next slide' }).click();
  await cases.filter({ hasText: 'raeding' }).first().click();
  await expect(page.locator('#tok-ways')).toBeVisible();
  await expect(page.getByRole('textbox').filter({ visible: true }).first()).toHaveValue(/raeding/);
});

test('it begins where the reader is, and leaves the page as it was', async ({ app, page }) => {
  await app.open('/memory');
  await page.locator('#mem-recall-title').evaluate(heading => heading.scrollIntoView());
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(500);
  // Figures above may still grow; the reader keeps the place, whatever the page's length.
  const top = () => page.locator('#mem-recall-title').evaluate(heading => Math.round(heading.getBoundingClientRect().top));
  const before = await top();
  await page.keyboard.press('Alt+p');
  await expect(root(page)).toHaveAttribute('data-present', '');
  await expect(page.locator('#mem-recall-title')).toBeVisible();
  await page.keyboard.press('Alt+p');
  await expect(root(page)).not.toHaveAttribute('data-present');
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
});

test('a reload keeps the slide; the last slide leads to the next lesson and back', async ({ app, page }) => {
  await app.open('/label-smoothing');
  const total = await begin(page);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowRight');
  await expect(place(page)).toHaveText(`3 / ${total}`);
  await page.reload();
  await expect(place(page)).toHaveText(`3 / ${total}`);
  const next = bar(page).getByRole('button', { name: 'Next slide' });
  for (let slide = 4; slide <= total; slide++) {
    await next.click();
    await expect(place(page)).toHaveText(`${slide} / ${total}`);
  }
  await next.click();
  await expect(page).toHaveURL(/\/translation/);
  await expect(place(page)).toHaveText(/^1 \//);
  await expect(root(page)).toHaveAttribute('data-present', '');
  await bar(page).getByRole('button', { name: 'Previous slide' }).click();
  await expect(page).toHaveURL(/\/label-smoothing/);
  await expect(place(page)).toHaveText(`${total} / ${total}`);
  await bar(page).getByRole('button', { name: 'Leave' }).click();
  await expect(root(page)).not.toHaveAttribute('data-present');
});

test('the walkthrough of lesson 8 keeps its arrows', async ({ app, page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await app.open('/translation');
  await expect(page.locator('.walk')).toBeVisible({ timeout: 60_000 });
  const total = await begin(page);
  // Until the walkthrough is on the screen arrows turn slides, and it waits.
  const title = page.locator('.walk-text h2');
  const before = await title.textContent();
  let at = 1;
  while (!(await page.locator('.walk').isVisible())) {
    await page.keyboard.press('ArrowRight');
    await expect(place(page)).toHaveText(`${++at} / ${total}`);
  }
  await expect(title).toHaveText(before!);
  const here = await place(page).textContent();
  const stage = page.locator('.walk-text h2');
  const first = await stage.textContent();
  await page.keyboard.press('ArrowRight');
  await expect(stage).not.toHaveText(first!);
  await expect(place(page)).toHaveText(here!);
  await app.expectFits();
  await app.expectAccessible();
});

for (const lesson of LESSONS) {
  test(`${lesson} can be presented`, async ({ app, page }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await app.open(`${lesson}?lang=zh-Hans`);
    await page.getByRole('button', { name: '放映' }).click();
    await expect(page.locator('.present-place')).toHaveText(/^1 \/ \d+$/);
    const next = page.getByRole('button', { name: '下一页' });
    const last = lesson === '/lab';
    for (let slide = 1; slide < 40; slide++) {
      await expect(page.locator('.present-place')).toHaveText(new RegExp(`^${slide} / `));
      await app.expectFits();
      // A whole slide is on the screen; of the fullest some lines may be below it.
      const tooTall = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      await expect.poll(tooTall, `slide ${slide} is taller than the screen`).toBeLessThan(160);
      // The heading of one section, with those of what stands side by side in it (lesson 1 has three kinds of task).
      expect(await page.getByRole('heading', { level: 2 }).filter({ visible: true }).count()).toBeLessThan(4);
      const total = Number((await page.locator('.present-place').textContent())!.split('/')[1]);
      if (slide === total) break;
      await next.click();
    }
    await app.expectAccessible();
    await expect(next).toHaveAttribute('aria-disabled', String(last));
  });
}

test('a term says what it means where it is first used', async ({ app, page }) => {
  await app.open('/tokens');
  const term = page.getByRole('button', { name: 'byte-pair encoding, BPE' });
  const note = page.locator('#term-bpe');
  await expect(note).toBeHidden();
  await term.focus();
  await page.keyboard.press('Enter');
  await expect(note).toBeVisible();
  await expect(note).toContainText('begin with characters');
  await app.expectAccessible();
  await app.expectFits();
  const words = (await term.boundingBox())!;
  const box = (await note.boundingBox())!;
  // Just under the words, or just over them where there is no room.
  const gap = Math.max(box.y - (words.y + words.height), words.y - (box.y + box.height));
  expect(gap).toBeGreaterThanOrEqual(0);
  expect(gap).toBeLessThan(40);
  await page.keyboard.press('Escape');
  await expect(note).toBeHidden();
  await term.click();
  await note.getByRole('link', { name: 'In the glossary' }).click();
  await expect(page).toHaveURL('/glossary#bpe');
  await expect(page.locator('#bpe')).toBeInViewport();
});
