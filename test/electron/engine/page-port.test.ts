import type { EngineMessage } from '@core/api/protocol';
import { describe, expect, it, vi } from 'vitest';
import { pagePort } from '../../../electron/engine/page-port';

function setUp() {
  const idle = vi.fn();
  const sent: unknown[] = [];
  const received: unknown[] = [];
  let deliver: (event: { data: unknown }) => void = () => undefined;
  const port = pagePort(
    { postMessage: (message) => sent.push(message), on: (_type, listener) => (deliver = listener), start: vi.fn() },
    idle,
  );
  port.onMessage((message) => received.push(message));
  return { idle, sent, received, port, arrive: (data: unknown) => deliver({ data }) };
}
const open = (id: number) => ({ v: 1, id, kind: 'call', name: 'open', params: {} });
const done = (id: number): EngineMessage => ({ v: 1, id, kind: 'ok', answer: null });

describe('a page’s port', () => {
  it('passes messages both ways, whatever they are', () => {
    const { arrive, received, port, sent } = setUp();
    for (const message of [open(1), 'text', null, { id: 'x' }]) arrive(message);
    port.post(done(7));
    expect(received).toEqual([open(1), 'text', null, { id: 'x' }]);
    expect(sent).toEqual([done(7)]);
  });
  it('tells when the last open has been answered, not before', () => {
    const { arrive, port, idle } = setUp();
    arrive(open(1));
    arrive(open(2));
    arrive({ ...open(3), name: 'top' });
    port.post({
      v: 1,
      id: 1,
      kind: 'event',
      event: { type: 'progress', doc: 'd-1', progress: { what: '', done: 0, total: 1, found: 0, noun: '' } },
    });
    port.post(done(1));
    port.post(done(3));
    expect(idle).not.toHaveBeenCalled();
    port.post(done(2));
    expect(idle).toHaveBeenCalledTimes(1);
  });
});
