// The few words of the browser's debugging protocol that the bench needs, over a pipe: the test driver's own way into Electron
// stops the main process at its start, which would be measured too.

/** @typedef {{ id?: number, method?: string, params?: Record<string, unknown>, result?: Record<string, unknown>, error?: { message: string } }} Message */

const LONGEST_MS = 20_000;

/** What an evaluation answers when its page is replaced by another. */
const LEFT =
  /^(Cannot find default execution context|Execution context was destroyed|Inspected target navigated|Promise was collected)/;

export class DevTools {
  #next = 1;
  #rest = '';
  /** @type {Map<number, { resolve: (result: Record<string, unknown>) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  #to;
  /** @type {string | undefined} */
  #session;

  /** @param {import('node:stream').Writable} to @param {import('node:stream').Readable} from */
  constructor(to, from) {
    this.#to = to;
    from.on('data', (/** @type {Buffer} */ chunk) => {
      const parts = (this.#rest + chunk.toString()).split('\0');
      this.#rest = parts.pop() ?? '';
      for (const part of parts) this.#receive(JSON.parse(part));
    });
    from.on('end', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the app ended'));
    });
  }

  /** Waits for the app's page and talks to it from then on. */
  async attach() {
    for (;;) {
      const { targetInfos } = await this.#call('Target.getTargets', {});
      const targets = /** @type {{ targetId: string, type: string, url: string }[]} */ (targetInfos);
      const page = targets.find(({ type, url }) => type === 'page' && url.startsWith('app://'));
      if (page !== undefined) {
        const { sessionId } = await this.#call('Target.attachToTarget', { targetId: page.targetId, flatten: true });
        this.#session = String(sessionId);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /**
   * Waits in the page for the frame in which `condition` (an expression) holds, and answers with the page's clock then, ms.
   * @param {string} condition @returns {Promise<number>}
   */
  async when(condition) {
    const expression = `new Promise((resolve, reject) => {
      const look = () => (${condition}) ? requestAnimationFrame(() => resolve(Date.now())) : requestAnimationFrame(look);
      look();
      setTimeout(() => reject(new Error('not within ${LONGEST_MS} ms')), ${LONGEST_MS});
    })`;
    for (;;) {
      try {
        const { result } = await this.#call('Runtime.evaluate', {
          expression,
          awaitPromise: true,
          returnByValue: true,
        });
        const { value } = /** @type {{ value?: number }} */ (result);
        if (value === undefined) throw new Error(`the page never came to: ${condition}`);
        return value;
      } catch (error) {
        // The page is still on its way: what there was before it goes, with whatever was asked of it.
        if (!(error instanceof Error) || !LEFT.test(error.message)) throw error;
      }
    }
  }

  /** What an expression comes to, as plain data. @param {string} expression @returns {Promise<unknown>} */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#call('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails).slice(0, 500));
    return /** @type {{ value?: unknown }} */ (result).value;
  }

  /** @param {string} letter */
  async press(letter) {
    const key = {
      key: letter,
      code: `Key${letter.toUpperCase()}`,
      windowsVirtualKeyCode: letter.toUpperCase().charCodeAt(0),
    };
    await this.#call('Input.dispatchKeyEvent', { type: 'keyDown', text: letter, ...key });
    await this.#call('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }

  /** @param {string} method @param {Record<string, unknown>} params @returns {Promise<Record<string, unknown>>} */
  #call(method, params) {
    const id = this.#next++;
    const message =
      this.#session === undefined ? { id, method, params } : { id, method, params, sessionId: this.#session };
    this.#to.write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** @param {Message} message */
  #receive({ id, result, error }) {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result ?? {});
    else waiting.reject(new Error(error.message));
  }
}
