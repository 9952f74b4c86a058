/**
 * Runs in the window: drives the flame view by the events of a keyboard and a wheel, and takes times there, so that the driver's own way
 * is in none of them. Its source is evaluated as it stands; it must not use anything from outside.
 */
export function inPage() {
  const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  /** @param {() => boolean} condition */
  async function until(condition) {
    const started = performance.now();
    while (!condition()) {
      if (performance.now() - started > 20_000) throw new Error(`the page never came to ${condition.toString()}`);
      await frame();
    }
  }
  const tree = () => /** @type {HTMLElement} */ (document.querySelector('main [role=tree]'));
  const drawn = () => document.querySelector('main .flame .drawn')?.textContent ?? '';
  const crumbs = () => document.querySelector('main nav[aria-label=Zoom]')?.textContent ?? '';
  /** @param {EventTarget} target @param {string} key */
  const press = (target, key) => {
    const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }));
  };

  /** Script, style, layout and drawing of each frame while `during` runs, ms: from its first callback to the first task after it. */
  async function frames(/** @type {() => Promise<void>} */ during) {
    /** @type {number[]} */
    const times = [];
    let running = true;
    const channel = new MessageChannel();
    let began = 0;
    channel.port1.onmessage = () => times.push(performance.now() - began);
    const tick = () => {
      began = performance.now();
      channel.port2.postMessage(0);
      if (running) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    await during();
    await frame();
    running = false;
    await frame();
    channel.port1.close();
    return times;
  }

  async function first() {
    const started = performance.now();
    /** @type {HTMLElement | undefined} */
    const button = [...document.querySelectorAll('nav button')].find((b) => /^Flame/.test(b.textContent ?? ''));
    button?.click();
    await until(() => /drawn/.test(drawn()));
    await frame();
    return performance.now() - started;
  }

  async function pan() {
    const element = tree();
    const most = element.scrollHeight - element.clientHeight;
    const request = globalThis.requestAnimationFrame;
    /** @type {number[]} */
    const script = [];
    let last = -1;
    // Callbacks of one frame together, the bench's own next to nothing: what the view does, without what the browser makes of it.
    globalThis.requestAnimationFrame = (callback) =>
      request((now) => {
        const began = performance.now();
        callback(now);
        if (now !== last) script.push(0);
        last = now;
        script[script.length - 1] = (script.at(-1) ?? 0) + performance.now() - began;
      });
    const whole = await frames(async () => {
      for (let i = 0; i < 120; i++) {
        element.scrollTop = Math.round((most * (1 - Math.cos(i / 9))) / 2);
        await frame();
      }
    });
    globalThis.requestAnimationFrame = request;
    return { whole, script };
  }

  /** Zooms into one box after the other, and out. */
  async function zoom() {
    /** @type {number[]} */
    const slowest = [];
    /** @type {number[]} */
    const times = [];
    for (let i = 0; i < 12; i++) {
      const element = tree();
      element.focus();
      press(element, 'Home');
      for (let step = 0; step <= i % 4; step++) {
        press(element, 'ArrowDown');
        await frame();
      }
      press(element, 'Enter');
      await pause(60);
      for (const key of ['Enter', 'Backspace']) {
        const before = crumbs();
        let took = 0;
        const seen = await frames(async () => {
          const started = performance.now();
          press(tree(), key);
          await until(() => crumbs() !== before);
          await frame();
          took = performance.now() - started;
        });
        times.push(took);
        slowest.push(Math.max(...seen));
        await pause(40);
        if (key === 'Backspace') {
          // One step out may not be the whole.
          while (document.querySelectorAll('main nav[aria-label=Zoom] [aria-current]').length > 0) {
            const now = crumbs();
            press(tree(), 'Backspace');
            await until(() => crumbs() !== now);
          }
        }
      }
    }
    return { slowest, times };
  }

  async function search(/** @type {readonly string[]} */ words) {
    const input = /** @type {HTMLInputElement} */ (document.querySelector('main input[type=search]'));
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    const found = () => input.parentElement?.textContent ?? '';
    /** @type {number[]} */
    const times = [];
    for (const word of words) {
      set?.call(input, '');
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await until(() => !/box/.test(found()));
      await pause(60);
      const started = performance.now();
      set?.call(input, word);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await until(() => /box/.test(found()));
      await frame();
      times.push(performance.now() - started);
    }
    return times;
  }

  /** Shows another sample type, as by keyboard. */
  async function count(/** @type {RegExp} */ what) {
    const pick = [...document.querySelectorAll('[data-region=filter] button')].find((b) =>
      /^Sample type/.test(b.textContent ?? ''),
    );
    if (pick === undefined) throw new Error('there is no choice of sample types');
    press(pick, 'Enter');
    const item = () =>
      /** @type {HTMLElement | undefined} */ (
        [...document.querySelectorAll('[role=menuitemradio]')].find((option) => what.test(option.textContent ?? ''))
      );
    await until(() => item() !== undefined);
    const before = drawn();
    item()?.click();
    await until(() => drawn() !== before);
    await pause(300);
  }

  const idle = () =>
    frames(async () => {
      for (let i = 0; i < 60; i++) await frame();
    });

  const bench = {
    async all(/** @type {readonly string[]} */ words, /** @type {string} */ painter) {
      await pause(500);
      const begun = await first();
      await pause(500);
      await until(() => document.querySelector('main .flame-sheet')?.getAttribute('data-drawn-by') === painter);
      // What is live is less than half of the tree.
      await count(/^alloc space/);
      const nodes = (drawn().match(/[\d,]+/g) ?? []).reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
      const still = await idle();
      const panned = await pan();
      const { slowest, times } = await zoom();
      const searched = await search(words);
      return {
        nodes,
        first: begun,
        idle: still,
        pan: panned.whole,
        script: panned.script,
        zoom: slowest,
        engine: times,
        search: searched,
      };
    },
  };
  Object.assign(globalThis, { bench });
}
