// The attention page in a browser that offers no adapter: the CPU computes, and the page says why.
import { test, expect } from './test';
import { AttentionPage } from './pages/attention';

test('without an adapter the CPU computes and the page says why', async ({ app, page }) => {
  const bench = new AttentionPage(app, page);
  await bench.open('?n=64&heads=4&d_k=16');
  await expect(bench.verdict).toContainText('Your CPU computes.');
  await expect(bench.verdict).toContainText('offers no graphics card');
  await bench.measured();
  expect(Number(await bench.best('CPU, a tile'))).toBeGreaterThan(0);
  expect(Number(await bench.best('CPU, all scores'))).toBeGreaterThan(0);
  expect(await bench.best('Card, a tile')).toBe('not measured');
  await expect(bench.weights).toContainText('Computed by the CPU');
  // Insisting changes nothing, and looking again finds nothing.
  await bench.choose('Graphics card');
  await expect(bench.verdict).toContainText('Your CPU computes.');
  await page.getByRole('button', { name: 'Try the graphics card again' }).click();
  await expect(bench.verdict).toContainText('offers no graphics card');
  await bench.measured();
  await app.expectAccessible();
});

test('what is set is in the address, and a link sets it', async ({ app, page }) => {
  const bench = new AttentionPage(app, page);
  await bench.open('?n=32&heads=4&d_k=16&mask=causal&by=cpu');
  await bench.measured();
  await expect(page.getByLabel('Tokens, n')).toHaveValue('32');
  await expect(page.getByRole('button', { name: 'Causal' })).toHaveAttribute('aria-pressed', 'true');
  await expect(bench.verdict).toContainText('You chose this with the switch.');
  await page.getByLabel('Tokens, n').selectOption('64');
  await page.getByRole('button', { name: 'Padding' }).click();
  await expect(page).toHaveURL(/\/attention\?n=64&heads=4&d_k=16&mask=padding&by=cpu$/);
  await bench.measured();
});

test('the map leads to it', async ({ app, page }) => {
  await app.open('/');
  await page.getByRole('link', { name: 'How fast is attention here?' }).click();
  await expect(page).toHaveURL('/attention');
  await expect(page.locator('h1')).toHaveText('How fast is attention here?');
  await new AttentionPage(app, page).measured();
});
