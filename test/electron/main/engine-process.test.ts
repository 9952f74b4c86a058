import { EventEmitter } from 'node:events';
import type { EngineState } from '@ipc/channels';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

class Child extends EventEmitter {
  sent: unknown[] = [];
  killed = false;
  postMessage(message: unknown, ports: unknown[]): void {
    this.sent.push(ports.length > 0 ? [message, ports] : message);
  }
  kill(): void {
    this.killed = true;
  }
}
const children: Child[] = [];
const app = new EventEmitter();
vi.mock('electron', () => ({
  app,
  ipcMain: {},
  utilityProcess: {
    fork: () => {
      const child = new Child();
      children.push(child);
      return child;
    },
  },
  MessageChannelMain: class {
    port1 = 'page end';
    port2 = 'engine end';
  },
}));
const { describeExit, ENGINE_NAME, EngineProcess, restartDelay } =
  await import('../../../electron/main/engine-process');
type Page = Parameters<InstanceType<typeof EngineProcess>['attach']>[0];

const GRANTED = [{ id: 'src-1', path: '/a', name: 'a' }];
let states: EngineState[] = [];
let toPage: unknown[] = [];
const page = {
  isDestroyed: () => false,
  postMessage: (...args: unknown[]) => toPage.push(args),
} as Partial<Page> as Page;

function start(): InstanceType<typeof EngineProcess> {
  const engine = new EngineProcess({
    modulePath: '/engine.cjs',
    granted: () => GRANTED,
    recordings: () => [],
    onLaunched: () => undefined,
    onState: (state) => states.push(state),
  });
  engine.start();
  return engine;
}
const last = (): Child => children[children.length - 1] ?? new Child();

beforeEach(() => {
  vi.useFakeTimers();
  children.length = 0;
  states = [];
  toPage = [];
});
afterEach(() => {
  vi.useRealTimers();
  app.removeAllListeners();
});

describe('starting again', () => {
  it('waits longer each time and gives up at the fifth crash within a minute', () => {
    const crashes = [1_000, 2_000, 3_000, 4_000, 5_000];
    const delays = crashes.map((now, i) => restartDelay(crashes.slice(0, i + 1), now));
    expect(delays).toEqual([0, 250, 1_000, 3_000, null]);
  });
  it('forgives crashes older than a minute', () => {
    expect(restartDelay([0, 1, 2, 3, 100_000], 100_000)).toBe(0);
  });
});

describe('why it ended', () => {
  it.each([
    [9, 'killed', null, 'It was killed by the system or by a user.'],
    [137, 'oom', null, 'It ran out of memory.'],
    [5, 'crashed', null, 'It crashed (code 5).'],
    [1, 'abnormal-exit', 'RangeError: no', 'It failed: RangeError: no.'],
    [3, null, null, 'It ended with code 3.'],
  ])('%s %s %s', (code, gone, defect, sentence) => {
    expect(describeExit(code, gone, defect)).toBe(sentence);
  });
});

describe('the engine process', () => {
  it('knows every granted file before it gets a port', () => {
    start().attach(page);
    expect(last().sent).toEqual([{ type: 'grant', files: GRANTED }, [{ type: 'connect' }, ['engine end']]]);
    expect(toPage).toEqual([['parkscope:parkscope-engine-port', 1, ['page end']]]);
  });
  it('that dies is told, started again, told its files and connected to the page', () => {
    start().attach(page);
    last().emit('message', { type: 'ready' });
    app.emit('child-process-gone', {}, { type: 'Utility', name: ENGINE_NAME, reason: 'killed' });
    last().emit('exit', 9);
    expect(states.at(-1)).toEqual({
      state: 'lost',
      generation: 1,
      reason: 'It was killed by the system or by a user.',
    });
    vi.advanceTimersByTime(1);
    expect(children).toHaveLength(2);
    expect(last().sent).toEqual([{ type: 'grant', files: GRANTED }, [{ type: 'connect' }, ['engine end']]]);
    last().emit('message', { type: 'ready' });
    expect(states.at(-1)).toMatchObject({ state: 'running', generation: 2 });
    expect(toPage.at(-1)).toEqual(['parkscope:parkscope-engine-port', 2, ['page end']]);
  });
  it('that dies at once again and again stays down and says so, until it is asked for', () => {
    const engine = start();
    for (let i = 0; i < 5; i++) {
      last().emit('exit', 1);
      vi.advanceTimersByTime(3_000);
    }
    expect(children).toHaveLength(5);
    expect(engine.state.state).toBe('failed');
    expect(engine.state.reason).toContain('5 times within a minute');
    vi.advanceTimersByTime(100_000);
    expect(children).toHaveLength(5);
    engine.restart();
    expect(children).toHaveLength(6);
    last().emit('message', { type: 'ready' });
    expect(engine.state).toMatchObject({ state: 'running', generation: 6 });
  });
  it('that is restarted on request does not count the end of the old one as a crash', () => {
    const engine = start();
    const old = last();
    engine.restart();
    expect(old.killed).toBe(true);
    old.emit('exit', 0);
    vi.advanceTimersByTime(10_000);
    expect(children).toHaveLength(2);
    expect(states.map(({ state }) => state)).not.toContain('failed');
  });
  it('names the exception that ended it', () => {
    const engine = start();
    last().emit('message', { type: 'defect', text: 'RangeError: Invalid typed array length' });
    last().emit('exit', 1);
    expect(engine.state.reason).toBe('It failed: RangeError: Invalid typed array length.');
  });
  it('that was stopped is not started again', () => {
    const engine = start();
    engine.stop();
    last().emit('exit', 0);
    vi.advanceTimersByTime(100_000);
    expect(children).toHaveLength(1);
  });
});
