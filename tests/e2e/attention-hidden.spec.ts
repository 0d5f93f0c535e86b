// The attention page in a tab that the reader has left: a figure asked for just before is finished there. Frames stop in the
// background; the worker, its messages and the graphics device's answers do not.
import { test, expect } from './test';
import { args, executablePath, softwareAdapter } from './browser';
import { BackgroundTab, keptAwakeBy } from './pages/background_tab';

test.use({ launchOptions: { executablePath, args: [...args, ...softwareAdapter], ignoreDefaultArgs: keptAwakeBy } });
test.skip(({ isMobile }) => isMobile, 'one screen is enough: nothing here depends on it');
test.setTimeout(180_000); // kernels are compiled in software too

/** Who computed the figure that is on screen; empty before there is one. */
const COMPUTED_BY = `[...document.querySelectorAll('.figure .caption')]
  .map(caption => caption.textContent).find(text => text.startsWith('Computed by')) ?? ''`;
const patience = { timeout: 120_000 };

test('a figure asked for just before the tab is left is finished by the device meanwhile', async ({ browser, baseURL }) => {
  const tab = await BackgroundTab.open(browser, `${baseURL}/attention?n=64&heads=1&d_k=16&by=gpu`);
  await expect.poll(() => tab.text('.bench-verdict'), patience).not.toBe('');
  expect(await tab.evaluate(COMPUTED_BY)).toBe('');
  await tab.hide();
  const frames = await tab.evaluate('frames_');
  await expect.poll(() => tab.evaluate(COMPUTED_BY), patience).toContain('Computed by the graphics card');
  await expect.poll(() => tab.evaluate(`document.querySelector('.bench-times table').ariaBusy`), patience).toBe('false');
  expect(await tab.evaluate('frames_')).toBe(frames);
  await tab.show();
  expect(await tab.text('.bench-verdict')).toContain('Your graphics card computes.');
  expect(tab.complaints).toEqual([]);
  await tab.close();
});

test('a device that is lost while the tab is hidden: the CPU finishes the figure meanwhile', async ({ browser, baseURL }) => {
  const tab = await BackgroundTab.open(browser, `${baseURL}/attention?n=64&heads=1&d_k=16&by=gpu&fault=lost`);
  await expect.poll(() => tab.text('.bench-verdict'), patience).not.toBe('');
  expect(await tab.evaluate(COMPUTED_BY)).toBe('');
  await tab.hide();
  await expect.poll(() => tab.evaluate(COMPUTED_BY), patience).toContain('Computed by the CPU');
  expect(await tab.evaluate('document.visibilityState')).toBe('hidden');
  expect(await tab.text('.bench-verdict')).toContain('went away in the middle of the work');
  expect(tab.complaints).toEqual([]);
  await tab.close();
});

test('a tab that the browser freezes loses nothing: it goes on when it is thawed', async ({ browser, baseURL }) => {
  const tab = await BackgroundTab.open(browser, `${baseURL}/attention?n=64&heads=1&d_k=16&by=gpu`);
  await expect.poll(() => tab.text('.bench-verdict'), patience).not.toBe('');
  await tab.hide();
  await tab.setLifecycle('frozen');
  await new Promise(done => setTimeout(done, 3_000));
  await tab.setLifecycle('active');
  expect(await tab.evaluate('states')).toEqual(['hidden', 'freeze', 'resume']);
  await expect.poll(() => tab.evaluate(COMPUTED_BY), patience).toContain('Computed by the graphics card');
  await tab.show();
  expect(tab.complaints).toEqual([]);
  await tab.close();
});
