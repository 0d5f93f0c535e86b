// The page object of lesson 9.
import { expect, type Locator, type Page, type Worker } from '@playwright/test';
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

  /** The row of a run. */
  run(n: number): Locator {
    return this.page.locator('.lab-runs-table tbody tr').filter({ hasText: `Run ${n} ` });
  }

  /** The step at which a paused run stands, once it is kept. */
  async stands(): Promise<number> {
    await expect(this.button('Go on')).toBeVisible();
    const row = this.page.locator('.lab-runs-table tr.on');
    // The last step may still be on its way to the page.
    const agrees = async () => (await row.innerText()).includes(`Waiting at step ${await this.step()} `);
    await expect.poll(agrees, { timeout: 30_000 }).toBe(true);
    return this.step();
  }

  /** Waits until it was measured at this step or later. */
  async judged(step: number): Promise<void> {
    const at = async () => Number((await this.score.innerText()).match(/\d+/)?.[0] ?? -1);
    await expect.poll(at, { timeout: 60_000 }).toBeGreaterThanOrEqual(step);
  }

  /** Moves the slider of the learning rate to an end of it, and so many values up from there. */
  async learningRate(end: 'Home' | 'End', up = 0): Promise<void> {
    const slider = this.page.getByRole('slider', { name: /Learning rate|学习率/ });
    await slider.press(end);
    for (let i = 0; i < up; i++) await slider.press('ArrowRight');
  }

  /** The worker that trains. */
  async worker(): Promise<Worker> {
    const find = () => this.page.workers().find(worker => worker.url().includes('studio'));
    await expect.poll(find).toBeTruthy();
    return find()!;
  }

  async start(): Promise<void> {
    await this.button('Start').click();
    // A small run may be over before anybody looks.
    const begun = async () => (await this.step()) > 0 || /Done|完成/.test(await this.status.innerText());
    await expect.poll(begun, { timeout: 60_000 }).toBe(true);
  }
}
