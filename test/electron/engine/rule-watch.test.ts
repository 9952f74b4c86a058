import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine } from '@core/query/engine';
import type { PlaceHints } from '../../../electron/engine/rule-places';
import { RuleWatch } from '../../../electron/engine/rule-watch';
import { ruleWriter } from '../../../electron/engine/rule-writer';

let root: string;
let hints: PlaceHints;
let engine: Engine;
let watch: RuleWatch;
const failures: unknown[] = [];

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-rules-'));
  fs.mkdirSync(path.join(root, 'project', 'cmd'), { recursive: true });
  fs.mkdirSync(path.join(root, 'home'));
  hints = { cwd: path.join(root, 'project', 'cmd'), home: path.join(root, 'home'), platform: 'linux', env: {} };
  engine = new Engine({ now: () => performance.now(), date: () => Date.parse('2026-11-21') });
  watch = new RuleWatch(
    hints,
    (found) => engine.loadRules(found),
    (error) => failures.push(error),
  );
  failures.length = 0;
});

afterEach(() => {
  watch.close();
  fs.rmSync(root, { recursive: true, force: true });
  expect(failures).toEqual([]);
});

const rule = (name: string): string => `name: ${name}\ntable: goroutines\nwhen: count > 1\nmessage: "{count}"\n`;
const names = (): string[] => engine.ruleBook().rules.map(({ name }) => name);

/** Waits for what an event of the file system must bring about; a test that waits for ever fails by its time limit. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // As editors do.
  fs.writeFileSync(`${file}~`, text);
  fs.renameSync(`${file}~`, file);
}

test('folders that come to be are found, edits apply, a mistake leaves the version before in force', async () => {
  await watch.read();
  expect(names()).toEqual([]);
  const file = path.join(root, 'project', 'cmd', '.parkscope', 'rules', 'a.rule.yaml');
  write(file, rule('first'));
  await until(() => names().join() === 'first');

  write(file, rule('second'));
  await until(() => names().join() === 'second');

  write(file, rule('third').replace('count >', 'cuont >'));
  await until(() => engine.ruleBook().files[0]?.state === 'previous');
  expect(names()).toEqual(['second']);
  expect(engine.ruleBook().files[0]).toMatchObject({
    path: path.join('.parkscope', 'rules', 'a.rule.yaml'),
    scope: 'project',
    problems: [{ line: 3, column: 7, message: 'There is no field “cuont” in the table goroutines.' }],
  });

  write(file, rule('third'));
  await until(() => names().join() === 'third');
  expect(engine.ruleBook().files[0]?.problems).toEqual([]);

  fs.rmSync(path.join(root, 'project', 'cmd', '.parkscope'), { recursive: true });
  await until(() => names().length === 0);
  write(file, rule('fourth'));
  await until(() => names().join() === 'fourth');
});

test('the project is the nearest folder above, and goes before the user', async () => {
  const user = path.join(root, 'home', '.config', 'parkscope', 'rules');
  write(path.join(root, 'project', '.parkscope', 'rules', 'a.rule.yaml'), rule('both'));
  write(path.join(user, 'b.rule.yaml'), rule('both'));
  write(path.join(user, 'c.rule.yml'), rule('mine'));
  write(path.join(user, 'notes.yaml'), 'no rule');
  await watch.read();
  expect(
    engine
      .ruleBook()
      .rules.map(({ name, file }) => [name, engine.ruleBook().files.find((f) => f.file === file)?.scope]),
  ).toEqual([
    ['both', 'project'],
    ['mine', 'user'],
  ]);
  const twice = engine.ruleBook().files.find(({ path: shown }) => shown.endsWith('b.rule.yaml'));
  expect(twice?.path).toBe(path.join('~', '.config', 'parkscope', 'rules', 'b.rule.yaml'));
  expect(twice?.problems[0]?.message).toContain('which goes first');
  expect(engine.ruleBook().writable).toEqual(['project', 'user']);
});

test('mute appends to the file and keeps what is there; unmute takes the entry out', async () => {
  await watch.read();
  const writer = ruleWriter(hints, () => watch.read());
  const params = {
    id: 'chan-send-blocked-1f',
    key: '',
    reason: 'known: #12',
    expires: '2026-12-31',
    by: '',
    scope: 'user' as const,
  };
  expect(await writer.mute(params)).toEqual({ ok: true, value: null });
  const file = path.join(root, 'home', '.config', 'parkscope', 'suppressions.yaml');
  fs.writeFileSync(file, `# ours, do not sort\n${fs.readFileSync(file, 'utf8')}  # until the fix is out\n`);
  const [second, third] = await Promise.all([
    writer.mute({ ...params, id: '', key: '* chan send example.com/*', reason: 'x', expires: null, by: 'ana' }),
    writer.mute({ ...params, reason: ' ' }),
  ]);
  expect(second.ok).toBe(true);
  expect(!third.ok && third.error.message).toContain('The suppression has no reason');
  const text = fs.readFileSync(file, 'utf8');
  expect(text).toContain('# ours, do not sort');
  expect(text).toContain('# until the fix is out');
  const { suppressions } = engine.ruleBook();
  expect(
    suppressions.map(({ id, key, reason, by, expires, expired }) => ({ id, key, reason, by, expires, expired })),
  ).toEqual([
    { id: 'chan-send-blocked-1f', key: '', reason: 'known: #12', by: '', expires: '2026-12-31', expired: false },
    { id: '', key: '* chan send example.com/*', reason: 'x', by: 'ana', expires: null, expired: false },
  ]);
  for (const { suppression } of suppressions) expect((await writer.unmute(suppression)).ok).toBe(true);
  expect(engine.ruleBook().suppressions).toEqual([]);
  expect(engine.ruleBook().files[0]).toMatchObject({ state: 'in-force', problems: [] });
  const gone = await writer.unmute('sup-none');
  expect(!gone.ok && gone.error.code).toBe('not-found');
});

test('a broken suppressions file is not written to', async () => {
  const file = path.join(root, 'home', '.config', 'parkscope', 'suppressions.yaml');
  write(file, '- id: a\n  reason: [\n');
  await watch.read();
  const writer = ruleWriter(hints, () => watch.read());
  const answer = await writer.mute({ id: 'b', key: '', reason: 'r', expires: null, by: '', scope: 'user' });
  expect(!answer.ok && answer.error.message).toContain('the file has mistakes');
  expect(fs.readFileSync(file, 'utf8')).toBe('- id: a\n  reason: [\n');
});

test('a new rule becomes a file of its name, in force at once; nothing is written over', async () => {
  await watch.read();
  const writer = ruleWriter(hints, () => watch.read());
  expect(await writer.saveRules({ text: rule('first'), scope: 'user' })).toEqual({ ok: true, value: null });
  const file = path.join(root, 'home', '.config', 'parkscope', 'rules', 'first.rule.yaml');
  expect(fs.readFileSync(file, 'utf8')).toBe(rule('first'));
  expect(names()).toEqual(['first']);
  const again = await writer.saveRules({ text: `# other\n${rule('first')}`, scope: 'user' });
  expect(!again.ok && again.error.message).toContain('first.rule.yaml is there already');
  expect(fs.readFileSync(file, 'utf8')).toBe(rule('first'));
});

test('a rule with a mistake, none at all, or a name that leads elsewhere is not saved', async () => {
  await watch.read();
  const writer = ruleWriter(hints, () => watch.read());
  for (const [text, message] of [
    [rule('a').replace('count', 'cuont'), 'a mistake in line 3'],
    ['# nothing\n', 'no rule'],
    [rule('../../escape'), 'a mistake in line 1'],
  ] as const) {
    const answer = await writer.saveRules({ text, scope: 'user' });
    expect(!answer.ok && answer.error.message).toContain(message);
  }
  expect(fs.existsSync(path.join(root, 'home', '.config'))).toBe(false);
});
