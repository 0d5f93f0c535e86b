// Lesson 6.
import { expect, type Page } from '@playwright/test';
import { App, openMenu } from './app';

export class TransformerLesson {
  constructor(
    readonly app: App,
    readonly page: Page,
  ) {}

  /** Opens the lesson and waits for the translation that all its figures are made of. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/transformer${query}`);
    await expect(this.page.locator('.tf-translation')).not.toHaveText('', { timeout: 45_000 });
  }

  get figure() {
    return this.page.locator('#tf-attention-figure');
  }

  /** The numbers of a heat map's table in a figure, row by row. */
  async table(figure: ReturnType<Page['locator']>): Promise<number[][]> {
    const heatmap = figure.locator('.heatmap').first();
    await openMenu(heatmap);
    await heatmap.getByRole('button', { name: /^(Table|表格)$/ }).click();
    const rows = await heatmap.locator('tbody tr').all();
    const numbers = await Promise.all(rows.map(async row => (await row.locator('td').allTextContents()).map(parse)));
    await heatmap.getByRole('button', { name: /^(Table|表格)$/ }).click();
    return numbers;
  }
}

/** "−1.230×10⁻⁵" as a number. */
export function parse(text: string): number {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const plain = text
    .replace('−', '-')
    .replace(/×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power: string) =>
      'e' + [...power].map(c => (c === '⁻' ? '-' : digits.indexOf(c))).join(''));
  return Number(plain);
}
