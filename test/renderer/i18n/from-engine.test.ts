import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromEngine } from '../../../renderer/i18n/from-engine';
import { messagesOf } from '../../../renderer/i18n/load';
import { patternsOf } from '../../../renderer/i18n/patterns';
import { NO_MESSAGES, setCatalogue } from '../../../renderer/i18n/t';
import { BUILT_IN } from '../../../electron/core/rules/built-in';
import { ROOT } from '../../support/fixtures';

beforeEach(async () => setCatalogue('zh-CN', await messagesOf('zh-CN')));
afterEach(() => setCatalogue('en', NO_MESSAGES));

describe('sentences of the engine', () => {
  it('are English in English', () => {
    setCatalogue('en', NO_MESSAGES);
    expect(fromEngine('No goroutine is inside main.run.')).toBe('No goroutine is inside main.run.');
  });

  it('have their values in the translation', () => {
    expect(
      fromEngine(
        '41,205 goroutines blocked in chan send at ingest.go:88, created by startWorker, +1,300/min; the receiver returned early.',
      ),
    ).toBe(
      '41,205 个 goroutine 阻塞在 chan send（ingest.go:88），由 startWorker 创建，每分钟增加 1,300 个；接收方提前返回了。',
    );
    expect(fromEngine('23 goroutines wait for a mutex at ledger.go:103, steady.')).toBe(
      '23 个 goroutine 等待 mutex（ledger.go:103），数量平稳。',
    );
    expect(fromEngine('No goroutine is inside (*Batcher).startWorker, which started them.')).toBe(
      '没有 goroutine 处于启动它们的 (*Batcher).startWorker 中。',
    );
  });

  it('are translated one by one where a text has several; what is not known stays English', () => {
    expect(fromEngine('They are 3 of 8 goroutines. My own rule says so.')).toBe(
      '它们是 8 个 goroutine 中的 3 个。My own rule says so.',
    );
    expect(fromEngine('my.Function{}')).toBe('my.Function{}');
  });

  it('say in Chinese what every built-in rule reports and what looks like it', () => {
    const left = BUILT_IN.flatMap(({ reports, traps }) =>
      [reports, traps].filter((text) => !/\p{Script=Han}/u.test(fromEngine(text))),
    );
    // Whoever adds a rule need not know Chinese: until somebody does, its two sentences stay English.
    expect(left.length, left.join('\n')).toBeLessThanOrEqual(2);
  });

  it('say in Chinese every note of the sampler and why nothing was proven', () => {
    const folder = path.join(ROOT, 'native/internal');
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('\n');
    const said = [
      ...code.matchAll(/(?:[nN]otes|remarks) = append\([^"\n]*"([^"]+)"|[uU]nproven = (?:fmt\.Sprintf\()?"([^"]+\.)"/g),
    ].map(([, note, unproven]) => (note ?? unproven ?? '').replace(/%\w/g, '7').replace(/: $/, ': because.'));
    expect(said.length).toBeGreaterThan(10);
    expect(said.filter((text) => !/\p{Script=Han}/u.test(fromEngine(text)))).toEqual([]);
  });

  it('take no time over long text that fits nothing', () => {
    const [pattern] = patternsOf(['a {b} goroutines {c} at {d}.']);
    expect(pattern?.expression.exec('a goroutines at '.repeat(300))).toBeNull();
    expect(fromEngine(`${'1 goroutines blocked at '.repeat(400)}!`)).toContain('blocked');
  });
});
