// What every page of the application has in common; the page object of a lesson extends it.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** The pages that a reader can open directly: `routes` of scripts/finish_dist.sh, and the start. */
export const ROUTES = [
  '/', '/tasks', '/tokens', '/vectors', '/rnn', '/memory', '/transformer', '/label-smoothing', '/translation', '/lab', '/attention', '/about', '/glossary', '/self-test',
] as const;

export class App {
  /** What went wrong so far: console errors, failed or foreign requests, violations of the security policy. */
  readonly problems: string[] = [];
  /** Messages that a test expects to see in `problems`, and that are none. */
  readonly expected: RegExp[] = [];

  constructor(
    readonly page: Page,
    readonly origin: string,
  ) {}

  /** Listens for problems; called before the first navigation. */
  async watch(): Promise<void> {
    const { page, problems } = this;
    page.on('console', message => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', error => problems.push(`uncaught: ${error}`));
    page.on('requestfailed', request => {
      // A download that the reader's next step cancelled is no fault.
      const why = request.failure()?.errorText ?? '';
      if (why !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()} ${why}`);
    });
    page.on('response', response => {
      if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
    });
    // Of the page and of its workers.
    page.context().on('request', request => {
      const url = new URL(request.url());
      const inside = ['data:', 'blob:'].includes(url.protocol) || url.origin === this.origin;
      if (!inside) problems.push(`left the origin: ${request.url()}`);
    });
    await page.exposeFunction('reportViolation', (what: string) => problems.push(`security policy: ${what}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        const report = (window as unknown as { reportViolation(what: string): void }).reportViolation;
        report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }

  /** Opens a path and waits until the application has taken the page over. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.started();
  }

  /** Waits until the application has taken the page over and the code of what is asked for has come. */
  async started(): Promise<void> {
    await expect(this.page.locator('#loading'), 'the application removes the loading text').toHaveCount(0);
    await expect(this.page.locator('main h1'), 'the page has its heading').toBeVisible();
  }

  /** Fails with the list of what went wrong. */
  async expectNoProblems(): Promise<void> {
    const left = this.problems.filter(problem => !this.expected.some(pattern => pattern.test(problem)));
    expect(left, 'problems of the page').toEqual([]);
  }

  /** WCAG 2.2 A and AA and axe's best practices, over the page as it stands or the part that `selector` names. */
  async expectAccessible(selector?: string): Promise<void> {
    const builder = new AxeBuilder({ page: this.page });
    if (selector) builder.include(selector);
    const { violations } = await builder.analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      where: nodes.slice(0, 5).map(node => `${node.target.join(' ')}  ${node.failureSummary ?? ''}`),
    }));
    expect(found, 'accessibility').toEqual([]);
  }

  /** No sideways scrolling of the page as a whole: wide figures scroll in their own box. */
  async expectFits(): Promise<void> {
    const { content, window } = await this.page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      window: document.documentElement.clientWidth,
    }));
    expect(content, 'the page is no wider than its window').toBeLessThanOrEqual(window);
  }
}

/** Opens "Table and files" of the first figure in `within`: its buttons are folded up. */
export async function openMenu(within: Locator): Promise<void> {
  const menu = within.locator('.figure-menu').first();
  await menu.waitFor();
  if ((await menu.getAttribute('open')) === null) await menu.locator('> summary').click();
}
