import { bootArgument, makeBridge, readBoot } from '@ipc/bridge';
import { CHANNEL_NAMES, type Boot, type EventName } from '@ipc/channels';
import { describe, expect, it, vi } from 'vitest';

const BOOT: Boot = { theme: 'dark', language: 'system', platform: 'linux', ownButtons: true };

function fakeIpc() {
  const listeners = new Map<string, ((...args: unknown[]) => void)[]>();
  const ipc = {
    invoke: vi.fn((..._args: unknown[]) => Promise.resolve({ ok: true, value: {} })),
    on: vi.fn((channel: string, listener: (...args: unknown[]) => void) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    }),
    off: vi.fn((channel: string, listener: (...args: unknown[]) => void) => {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      );
    }),
  };
  const emit = (channel: string, ...args: unknown[]): void =>
    listeners.get(channel)?.forEach((listener) => listener(...args));
  return { ipc: ipc as object as Parameters<typeof makeBridge>[0], invoke: ipc.invoke, emit };
}

describe('the page’s end', () => {
  it('has one method for each channel, on and boot, and nothing else', () => {
    expect(Object.keys(makeBridge(fakeIpc().ipc, BOOT)).sort()).toEqual([...CHANNEL_NAMES, 'boot', 'on'].sort());
  });
  it('sends a request under its own name', async () => {
    const { ipc, invoke } = fakeIpc();
    await makeBridge(ipc, BOOT).recentOpen({ id: 'recent-3' });
    expect(invoke).toHaveBeenCalledWith('parkscope:recentOpen', { id: 'recent-3' });
  });
  it('passes events on without Electron’s event object, until the subscription ends', () => {
    const { ipc, emit } = fakeIpc();
    const heard = vi.fn();
    const end = makeBridge(ipc, BOOT).on('themeChanged', heard);
    emit('parkscope:themeChanged', { sender: ipc }, { theme: 'dark' });
    end();
    emit('parkscope:themeChanged', { sender: ipc }, { theme: 'light' });
    expect(heard.mock.calls).toEqual([[{ theme: 'dark' }]]);
  });
  it('listens to no channel that is not an event', () => {
    const bridge = makeBridge(fakeIpc().ipc, BOOT);
    expect(() => bridge.on('start' as EventName, () => undefined)).toThrow('no event start');
  });
});

describe('the boot argument', () => {
  it('arrives as it was sent, among Chromium’s own switches', () => {
    expect(readBoot(['/usr/bin/electron', '--type=renderer', bootArgument(BOOT), '--lang=en'])).toEqual(BOOT);
  });
  it('is required: without it the page was not opened by this app', () => {
    expect(() => readBoot(['/usr/bin/electron'])).toThrow('not opened by the app');
  });
});
