import { describe, expect, it } from 'vitest';
import { Analyses } from '@core/analysis/analyses';
import { pruneCapture, simpleName } from '@core/analysis/prune';
import { assertIntegrity } from '@core/model/integrity';
import type { Capture } from '@core/model/tables';
import { captureOf } from '../../support/stacks';

const hiding = (lines: readonly string[], dropFrames: string, keepFrames = ''): Capture => ({
  ...captureOf(lines),
  dropFrames,
  keepFrames,
});
/** Names of the stack of every sample, root first; null where nothing is hidden. */
function pruned(capture: Capture): string[] | null {
  const result = pruneCapture(capture);
  if (!result.ok) throw new Error(result.error);
  if (result.value === null) return null;
  const { samples, stacks, frames, functions, strings } = result.value;
  assertIntegrity(result.value);
  return Array.from(samples.stack, (stack) => {
    const names: string[] = [];
    for (let at = stack; at !== 0; at = stacks.prefix[at])
      names.unshift(strings.get(functions.name[frames.func[stacks.frame[at]]]));
    return names.join(' ');
  });
}

describe('hidden frames', () => {
  it('go with everything below them, behind the first frame of the user', () => {
    const lines = [
      'main.main:1;runtime.mallocgc:2;main.hook:3 1',
      'runtime.main:1;runtime.doInit:2;main.main:1;runtime.x:1 1',
      'runtime.gc:1 1',
    ];
    expect(pruned(hiding(lines, 'runtime\\..*'))).toEqual([
      'main.main',
      'runtime.main runtime.doInit main.main',
      'runtime.gc',
    ]);
  });

  it('are kept where the other pattern says so', () => {
    expect(pruned(hiding(['main.main:1;runtime.panic:2;runtime.x:1 1'], 'runtime\\..*', 'runtime\\.panic'))).toEqual([
      'main.main runtime.panic',
    ]);
  });

  it('inlined: the outer part of the location stays', () => {
    expect(pruned(hiding(['main.main:1;main.f:2;runtime.x:3+;main.g:4+;main.h:1 1'], 'runtime\\..*'))).toEqual([
      'main.main main.f',
    ]);
    // Before the first frame of the user a location is shortened, and the stack goes on behind it.
    expect(pruned(hiding(['start.s:1;runtime.x:3+;main.h:1 1'], 'runtime\\..*'))).toEqual(['start.s main.h']);
  });

  it('are matched by whole simplified names', () => {
    expect(pruned(hiding(['main.main:1;runtime.x:1 1'], 'runtime'))).toBeNull();
    expect(
      ['.f', 'a::b(int)', '(anonymous namespace)::c(int)', 'operator()(x)', 'main.(*T).Do'].map(simpleName),
    ).toEqual(['f', 'a::b', '(anonymous namespace)::c', 'operator()', 'main.']);
  });

  it('cost nothing where there are none, and a bad pattern hides nothing', () => {
    expect(pruned(hiding(['main.main:1 1'], ''))).toBeNull();
    expect(pruneCapture(hiding(['main.main:1;runtime.x:1 1'], 'runtime('))).toMatchObject({ ok: false });
    const analyses = new Analyses(hiding(['main.main:1;runtime.x:1 1'], 'runtime('), '');
    expect(analyses.pruned).toBe(analyses);
    expect(analyses.pruneProblem).toContain('missing closing )');
  });
});
