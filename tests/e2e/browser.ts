// The system's Chromium, and how it is started.
export const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';

export const args = [
  '--no-sandbox', // root has no other way
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** WebGPU without a graphics card: the browser's own adapter in software. Without these there is no adapter at all. */
export const softwareAdapter = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
