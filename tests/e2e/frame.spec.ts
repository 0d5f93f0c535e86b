// What surrounds every lesson: languages, colours, keyboard, addresses.
import { test, expect } from './test';

test('the language changes without a reload, stays, and tells the document', async ({ app, page }) => {
  await app.open('/about');
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.getByRole('button', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
  await expect(page.locator('h1')).toContainText('关于');
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  expect(new URL(page.url()).pathname).toBe('/about');

  await app.open('/about');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await app.expectAccessible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('a Chinese browser', () => {
  test.use({ locale: 'zh-CN' });
  test('gets the page in Chinese', async ({ app, page }) => {
    await app.open('/');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await app.expectAccessible();
    await app.expectFits();
  });
});

test('the colours that a reader chose are there before the first paint', async ({ app, page }) => {
  await app.open('/');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Dark colours' }).click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();

  await page.goto('/', { waitUntil: 'commit' });
  await page.waitForSelector('body', { state: 'attached' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // Not another navigation while this one starts: that would break the start off, which browsers report as an error.
  await app.started();
  expect(await background()).toBe(dark);
});

test('the first Tab skips to the content', async ({ app, page }) => {
  await app.open('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('a link leads to its page, whose title and focus follow', async ({ app, page }) => {
  await app.open('/');
  const before = await page.title();
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'About' }).click();
  await expect(page).toHaveURL('/about');
  await expect(page.locator('main')).toBeFocused();
  await expect.poll(() => page.title()).not.toBe(before);
  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect.poll(() => page.title()).toBe(before);
});

test('an address ending in a slash, as static hosts make them, is the same page', async ({ app, page }) => {
  await app.open('/about');
  const heading = await page.locator('h1').textContent();
  await app.open('/about/');
  await expect(page.locator('h1')).toHaveText(heading!);
});

test('an unknown address says so and leads back', async ({ app, page }) => {
  await app.open('/no-such-page');
  await expect(page.locator('h1')).toHaveText('There is no such page');
  await app.expectAccessible();
  await page.getByRole('link', { name: 'To the map of the lecture' }).click();
  await expect(page).toHaveURL('/');
});
