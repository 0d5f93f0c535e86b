// Lesson 7.
import { expect, type Page } from '@playwright/test';
import { App } from './app';
import { parse } from './transformer';

export class SmoothingLesson {
  constructor(
    readonly app: App,
    readonly page: Page,
  ) {}

  /** Opens the lesson and waits for the prediction that its first figures are made of. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/label-smoothing${query}`);
    await expect(this.target.locator('.sm-table')).toBeVisible({ timeout: 45_000 });
  }

  get target() {
    return this.page.locator('#sm-target');
  }

  /** The table of target, prediction and gradient; percentages as shares. */
  async rows(): Promise<{ checked: boolean; p: number; q: number; d: number }[]> {
    const rows = await this.target.locator('.sm-table tbody tr').all();
    return Promise.all(rows.map(async row => {
      const radio = row.locator('input');
      const checked = (await radio.count()) > 0 && (await radio.isChecked());
      const [p, q, d] = await row.locator('td.number').allTextContents();
      const share = (text: string) => Number(text.replace('<', '').replace(/\s*%/u, '')) / 100;
      return { checked, p: share(p), q: share(q), d: parse(d) };
    }));
  }

  /** Loss, floor and the loss without smoothing, as the sentence below the figure says them. */
  async loss(): Promise<{ loss: number; floor: number; plain: number }> {
    const text = await this.target.locator('.caption').last().textContent();
    const [loss, floor, plain] = [...text!.matchAll(/[−\d][\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*/g)].map(match => parse(match[0].replace(/\.$/, '')));
    return { loss, floor, plain };
  }
}
