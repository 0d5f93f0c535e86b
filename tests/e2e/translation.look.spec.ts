// How lesson 8 holds up on every screen and in both colour schemes: nothing overflows, axe finds nothing.
import AxeBuilder from '@axe-core/playwright';
import { test, expect } from './test';
import { TranslationPage } from './pages/translation';

const STAGES = ['tokens', 'enc.1.self.weights', 'dec.2.1.cross', 'dec.2.softmax'];

test('accessible and within the window at stages of every kind', async ({ app, page }) => {
  test.setTimeout(300_000);
  const lesson = new TranslationPage(app, page);
  for (const stage of STAGES) {
    await lesson.open(`?stage=${stage}`);
    await expect(lesson.title).toHaveText(/\S/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${stage} is wider than the window`).toBeLessThanOrEqual(1);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`);
    expect(found, stage).toEqual([]);
  }
});
