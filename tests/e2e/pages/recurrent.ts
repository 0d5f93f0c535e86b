// The page object of lesson 4.
import { expect, type Locator, type Page } from '@playwright/test';
import { openMenu, type App } from './app';

export class RecurrentPage {
  readonly unrolled: Locator;
  readonly gates: Locator;
  readonly uses: Locator;
  readonly training: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.unrolled = page.locator('#rn-unrolled');
    this.gates = page.locator('#rn-gates');
    this.uses = page.locator('#rn-uses');
    this.training = page.locator('#rn-training');
  }

  /** Opens the lesson and waits for its language models and the three sentence encoders. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/rnn${query}`);
    await expect(this.unrolled.locator('.prob-row').first()).toBeVisible({ timeout: 60_000 });
    await expect(this.gates.locator('.prob-row').first()).toBeVisible({ timeout: 60_000 });
    // The mean's number may wait for the reader's guess.
    await expect(this.page.locator('.rn-distance, .cover')).toHaveCount(3, { timeout: 60_000 });
  }

  /** The distance between two sentences by one encoder, as it is written. */
  distance(model: 'mean' | 'rnn' | 'lstm'): Locator {
    return this.page.getByTestId(`sentiment-${model}`).locator('.rn-distance > .num');
  }

  /** How positive an encoder's classifier finds the two sentences. */
  positive(model: 'mean' | 'rnn' | 'lstm'): Locator {
    return this.page.getByTestId(`sentiment-${model}`).locator('.rn-which > b');
  }

  /** The most probable next tokens of a list of bars, with their percentages. */
  async bars(within: Locator): Promise<string[]> {
    return within.locator('.prob-row').allInnerTexts();
  }

  /** The rows of the table that stands in a heat map's place. */
  async table(figure: Locator): Promise<Locator> {
    await openMenu(figure);
    const button = figure.getByRole('button', { name: 'Table' });
    if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
    return figure.locator('tbody tr');
  }
}
