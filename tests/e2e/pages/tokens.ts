// The page object of lesson 2.
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app';

export class TokensPage {
  readonly text: Locator;

  constructor(
    readonly app: App,
    readonly page: Page,
  ) {
    this.text = page.locator('#tok-text');
  }

  /** Opens the lesson and waits for the first tokens. */
  async open(query = ''): Promise<void> {
    await this.app.open(`/tokens${query}`);
    await expect(this.chips('bpe').first()).toBeVisible({ timeout: 40_000 });
    await expect(this.page.locator('.tok-words li').first()).toBeVisible();
  }

  /** The chips of a row: word, bpe, character; bytelevel stands further down. */
  chips(way: string): Locator {
    return this.page.getByTestId(`way-${way}`).first().locator('.token-piece');
  }

  async pieces(way: string): Promise<string[]> {
    return (await this.chips(way).allInnerTexts()).map(piece => piece.trim());
  }

  /** The words as the learner spells them. */
  async words(): Promise<string[]> {
    return this.page.locator('.tok-words .tok-word').evaluateAll(words =>
      words.map(word => [...word.children].map(piece => piece.textContent).join(' ')));
  }
}
