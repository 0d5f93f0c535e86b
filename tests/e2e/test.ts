// The `test` of every spec: Playwright's, with the page object at hand and a clean page demanded after each test.
//   import { test, expect } from './test';
import { test as base } from '@playwright/test';
import { App } from './pages/app';

export { expect } from '@playwright/test';

export const test = base.extend<{ app: App }>({
  app: async ({ page, baseURL }, use) => {
    const app = new App(page, baseURL!);
    await app.watch();
    await use(app);
    await app.expectNoProblems();
  },
});
