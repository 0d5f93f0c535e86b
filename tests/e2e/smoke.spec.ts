// What holds for the site whatever the lessons are.
import { test, expect } from './test';
import { ROUTES } from './pages/app';

test('text in both languages stands there before any code runs', async ({ request }) => {
  const html = await (await request.get('/')).text();
  expect(html).toContain('Teddy Reads is loading');
  expect(html).toContain('正在加载');
  expect(html).toContain('needs JavaScript and WebAssembly');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says what it needs', async ({ page }) => {
    await page.goto('/');
    // Not getByText: it looks past <noscript>.
    const says = page.locator('noscript p');
    await expect(says.first()).toBeVisible();
    await expect(says.first()).toContainText('needs JavaScript and WebAssembly');
    await expect(says.last()).toBeVisible();
  });
});

test('the security policy lets nothing inline and nothing foreign in', async ({ app, page }) => {
  await app.open('/');
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/'sha256-[A-Za-z0-9+/]{43}='/);
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);

  app.expected.push(/security policy|console/);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineScriptRan = true';
    document.head.append(script);
    return 'inlineScriptRan' in window;
  });
  expect(ran).toBe(false);
  await expect.poll(() => app.problems.some(problem => problem.startsWith('security policy'))).toBe(true);
});

test("the worker's code starts under the security policy, by this build's name", async ({ app, page }) => {
  await app.open('/');
  const build = await page.locator('meta[name="build"]').getAttribute('content');
  expect(build).toMatch(/^[0-9a-f]{12}$/);
  const wasm = page.context().waitForEvent('response', response => response.url().includes('/worker_bg.wasm'));
  await page.evaluate(name => {
    const worker = new Worker(`/worker_loader.js?v=${name}`, { type: 'module' });
    worker.onerror = event => console.error(`worker: ${event.message}`);
  }, build);
  const response = await wasm;
  expect(response.status()).toBe(200);
  expect(response.url()).toContain(`?v=${build}`);
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
});

test('a host without a fall-back has a file for every page', async ({ request }) => {
  const start = await (await request.get('/index.html')).text();
  for (const route of ROUTES.filter(route => route !== '/')) {
    expect(await (await request.get(`${route}/index.html`)).text(), route).toBe(start);
  }
  expect(await (await request.get('/404.html')).text()).toBe(start);
});
