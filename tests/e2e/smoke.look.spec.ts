// Every page on every screen in both colour schemes: it comes up clean, fits, and axe finds nothing.
import { test } from './test';
import { ROUTES } from './pages/app';

for (const route of ROUTES) {
  test(`${route} comes up clean, fits and is accessible`, async ({ app, page }, info) => {
    await app.open(route);
    await app.expectFits();
    await app.expectAccessible();
    // To look at: test-results/look/.
    const name = route === '/' ? 'start' : route.slice(1).replaceAll('/', '-');
    await page.screenshot({ path: `${info.project.outputDir}/look/${name}-${info.project.name}.png`, fullPage: true });
  });
}
