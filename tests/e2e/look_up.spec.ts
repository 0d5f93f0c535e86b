// Around the lessons: the glossary, the self-test, and what the map remembers.
import { test, expect } from './test';

test.skip(({ isMobile }) => isMobile, 'one screen is enough: nothing here depends on it');

test('a term is found by its explanation and leads to its lesson, in both languages', async ({ app, page }) => {
  await app.open('/glossary');
  const terms = page.locator('.terms dt');
  expect(await terms.count()).toBeGreaterThan(50);
  await page.getByRole('searchbox').fill('byte-pair');
  await expect(terms).toHaveCount(1);
  await expect(terms).toContainText('BPE');
  await expect(page.getByRole('link', { name: 'Lesson 2' })).toHaveAttribute('href', '/tokens');
  await app.expectAccessible();
  await page.getByRole('searchbox').fill('no such term');
  await expect(page.getByText('No term has that')).toBeVisible();
  await page.goto('/glossary?lang=zh-Hans');
  await app.started();
  await page.getByRole('searchbox').fill('字节对');
  await expect(terms).toHaveText(/BPE/);
});

test('the first answer counts and is remembered, until the reader begins again', async ({ app, page }) => {
  await app.open('/self-test');
  const score = page.locator('.self-test-score');
  await expect(score).toContainText('0 right of 0 answered, 16 questions');
  const first = page.locator('.self-test-list > li').first();
  await expect(first).toContainText('Question 1 of 16');
  await first.getByRole('button', { name: '99 % and 99 %' }).click();
  await first.getByRole('button', { name: '99 % and 0 %' }).click();
  await expect(score).toContainText('0 right of 1 answered');
  await page.getByRole('button', { name: '25 times' }).click();
  await expect(score).toContainText('1 right of 2 answered');
  await app.expectAccessible();
  await page.reload();
  await app.started();
  await expect(score).toContainText('1 right of 2 answered');
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(score).toContainText('0 right of 0 answered');
});

test('the map remembers which lessons were opened; a lesson ends with its words', async ({ app, page }) => {
  await app.open('/');
  await expect(page.locator('.lesson-list .tag')).toHaveCount(0);
  await page.locator('.lesson-list').getByRole('link', { name: /Tokenisation/ }).click();
  await app.started();
  await page.locator('.lesson-terms > summary').click();
  await expect(page.locator('.lesson-terms')).toContainText('Byte-pair encoding');
  await expect(page.getByRole('link', { name: /Previous lesson/ })).toHaveAttribute('href', '/tasks');
  await page.getByRole('link', { name: /Next lesson/ }).click();
  await expect(page).toHaveURL('/vectors');
  await app.open('/');
  await expect(page.locator('.lesson-list li', { hasText: 'Tokenisation' }).locator('.tag')).toContainText('opened');
});
