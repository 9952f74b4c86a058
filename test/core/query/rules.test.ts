import { expect, test } from 'vitest';
import { PROTOCOL_VERSION, type EngineMessage } from '@core/api/protocol';
import { ok } from '@core/base/result';
import { Engine } from '@core/query/engine';
import { serve, type RuleWriter } from '@core/query/serve';

const RULE = 'name: a\ntable: goroutines\nwhen: count > 1\nmessage: m\n';

function connect(writer?: RuleWriter) {
  const sent: EngineMessage[] = [];
  const waiting = new Map<number, (message: EngineMessage) => void>();
  let receive: (message: unknown) => void = () => {};
  const engine = new Engine({ now: () => performance.now(), date: () => Date.parse('2026-11-21') });
  const end = serve(
    engine,
    {
      post(message) {
        sent.push(structuredClone(message));
        if (message.kind !== 'event') waiting.get(message.id)?.(message);
      },
      onMessage: (handler) => (receive = handler),
    },
    (id) => Promise.reject(new Error(id)),
    () => performance.now(),
    undefined,
    writer,
  );
  let next = 1;
  const call = (name: string, params: unknown): Promise<EngineMessage> => {
    const id = next++;
    const answered = new Promise<EngineMessage>((done) => waiting.set(id, done));
    receive({ v: PROTOCOL_VERSION, id, kind: 'call', name, params });
    return answered;
  };
  const load = (text: string) =>
    engine.loadRules({
      folders: [{ path: '.parkscope/rules', scope: 'project', found: true }],
      files: [{ path: 'a.rule.yaml', scope: 'project', kind: 'rules', content: { text } }],
      writable: ['user'],
    });
  return { sent, call, load, end };
}

test('the book is told, and every change of it', async () => {
  const client = connect();
  expect(await client.call('ruleBook', {})).toMatchObject({
    kind: 'ok',
    answer: { revision: 0, rules: [], files: [] },
  });
  client.load(RULE);
  client.load(RULE);
  client.load(RULE.replace('count', 'cuont'));
  expect(client.sent.filter(({ kind }) => kind === 'event')).toEqual(
    [1, 2].map((revision) => ({
      v: PROTOCOL_VERSION,
      id: 0,
      kind: 'event',
      event: { type: 'rules-changed', revision },
    })),
  );
  const told = await client.call('ruleBook', {});
  expect(told).toMatchObject({
    kind: 'ok',
    answer: {
      revision: 2,
      files: [{ path: 'a.rule.yaml', state: 'previous', problems: [{ line: 3, column: 7 }], entries: 1 }],
      rules: [{ name: 'a', table: 'goroutines', when: 'count > 1', tier: 'suspect', severity: 'warning' }],
      writable: ['user'],
    },
  });
  // Plain data: what cannot cross to a page would fail there.
  expect(() => structuredClone(told)).not.toThrow();
  client.end();
  client.load(RULE);
  expect(client.sent.filter(({ kind }) => kind === 'event')).toHaveLength(2);
});

test('a text is checked without being put in force', async () => {
  const client = connect();
  expect(await client.call('checkRules', { kind: 'rules', text: RULE.replace('count', 'cuont') })).toMatchObject({
    answer: { problems: [{ line: 3, column: 7, hint: 'Did you mean count?' }], rules: [] },
  });
  expect(
    await client.call('checkRules', { kind: 'suppressions', text: '- id: a\n  reason: r\n  expires: 2026-11-20\n' }),
  ).toMatchObject({
    answer: { problems: [], suppressions: [{ id: 'a', expired: true }] },
  });
  expect(await client.call('ruleBook', {})).toMatchObject({ answer: { rules: [], suppressions: [] } });
});

test('mute, unmute and saving rules are the host’s affair, with checked parameters', async () => {
  const asked: unknown[] = [];
  const writer: RuleWriter = {
    mute: (params) => Promise.resolve((asked.push(params), ok(null))),
    unmute: (suppression) => Promise.resolve((asked.push(suppression), ok(null))),
    saveRules: (params) => Promise.resolve((asked.push(params), ok(null))),
  };
  const client = connect(writer);
  const params = { id: 'a', key: '', reason: 'r', expires: null, by: '', scope: 'user' };
  expect(await client.call('mute', { ...params, more: 1 })).toMatchObject({ kind: 'ok', answer: { revision: 0 } });
  expect(await client.call('unmute', { suppression: 'sup-1' })).toMatchObject({ kind: 'ok' });
  const saved = { text: RULE, scope: 'project' };
  expect(await client.call('saveRules', { ...saved, more: 1 })).toMatchObject({ kind: 'ok', answer: { revision: 0 } });
  expect(asked).toEqual([params, 'sup-1', saved]);
  for (const [name, wrong] of [
    ['mute', { ...params, scope: 'folder' }],
    ['mute', { ...params, expires: 3 }],
    ['mute', {}],
    ['unmute', { suppression: 1 }],
    ['saveRules', { ...saved, scope: 'folder' }],
    ['saveRules', { scope: 'user' }],
    ['checkRules', { kind: 'other', text: '' }],
    ['checkRules', { kind: 'rules', text: 'x'.repeat(2_000_000) }],
  ] as const)
    expect(await client.call(name, wrong)).toMatchObject({ kind: 'err', error: { code: 'bad-params' } });
  expect(asked).toHaveLength(3);
});

test('a host without files says so', async () => {
  const client = connect();
  const params = { id: 'a', key: '', reason: 'r', expires: null, by: '', scope: 'user' };
  expect(await client.call('mute', params)).toMatchObject({ kind: 'err', error: { code: 'unwritable' } });
});
