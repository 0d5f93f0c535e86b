// A tab that is really in the background. Playwright keeps every page of its own "visible" (it emulates focus), so this
// one lives in a browser context that Playwright does not know, and is driven by the DevTools protocol.
import { expect, type Browser, type CDPSession } from '@playwright/test';

/** Left out of Playwright's arguments: they keep background tabs as fast as the one in front. */
export const keptAwakeBy = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

// Frames stop where nobody looks; and what the page says of itself is kept.
const WATCH = `
  window.frames_ = 0;
  const frame = () => { window.frames_++; requestAnimationFrame(frame); };
  frame();
  window.states = [];
  for (const name of ['visibilitychange', 'freeze', 'resume'])
    document.addEventListener(name, () => window.states.push(name === 'visibilitychange' ? document.visibilityState : name));
`;

type Reply = { id?: number; method?: string; params?: { type?: string; exceptionDetails?: unknown; entry?: { level: string; text: string } }; result?: { result?: { value?: unknown } } };

export class BackgroundTab {
  /** Errors and warnings of the page and its workers. */
  readonly complaints: string[] = [];
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private last = 0;

  private constructor(
    private readonly root: CDPSession,
    private readonly context: string,
    private readonly target: string,
    private readonly session: string,
  ) {
    root.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId !== session) return;
      const reply = JSON.parse(message) as Reply;
      if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
      else this.hear(reply);
    });
  }

  /** A tab at `url`, in front of all others. */
  static async open(browser: Browser, url: string): Promise<BackgroundTab> {
    const root = await browser.newBrowserCDPSession();
    const { browserContextId } = await root.send('Target.createBrowserContext');
    const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', browserContextId, newWindow: true });
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false });
    const tab = new BackgroundTab(root, browserContextId, targetId, sessionId);
    for (const domain of ['Runtime', 'Log', 'Page']) await tab.send(`${domain}.enable`);
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
    await tab.send('Page.navigate', { url });
    return tab;
  }

  /** Another tab of the same window comes to the front. */
  async hide(): Promise<void> {
    const blank = { url: 'about:blank', browserContextId: this.context, newWindow: false };
    const { targetId } = await this.root.send('Target.createTarget', blank);
    await this.root.send('Target.activateTarget', { targetId });
    await expect.poll(() => this.evaluate('document.visibilityState')).toBe('hidden');
  }

  async show(): Promise<void> {
    await this.root.send('Target.activateTarget', { targetId: this.target });
    await expect.poll(() => this.evaluate('document.visibilityState')).toBe('visible');
  }

  /** As a browser does with a tab that was left for long; `active` undoes it. */
  async setLifecycle(state: 'frozen' | 'active'): Promise<void> {
    await this.send('Page.setWebLifecycleState', { state });
  }

  async evaluate(expression: string): Promise<unknown> {
    const reply = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    return reply.result?.result?.value;
  }

  /** The text of the first element that fits, empty where there is none. */
  async text(selector: string): Promise<string> {
    return String(await this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`));
  }

  async close(): Promise<void> {
    await this.root.send('Target.disposeBrowserContext', { browserContextId: this.context });
    await this.root.detach();
  }

  private async send(method: string, params: object = {}): Promise<Reply> {
    const id = ++this.last;
    const reply = new Promise<Reply>(done => this.waiting.set(id, done));
    await this.root.send('Target.sendMessageToTarget', {
      sessionId: this.session,
      message: JSON.stringify({ id, method, params }),
    });
    return reply;
  }

  private hear({ method, params }: Reply): void {
    const bad =
      method === 'Runtime.exceptionThrown' ||
      (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params?.type ?? '')) ||
      (method === 'Log.entryAdded' && ['error', 'warning'].includes(params?.entry?.level ?? ''));
    if (bad) this.complaints.push(JSON.stringify(params));
  }
}
