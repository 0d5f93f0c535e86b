// Lesson 1 as its reader uses it, on the models that ship.
import { readFileSync } from 'node:fs';
import { test as base, expect } from './test';
import { TasksPage } from './pages/tasks';

const test = base.extend<{ lesson: TasksPage }>({
  lesson: async ({ app, page }, use) => use(new TasksPage(app, page)),
});

/** What the shipped classifier said of its test set. */
const tests = JSON.parse(readFileSync('public/models/sentiment-lstm/test.json', 'utf8')) as {
  labels: number[];
  probabilities: number[];
};

function countsAt(threshold: number): number[] {
  const cells = [0, 0, 0, 0]; // TP, FN, FP, TN
  tests.labels.forEach((label, i) => {
    const said = tests.probabilities[i] >= threshold ? 0 : 1;
    cells[(label === 1 ? 0 : 2) + said]++;
  });
  return cells;
}

test('three models do three tasks to one text', async ({ lesson, page, app }) => {
  await lesson.open();
  await expect(lesson.french).toContainText('ours');
  await page.getByRole('button', { name: 'Marie Curie was born in Warsaw.' }).click();
  await expect(lesson.text).toHaveValue('Marie Curie was born in Warsaw.');
  await expect(lesson.tags.first()).toContainText('B-PER');
  await page.getByRole('button', { name: 'The plot is boring' }).click();
  await expect(lesson.sentiment).toContainText('negative');
  await expect(page).toHaveURL(/text=The%20plot/);
  await app.expectNoProblems();
});

test('the matrix is counted from the test set at any threshold, and can be edited', async ({ lesson, page }) => {
  await lesson.open();
  expect(await lesson.readCounts()).toEqual(countsAt(0.5));
  await lesson.moveThreshold(0.9);
  await expect.poll(() => lesson.readCounts()).toEqual(countsAt(0.9));
  const [tp, , fp] = countsAt(0.9);
  await expect(lesson.fractions.nth(1)).toContainText(String(tp));
  const shown = (await lesson.fractions.nth(1).textContent() ?? '').match(/0\.\d+/g)?.pop();
  expect(Math.abs(Number(shown) - tp / (tp + fp))).toBeLessThan(0.0001);
  await expect(page).toHaveURL(/t=0\.9/);

  await lesson.counts.nth(0).fill('7');
  await lesson.counts.nth(0).press('Enter');
  await expect(page).toHaveURL(/counts=7\./);
  // What is no count gives way to the last that was one.
  await lesson.counts.nth(0).fill('-5');
  await lesson.counts.nth(0).press('Tab');
  await expect(lesson.counts.nth(0)).toHaveValue('7');
  await page.getByRole('button', { name: 'Back to the test set' }).click();
  await expect.poll(() => lesson.readCounts()).toEqual(countsAt(0.9));
});

test('at 99 : 1 the majority has the higher accuracy and no recall', async ({ lesson, page }) => {
  await lesson.open();
  await page.locator('.predict-choice', { hasText: 'recall of the negative class' }).click();
  await page.getByRole('button', { name: /99 : 1\. Which/ }).click();
  const rows = page.locator('#ta-imbalance .ta-models tbody tr');
  await expect(rows.nth(0)).toContainText('534/539 = 99.1');
  await expect(rows.nth(0)).toContainText('0/5 = 0');
  await expect(rows.nth(1)).not.toContainText('0/5 = 0');
});

test('a changed truth changes both scores', async ({ lesson, page }) => {
  await lesson.open();
  const scores = page.locator('#ta-entities .ta-big dd');
  await expect(scores.first()).toHaveText(/\d/);
  const before = await scores.allInnerTexts();
  await page.getByRole('button', { name: /splits the Bank of England/ }).click();
  await expect.poll(() => scores.allInnerTexts()).not.toEqual(before);
  await expect(page).toHaveURL(/tags=/);
});

test('BLEU: a paraphrase is punished, and perfect against itself', async ({ lesson, page, app }) => {
  await lesson.open();
  const score = page.locator('#ta-bleu');
  await expect(score).toHaveCount(0);
  await lesson.countOverlap.click();
  expect(Number(await score.innerText())).toBeLessThan(30);
  await page.getByRole('button', { name: /make the paraphrase the reference/ }).click();
  await expect(score).toHaveText('100.0');
  await page.getByRole('button', { name: /the the the/ }).click();
  // The cat is on the mat: two of seven count.
  await expect(page.locator('#ta-overlap .ta-marked .clipped')).toHaveCount(5);
  await page.locator('#ta-overlap input[type=text]').first().fill('bear'.repeat(45));
  await expect(page.locator('#ta-overlap .ta-marked .miss').first()).toContainText('bearbear');
  await app.expectFits();
});

test('a link shows another reader the same numbers', async ({ lesson, page }) => {
  await lesson.open('?text=The%20bear%20is%20old.&t=0.8&share=0.9&hyp=a%20b%20c&ref=a%20b%20d&n=2');
  await expect.poll(() => lesson.readCounts()).toEqual(countsAt(0.8));
  const seen = await page.locator('#ta-overlap, #ta-surprise').allInnerTexts();
  await lesson.open('?text=The%20bear%20is%20old.&t=0.8&share=0.9&hyp=a%20b%20c&ref=a%20b%20d&n=2');
  expect(await page.locator('#ta-overlap, #ta-surprise').allInnerTexts()).toEqual(seen);
});

test('perplexity rises when the words are turned round', async ({ lesson, page }) => {
  await lesson.open();
  const last = page.locator('#ta-surprise tbody tr').last().locator('td').last();
  const before = Number(await last.innerText());
  await page.getByRole('button', { name: /turn the words/ }).click();
  await expect.poll(async () => Number(await last.innerText())).toBeGreaterThan(2 * before);
});

test('in Chinese, accessible and within the window', async ({ lesson, page, app }) => {
  await lesson.open('?lang=zh-Hans');
  await expect(page.locator('h1')).toContainText('任务');
  await expect(page.locator('#ta-matrix-title')).toContainText(/\p{Script=Han}/u);
  await app.expectFits();
  await app.expectAccessible();
  await app.expectNoProblems();
});
