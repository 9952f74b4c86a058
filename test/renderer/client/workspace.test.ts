import { beforeEach, expect, test } from 'vitest';
import { engineError } from '@core/api/errors';
import type { Bridge } from '@ipc/channels';
import { Workspace } from '../../../renderer/client/workspace';
import { useSession, type OpenDocument } from '../../../renderer/state/session';
import { FakeEngine, settled } from './fake-engine';

const FILE = { id: 'src-1', name: 'goroutine.pb.gz', size: 10 };
const INFO = { title: 'goroutine.pb.gz', captures: [] };
const SUMMARY = { proven: 1, strong: 0, suspect: 0, info: 0 };

/** The workspace asks the bridge only at its start, which these tests leave out. */
const workspaceWith = (engine: FakeEngine): Workspace => {
  const workspace = new Workspace({} as Bridge);
  workspace.engineArrived(engine, 1);
  return workspace;
};
const documents = (): readonly OpenDocument[] => useSession.getState().documents;

async function opened(engine: FakeEngine): Promise<void> {
  engine.answer('open', INFO);
  await settled();
  engine.answer('findings', { summary: SUMMARY });
  await settled();
}

beforeEach(() => useSession.setState({ documents: [], active: null, trouble: null, engineMemory: null }));

test('files chosen at once become one document, with its verdicts', async () => {
  const engine = new FakeEngine();
  const workspace = workspaceWith(engine);
  workspace.openSets([{ title: '', sources: [FILE, { ...FILE, id: 'src-2', name: 'heap.pb.gz' }] }]);
  expect(documents()[0]).toMatchObject({ title: 'goroutine.pb.gz and 1 more', status: 'opening' });
  expect(engine.calls('open')[0]?.params).toEqual({ doc: 'd-1', inputs: [{ source: 'src-1' }, { source: 'src-2' }] });
  await opened(engine);
  expect(documents()[0]).toMatchObject({ status: 'ready', epoch: 1, findings: SUMMARY });
});

test('a file that cannot be read keeps its tab and its reason', async () => {
  const engine = new FakeEngine();
  workspaceWith(engine).openSets([{ title: '', sources: [FILE] }]);
  const error = engineError('malformed', 'goroutine.pb.gz is damaged at byte 3');
  engine.err(engine.calls('open')[0]!.id, error);
  await settled();
  expect(documents()[0]).toMatchObject({ status: 'failed', error });
});

test('cancelling a read closes its document and stops the engine', async () => {
  const engine = new FakeEngine();
  const workspace = workspaceWith(engine);
  workspace.openText('goroutine 1 [running]:', 'pasted text');
  workspace.cancel('d-1');
  expect(documents()).toEqual([]);
  expect(engine.sent.map((m) => (m.kind === 'call' ? m.name : m.kind))).toEqual(['open', 'cancel', 'close']);
});

test('a lost engine: documents stay, are reopened by the next one under their ids, and count as new', async () => {
  const engine = new FakeEngine();
  const workspace = workspaceWith(engine);
  workspace.openSets([{ title: '', sources: [FILE] }]);
  await opened(engine);
  workspace.openText('x', 'pasted text');
  await opened(engine);

  workspace.engineState({ state: 'lost', generation: 1, reason: 'exit code 5' });
  expect(documents().map((d) => d.status)).toEqual(['lost', 'lost']);
  expect(documents()[0]?.info).toMatchObject(INFO);
  expect(useSession.getState().trouble).toMatchObject({ total: 2, reopened: 0, detail: 'exit code 5' });

  const next = new FakeEngine();
  workspace.engineArrived(next, 2);
  expect(next.calls('open').map((c) => c.params)).toEqual([{ doc: 'd-1', inputs: [{ source: 'src-1' }] }]);
  await opened(next);
  expect(useSession.getState().trouble).toMatchObject({ reopened: 1 });
  expect(next.calls('open').at(-1)?.params).toEqual({ doc: 'd-2', inputs: [{ text: 'x', name: 'pasted text' }] });
  await opened(next);
  expect(documents().map((d) => [d.status, d.epoch])).toEqual([
    ['ready', 2],
    ['ready', 2],
  ]);
  expect(useSession.getState().trouble).toBeNull();
});

test('a document that stops the engine twice is not opened a third time', async () => {
  const workspace = workspaceWith(new FakeEngine());
  workspace.openSets([{ title: '', sources: [FILE] }]);
  workspace.engineState({ state: 'lost', generation: 1, reason: '' });
  await settled();
  const second = new FakeEngine();
  workspace.engineArrived(second, 2);
  expect(second.calls('open')).toHaveLength(1);
  workspace.engineState({ state: 'lost', generation: 2, reason: '' });
  await settled();
  expect(documents()[0]).toMatchObject({ status: 'failed' });
  const third = new FakeEngine();
  workspace.engineArrived(third, 3);
  await settled();
  expect(third.calls('open')).toEqual([]);
  expect(useSession.getState().trouble).toBeNull();
});

test('an engine that stays down says so until it is started again', async () => {
  const workspace = workspaceWith(new FakeEngine());
  workspace.engineState({ state: 'failed', generation: 1, reason: 'five times in a minute' });
  expect(useSession.getState().trouble).toMatchObject({ stopped: true });
  workspace.engineArrived(new FakeEngine(), 2);
  await settled();
  expect(useSession.getState().trouble).toBeNull();
});
