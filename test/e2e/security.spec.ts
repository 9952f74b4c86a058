import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bridge } from '@ipc/channels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';

declare const parkscope: Bridge;

/** What a page that was taken over could try. Everything here runs in the page, with all the rights a script of it has. */
describe('a hostile script in the page', () => {
  let app: App;
  let server: Server;
  let remote = '';
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*');
      response.end('window.remote = true');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    remote = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app = await App.launch();
    await app.page.waitForFunction(() => 'parkscope' in window);
  });
  afterAll(async () => {
    await app.close();
    server.close();
    expect(asked, 'nothing may have reached the server').toEqual([]);
  });

  it('is in a sandboxed, isolated page: no Node, no Electron, one object from the preload', async () => {
    const globals = await app.page.evaluate(() =>
      ['require', 'process', 'Buffer', 'module', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
    );
    expect(globals).toEqual([]);
  });

  it('cannot change what the preload exposed', async () => {
    const changed = await app.page.evaluate(() => {
      const before = parkscope.start;
      try {
        Object.assign(parkscope, { start: () => 'mine' });
      } catch {
        return false;
      }
      return parkscope.start !== before;
    });
    expect(changed).toBe(false);
  });

  it('cannot run an inline script, a string as code, or a remote script', async () => {
    const ran = await app.page.evaluate(async (origin) => {
      const inline = document.createElement('script');
      inline.textContent = 'window.inline = true';
      document.head.append(inline);
      const handler = document.createElement('img');
      handler.setAttribute('onerror', 'window.handler = true');
      handler.src = 'missing.png';
      document.body.append(handler);
      const outside = document.createElement('script');
      outside.src = `${origin}/script.js`;
      const loaded = new Promise((resolve) => {
        outside.onload = () => resolve(true);
        outside.onerror = () => resolve(false);
      });
      document.head.append(outside);
      // In a task of its own: what the test driver itself evaluates is exempt from the policy.
      const evaluated = await new Promise((resolve) =>
        setTimeout(() => {
          try {
            resolve((0, eval)('true'));
          } catch {
            resolve(false);
          }
        }),
      );
      const remoteLoaded = await loaded;
      await new Promise((resolve) => setTimeout(resolve, 100));
      handler.remove();
      return {
        inline: 'inline' in window,
        handler: 'handler' in window,
        remote: 'remote' in window,
        remoteLoaded,
        evaluated,
      };
    }, remote);
    expect(ran).toEqual({ inline: false, handler: false, remote: false, remoteLoaded: false, evaluated: false });
  });

  it('cannot send anything out', async () => {
    const sent = await app.page.evaluate(async (origin) => {
      const settle = (promise: Promise<unknown>) =>
        promise.then(
          () => 'sent',
          () => 'refused',
        );
      const image = new Image();
      const imageEnd = new Promise((resolve) => {
        image.onload = () => resolve('sent');
        image.onerror = () => resolve('refused');
      });
      image.src = `${origin}/pixel.png`;
      const socket = new Promise((resolve) => {
        try {
          const opened = new WebSocket(origin.replace('http', 'ws'));
          opened.onopen = () => resolve('sent');
          opened.onerror = () => resolve('refused');
        } catch {
          resolve('refused');
        }
      });
      const form = document.createElement('form');
      form.action = `${origin}/form`;
      form.method = 'post';
      document.body.append(form);
      form.submit();
      navigator.sendBeacon(`${origin}/beacon`, 'secret');
      const results = [await settle(fetch(`${origin}/fetch`)), await imageEnd, await socket];
      form.remove();
      return results;
    }, remote);
    expect(sent).toEqual(['refused', 'refused', 'refused']);
    expect(app.page.url()).toBe('app://parkscope/index.html');
  });

  it('cannot navigate, open a window or embed a page', async () => {
    const result = await app.page.evaluate(async (origin) => {
      const opened = window.open(`${origin}/window`);
      location.href = `${origin}/navigate`;
      const link = document.createElement('a');
      link.href = `${origin}/link`;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
      const frame = document.createElement('iframe');
      frame.src = `${origin}/frame`;
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const inFrame = frame.contentDocument?.body.textContent ?? '';
      frame.remove();
      return { opened: opened === null, url: location.href, inFrame };
    }, remote);
    expect(result).toEqual({ opened: true, url: 'app://parkscope/index.html', inFrame: '' });
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('cannot leave for another page of our own or for a file', async () => {
    await app.page.evaluate(async () => {
      location.href = 'app://parkscope/other.html';
      await new Promise((resolve) => setTimeout(resolve, 200));
      location.href = 'file:///etc/hostname';
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(app.page.url()).toBe('app://parkscope/index.html');
  });

  it('gets no permission', async () => {
    const answers = await app.page.evaluate(async () => {
      const refused = (promise: Promise<unknown>) =>
        promise.then(
          () => 'granted',
          () => 'denied',
        );
      const place = new Promise<string>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        ),
      );
      return {
        notifications: await Notification.requestPermission(),
        place: await place,
        camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
        clipboard: await refused(navigator.clipboard.readText()),
        screen: await refused(navigator.mediaDevices.getDisplayMedia()),
      };
    });
    expect(answers).toEqual({
      notifications: 'denied',
      place: 'denied',
      camera: 'denied',
      clipboard: 'denied',
      screen: 'denied',
    });
  });

  it('is refused by schema, with the field named', async () => {
    const answers = await app.page.evaluate(async () => {
      const calls = parkscope as object as Record<
        string,
        (request: unknown) => Promise<{ ok: boolean; error?: { code: string } }>
      >;
      const requests: [string, unknown][] = [
        ['recentOpen', { id: '/etc/passwd' }],
        ['showInFolder', { source: '../../etc' }],
        ['saveReport', { suggestedName: '../x', content: '' }],
        ['settingsSet', { recent: [] }],
        ['start', null],
      ];
      const results: unknown[] = [];
      for (const [name, request] of requests) results.push((await calls[name]?.(request))?.error?.code);
      return results;
    });
    expect(answers).toEqual(['invalid', 'invalid', 'invalid', 'invalid', 'invalid']);
  });

  it('cannot open a file that the user did not choose, by id, path or URL', async () => {
    const errors = await app.page.evaluate(
      async (path) => {
        const arrived = new Promise<MessagePort>((resolve) =>
          addEventListener('message', (event) => event.ports[0] !== undefined && resolve(event.ports[0])),
        );
        await parkscope.start({});
        const port = await arrived;
        const ask = (id: number, input: unknown) =>
          new Promise<{ code: string }>((resolve) => {
            port.addEventListener('message', (event: MessageEvent<{ id: number; error: { code: string } }>) => {
              if (event.data.id === id) resolve(event.data.error);
            });
            port.start();
            port.postMessage({
              v: 1,
              id,
              kind: 'call',
              name: 'open',
              params: { doc: `hostile-${id}`, inputs: [input] },
            });
          });
        const inputs = [{ source: 'src-999' }, { source: path }, { source: `file://${path}` }, { path }];
        return Promise.all(inputs.map((input, i) => ask(9_000 + i, input)));
      },
      inRepo('assets', 'demo', 'cpu.render.pb.gz'),
    );
    expect(errors.map(({ code }) => code)).toEqual(['not-found', 'not-found', 'not-found', 'bad-params']);
  });

  it('cannot pretend that files were dropped', async () => {
    const heard = await app.page.evaluate(async (path) => {
      let sets = 0;
      parkscope.on('openFiles', () => sets++);
      const data = new DataTransfer();
      const file = new File(['x'], 'forged.pb.gz');
      Object.defineProperty(file, 'path', { value: path });
      data.items.add(file);
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return sets;
    }, inRepo('package.json'));
    expect(heard).toBe(0);
  });

  it('reads nothing outside the bundle over app://', async () => {
    const statuses = await app.electron.evaluate(async ({ net }) => {
      const urls = [
        'index.html',
        '../main/app.cjs',
        '%2e%2e/main/app.cjs',
        '..%2fmain%2fapp.cjs',
        '..%5cmain%5capp.cjs',
      ];
      const results: boolean[] = [];
      for (const url of urls) results.push((await net.fetch(`app://parkscope/${url}`)).ok);
      return results;
    });
    expect(statuses).toEqual([true, false, false, false, false]);
  });
});
