// The page object of lesson 8.
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app';

export const LECTURE = 'A cute teddy bear is reading.';
export const LECTURE_FRENCH = 'Un ours en peluche mignon lit.';

export class TranslationPage {
  readonly source: Locator;
  readonly target: Locator;
  readonly walkthrough: Locator;
  readonly scrubber: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.source = page.locator('#tr-source');
    this.target = page.locator('.tr-target');
    this.walkthrough = page.getByRole('region', { name: /^(Walkthrough|.*演示.*|.*走.*|.*步.*)$/ }).first();
    this.scrubber = page.locator('.walk-player [role="slider"]');
  }

  /** Opens the lesson and waits for the first translation. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/translation${query}`);
    await expect(this.target).toHaveText(/\S{2}/, { timeout: 40_000 });
    await expect(this.target).toHaveAttribute('aria-busy', 'false');
  }

  async translate(text: string): Promise<void> {
    await this.source.fill(text);
    await this.source.press('Enter');
  }

  /** The number of the stage on screen, from 1, and how many there are. */
  async stage(): Promise<number> {
    return Number(await this.scrubber.getAttribute('aria-valuenow'));
  }

  async lastStage(): Promise<number> {
    return Number(await this.scrubber.getAttribute('aria-valuemax'));
  }

  /** The title of the stage on screen. */
  get title(): Locator {
    return this.page.locator('.walk-text h2');
  }

  get figure(): Locator {
    return this.page.locator('.walk-figure');
  }
}
