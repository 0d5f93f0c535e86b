// The attention page.
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app';

export class AttentionPage {
  readonly verdict: Locator;
  readonly rows: Locator;
  readonly weights: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.verdict = page.locator('.bench-verdict');
    this.rows = page.locator('.bench-times tbody tr');
    this.weights = page.locator('.figure').filter({ has: page.getByRole('heading', { name: 'What was computed' }) });
  }

  async open(query = ''): Promise<void> {
    await this.app.open(`/attention${query}`);
  }

  /** Waits until everything that was asked is measured. */
  async measured(): Promise<void> {
    await expect(this.page.locator('.bench-times table')).toHaveAttribute('aria-busy', 'false', { timeout: 45_000 });
  }

  /** A way's best time as shown: a number, or words such as "not measured". */
  async best(way: string): Promise<string> {
    const row = this.rows.filter({ has: this.page.getByRole('rowheader', { name: way }) });
    return (await row.locator('td').first().textContent()) ?? '';
  }

  async choose(who: 'The faster one' | 'CPU' | 'Graphics card'): Promise<void> {
    await this.page.getByRole('group', { name: 'Who computes' }).getByRole('button', { name: who, exact: true }).click();
  }

  /** The largest difference between the two sides, as shown. */
  async difference(): Promise<number> {
    const text = (await this.page.getByText('Largest difference').textContent()) ?? '';
    const [, mantissa, exponent] = /([\d.]+)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?\s*$/.exec(text)!;
    const digit = (sign: string) => (sign === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign)));
    const power = [...(exponent ?? '⁰')].map(digit).join('');
    return Number(mantissa) * 10 ** Number(power);
  }
}
