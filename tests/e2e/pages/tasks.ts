// The page object of lesson 1.
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app';

export class TasksPage {
  readonly text: Locator;
  readonly sentiment: Locator;
  readonly tags: Locator;
  readonly french: Locator;
  /** What hides BLEU until the reader has guessed it. */
  readonly countOverlap: Locator;
  readonly matrix: Locator;
  readonly counts: Locator;
  readonly fractions: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.text = page.locator('.sentence-form input');
    this.sentiment = page.locator('#ta-sentiment .ta-label');
    this.tags = page.locator('#ta-tags .ta-word');
    this.french = page.locator('#ta-translation .ta-french');
    this.countOverlap = page.getByRole('button', { name: 'Count it' });
    this.matrix = page.locator('#ta-matrix');
    this.counts = this.matrix.locator('.ta-matrix input');
    this.fractions = this.matrix.locator('.ta-fractions .formula');
  }

  /** Opens the lesson and waits for every model. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/tasks${query}`);
    await expect(this.sentiment).toHaveText(/%/, { timeout: 40_000 });
    await expect(this.french).toHaveText(/\S{2}/, { timeout: 40_000 });
    await expect(this.tags).not.toHaveCount(0);
    await expect(this.page.locator('#ta-surprise tbody tr')).not.toHaveCount(0, { timeout: 40_000 });
    await expect(this.counts.first()).toHaveValue(/\d/);
  }

  /** TP, FN, FP, TN. */
  async readCounts(): Promise<number[]> {
    const values = await this.counts.evaluateAll(all => all.map(one => (one as HTMLInputElement).value));
    return values.map(Number);
  }

  async moveThreshold(to: number): Promise<void> {
    await this.matrix.locator('input[type=range]').fill(String(to));
  }
}
