import { describe, expect, it } from 'vitest';
import type { ClientMessage } from '@core/api/protocol';
import { EngineClient } from '../../../renderer/client/engine-client';
import { Watches } from '../../../renderer/client/watches';

/** An engine that says yes to everything but what is named. */
function engine(refused: readonly string[] = []) {
  const asked: unknown[] = [];
  const client = new EngineClient();
  client.attach(portOf(refused, asked));
  return { client, asked };
}
const PACE = { goroutinesEveryMs: 5_000, countersEveryMs: 250 };

describe('watches that another engine goes on with', () => {
  it('have their pace, their recording and what was recorded', async () => {
    const { client, asked } = engine();
    const watches = new Watches(client);
    const inputs = [{ source: 'src-1' }];
    expect(watches.inputs('d-1', inputs)).toEqual(inputs);
    expect(await watches.goOn('d-1')).toEqual({ kept: false, problems: [] });
    await watches.pace('d-1', PACE);
    await watches.record('d-1', 'dst-1');
    asked.length = 0;
    expect(watches.inputs('d-1', inputs)).toEqual([{ source: 'src-1', continues: 'dst-1' }]);
    expect(await watches.goOn('d-1')).toEqual({ kept: true, problems: [] });
    expect(asked).toEqual([
      ['pace', { doc: 'd-1', ...PACE }],
      ['record', { doc: 'd-1', target: 'dst-1' }],
    ]);
  });

  it('whose recording was ended begin with it, and go on without', async () => {
    const { client, asked } = engine();
    const watches = new Watches(client);
    await watches.record('d-1', 'dst-1');
    await watches.record('d-1', '');
    asked.length = 0;
    expect(watches.inputs('d-1', [{ source: 'src-1' }])).toEqual([{ source: 'src-1', continues: 'dst-1' }]);
    expect(await watches.goOn('d-1')).toEqual({ kept: true, problems: [] });
    expect(asked).toEqual([]);
  });

  it('that were ended are ended again; closed documents are forgotten', async () => {
    const { client, asked } = engine();
    const watches = new Watches(client);
    await watches.detach('d-1');
    asked.length = 0;
    await watches.goOn('d-1');
    expect(asked).toEqual([['detach', { doc: 'd-1' }]]);
    watches.forget('d-1');
    asked.length = 0;
    await watches.goOn('d-1');
    expect(asked).toEqual([]);
  });

  it('tell what could not be done again; what was refused at first is not wanted', async () => {
    const yes = engine();
    const watches = new Watches(yes.client);
    await watches.record('d-1', 'dst-1');
    yes.client.detach();
    const no = engine(['record', 'pace']);
    const refusing = new Watches(no.client);
    expect((await refusing.pace('d-2', PACE)).ok).toBe(false);
    expect(await refusing.goOn('d-2')).toEqual({ kept: false, problems: [] });
    const { problems } = await new Promise<Awaited<ReturnType<typeof watches.goOn>>>((resolve) => {
      void watches.goOn('d-1').then(resolve);
      yes.client.attach(portOf(['record']));
    });
    expect(problems.map(({ message }) => message)).toEqual(['no record']);
  });
});

function portOf(refused: readonly string[], asked: unknown[] = []) {
  let hear: (event: { readonly data: unknown }) => void = () => undefined;
  return {
    postMessage: (message: ClientMessage) => {
      if (message.kind !== 'call') return;
      const { v, id, name, params } = message;
      asked.push([name, params]);
      const error = { code: 'unwritable', message: `no ${name}`, reason: '', hint: '' };
      const data = refused.includes(name) ? { v, id, kind: 'err', error } : { v, id, kind: 'ok', answer: null };
      queueMicrotask(() => hear({ data }));
    },
    addEventListener: (_: 'message', listener: typeof hear) => (hear = listener),
  };
}
