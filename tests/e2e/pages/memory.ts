// The page object of lesson 5.
import { expect, type Locator, type Page } from '@playwright/test';
import { openMenu, type App } from './app';

export class MemoryPage {
  readonly gradient: Locator;
  readonly recall: Locator;
  readonly alignment: Locator;
  readonly parallel: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.gradient = page.locator('#mem-gradient');
    this.recall = page.locator('#mem-recall');
    this.alignment = page.locator('#mem-alignment');
    this.parallel = page.locator('#mem-parallel');
  }

  /** Opens the lesson and waits for the first backward pass. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/memory${query}`);
    // On its first view the figure waits for a guess.
    const figure = this.page.getByTestId('gradient-rnn');
    const show = this.gradient.getByRole('button', { name: /^(Show it without guessing|不猜了，直接看)$/ });
    await expect(figure.or(show).first()).toBeVisible({ timeout: 40_000 });
    if (await show.isVisible()) await show.click();
    await expect(this.page.getByTestId('gradient-rnn')).not.toBeEmpty({ timeout: 40_000 });
  }

  /** The numbers of a chart inside `within` as its table has them, row by row. */
  async table(within: Locator): Promise<string[][]> {
    await openMenu(within);
    const button = within.getByRole('button', { name: 'Table' });
    await button.click();
    const rows = await within.locator('tbody tr').evaluateAll(all =>
      all.map(row => [...row.children].map(cell => cell.textContent ?? '')),
    );
    await button.click();
    return rows;
  }
}

/** A number as the page writes it: `1.230×10⁻⁵` or `−0.5`. */
export function number(text: string): number {
  const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const [mantissa, power] = text.replace('−', '-').split('×10');
  const exponent = [...(power ?? '⁰')].map(c => (c === '⁻' ? '-' : superscripts.indexOf(c))).join('');
  return Number(mantissa) * 10 ** Number(exponent);
}
