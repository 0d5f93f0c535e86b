// End-to-end tests: the release site in dist/, served as a static host would, in the system's Chromium.
//   npx playwright test --config tests/e2e/playwright.config.ts [words of a test's name]
import { defineConfig, type Project } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { args, executablePath } from './browser';

const root = fileURLToPath(new URL('../..', import.meta.url));
const port = Number(process.env.E2E_PORT ?? 4173);
const url = `http://127.0.0.1:${port}`;

const screens = {
  desktop: { viewport: { width: 1440, height: 900 } },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

// How the page looks is checked on every screen in both colour schemes; what it does, on the two that differ most.
const projects: Project[] = Object.entries(screens).flatMap(([name, screen]) => [
  {
    name,
    use: { ...screen, colorScheme: 'light' as const },
    testMatch: name === 'tablet' ? '*.look.spec.ts' : '*.spec.ts',
  },
  { name: `${name}-dark`, use: { ...screen, colorScheme: 'dark' as const }, testMatch: '*.look.spec.ts' },
]);

export default defineConfig({
  testDir: '.',
  outputDir: `${root}/test-results`,
  projects,
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: url,
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args },
  },
  webServer: {
    // `--single`: an unknown path gets index.html, as hosts of single-page applications do.
    command: `npx sirv dist --single --quiet --host 127.0.0.1 --port ${port}`,
    cwd: root,
    url,
    reuseExistingServer: !process.env.CI,
  },
});
