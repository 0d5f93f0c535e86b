// The page object of lesson 9.
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app';

export class LabPage {
  readonly status: Locator;
  readonly score: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.status = page.locator('#lab-status');
    this.score = page.locator('#lab-score');
  }

  async open(query = ''): Promise<void> {
    await this.app.open(`/lab${query}`);
    await expect(this.page.locator('.lab-controls .button.primary')).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.page.locator('.lab-controls').getByRole('button', { name });
  }

  /** The step that the run is at; -1 before the first. */
  async step(): Promise<number> {
    const found = (await this.status.innerText()).match(/(?:Step |第 )(\d+)/);
    return found ? Number(found[1]) : -1;
  }

  async start(): Promise<void> {
    await this.button('Start').click();
    // A small run may be over before anybody looks.
    const begun = async () => (await this.step()) > 0 || /Done|完成/.test(await this.status.innerText());
    await expect.poll(begun, { timeout: 60_000 }).toBe(true);
  }
}
