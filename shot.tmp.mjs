import { chromium } from 'playwright-core';
const gpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', ...(process.argv[2] === 'gpu' ? gpu : [])] });
for (const [name, opts, q] of [['desk', { viewport: { width: 1440, height: 900 } }, '?n=256'], ['phone-zh-dark', { viewport: { width: 390, height: 844 }, locale: 'zh-CN', colorScheme: 'dark', isMobile: true, deviceScaleFactor: 2 }, '?n=128&mask=causal']]) {
  const p = await (await b.newContext(opts)).newPage();
  p.on('console', m => console.log(name, m.type(), m.text().slice(0, 200)));
  await p.goto('http://127.0.0.1:4392/attention' + q + (process.argv[2] === 'gpu' ? '&by=gpu' : ''));
  const t = Date.now();
  await p.waitForSelector('.bench-times table[aria-busy=false]', { timeout: 120000 }).catch(e => console.log('busy still'));
  console.log(name, Date.now() - t);
  await p.screenshot({ path: `/tmp/scratch/${process.argv[2] ?? 'cpu'}-${name}.png`, fullPage: true });
}
await b.close();
