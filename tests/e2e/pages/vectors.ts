// The page object of lesson 3.
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app';

export class VectorsPage {
  readonly lab: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.lab = page.locator('#vec-lab');
  }

  /** Opens the lesson and waits for the small network and the vectors. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/vectors${query}`);
    await expect(this.page.getByTestId('sample')).toContainText('→', { timeout: 40_000 });
    await expect(this.page.locator('.vec-point').first()).toBeVisible();
    await expect(this.page.getByTestId('nearest').locator('li').first()).toBeVisible({ timeout: 40_000 });
  }

  /** The words that a list of bars shows, best first. */
  async words(list: 'nearest' | 'analogy'): Promise<string[]> {
    return this.page.getByTestId(list).locator('.vec-bar-word').allInnerTexts();
  }

  /** Where the map has its points. */
  async map(): Promise<string[]> {
    return this.page.locator('.vec-point').evaluateAll(points => points.map(p => (p as SVGElement).style.transform));
  }
}
