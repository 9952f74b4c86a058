import { ok } from '@core/base/result';
import { CHANNEL_NAMES, type EventPayload } from '@ipc/channels';
import type { WebContents } from 'electron';
import * as v from 'valibot';
import { beforeEach, describe, expect, it, vi } from 'vitest';

type Handler = (event: unknown, payload: unknown) => unknown;
const handlers = new Map<string, Handler>();
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) },
}));

const { answerRequest, isOurMainFrame, sendEvent, serveBridge } = await import('@ipc/handle');
type Answers = Parameters<typeof serveBridge>[0];

const OURS = { senderFrame: { url: 'app://parkscope/index.html', parent: null } };

describe('the sender', () => {
  it.each([
    ['our main frame', OURS, true],
    ['a frame inside our page', { senderFrame: { url: 'app://parkscope/index.html', parent: {} } }, false],
    ['a page from the web', { senderFrame: { url: 'https://example.com/', parent: null } }, false],
    ['a host that begins like ours', { senderFrame: { url: 'app://parkscope.example/', parent: null } }, false],
    ['a user name like our host', { senderFrame: { url: 'app://parkscope@evil/', parent: null } }, false],
    ['another host of our scheme', { senderFrame: { url: 'app://other/index.html', parent: null } }, false],
    ['a file', { senderFrame: { url: 'file:///app://parkscope/index.html', parent: null } }, false],
    ['a blank page', { senderFrame: { url: 'about:blank', parent: null } }, false],
    ['a frame that is gone', { senderFrame: null }, false],
  ])('%s: %o → %s', (_what, sender, expected) => {
    expect(isOurMainFrame(sender)).toBe(expected);
  });
});

describe('a request', () => {
  const schema = v.strictObject({ n: v.number() });

  it('reaches its answer when sender and schema fit', async () => {
    expect(await answerRequest('double', schema, OURS, { n: 21 }, ({ n }) => ok(n * 2))).toEqual({
      ok: true,
      value: 42,
    });
  });
  it('of a foreign sender is refused before its arguments are looked at', async () => {
    const answer = vi.fn(() => ok(1));
    const sender = { senderFrame: { url: 'https://example.com/', parent: null } };
    expect(await answerRequest('double', schema, sender, { n: 21 }, answer)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(answer).not.toHaveBeenCalled();
  });
  it('with other arguments is refused, naming the field', async () => {
    const answer = vi.fn(() => ok(1));
    const refused = await answerRequest('double', schema, OURS, { n: '21' }, answer);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'invalid', message: expect.stringContaining('at n') as string },
    });
    expect(answer).not.toHaveBeenCalled();
  });
  it('whose answer throws becomes an internal error', async () => {
    const answered = await answerRequest('double', schema, OURS, { n: 1 }, () => {
      throw new Error('no disk');
    });
    expect(answered).toMatchObject({ ok: false, error: { code: 'internal', message: 'double failed: no disk' } });
  });
});

describe('serveBridge', () => {
  const page = { name: 'page' };
  const answer = vi.fn(() => ok({}));
  beforeEach(() => {
    handlers.clear();
    answer.mockClear();
    const answers: object = Object.fromEntries([...CHANNEL_NAMES, 'grantDropped'].map((name) => [name, answer]));
    serveBridge(answers as Answers, (sender) => sender === (page as object));
  });

  it('serves every channel of the table and no other', () => {
    expect([...handlers.keys()].sort()).toEqual(
      [...CHANNEL_NAMES, 'grantDropped'].map((name) => `parkscope:${name}`).sort(),
    );
  });
  it('answers our window', async () => {
    const event = { ...OURS, sender: page };
    expect(await handlers.get('parkscope:recentOpen')?.(event, { id: 'recent-1' })).toEqual({ ok: true, value: {} });
    expect(answer).toHaveBeenCalledWith({ id: 'recent-1' }, page);
  });
  it('refuses contents that are not one of our windows, though their address is ours', async () => {
    const event = { ...OURS, sender: { name: 'stranger' } };
    expect(await handlers.get('parkscope:start')?.(event, {})).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(answer).not.toHaveBeenCalled();
  });
  it('refuses a drop without paths', async () => {
    const event = { ...OURS, sender: page };
    expect(await handlers.get('parkscope:grantDropped')?.(event, { paths: [] })).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });
});

describe('sendEvent', () => {
  const sent: unknown[] = [];
  const page = (destroyed: boolean) =>
    ({
      isDestroyed: () => destroyed,
      send: (...args: unknown[]) => sent.push(args),
    }) as Partial<WebContents> as WebContents;

  it('sends what fits, nothing to a window that is gone, and throws on a payload of another event', () => {
    sendEvent(page(false), 'themeChanged', { theme: 'dark' });
    sendEvent(page(true), 'themeChanged', { theme: 'light' });
    expect(sent).toEqual([['parkscope:themeChanged', { theme: 'dark' }]]);
    const wrong = { theme: 'neon' } as object as EventPayload<'themeChanged'>;
    expect(() => sendEvent(page(false), 'themeChanged', wrong)).toThrow();
  });
});
