import fs from 'node:fs/promises';
import path from 'node:path';
import { engineError, type EngineError } from '@core/api/errors';
import type { MuteParams } from '@core/api/rules';
import { err, ok, type Result } from '@core/base/result';
import { withoutSuppression, withSuppression } from '@core/query/rule-files';
import type { RuleWriter } from '@core/query/serve';
import { openFileSink } from './file-sink';
import { hostError } from './file-source';
import { readText } from './rule-files';
import { rulePlaces, shownPath, type PlaceHints } from './rule-places';

/** Writes suppressions into the user's and the project's files, one after the other; `reload` hands the Engine what they hold then. */
export function ruleWriter(hints: PlaceHints, reload: () => Promise<void>): RuleWriter {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    mute: (params) => inTurn(() => mute(params, hints, reload)),
    unmute: (suppression) => inTurn(() => unmute(suppression, hints, reload)),
  };
}

async function mute(
  params: MuteParams,
  hints: PlaceHints,
  reload: () => Promise<void>,
): Promise<Result<null, EngineError>> {
  const place = rulePlaces(hints).find(({ scope }) => scope === params.scope);
  if (place === undefined)
    return err(engineError('bad-params', `There is no file of ${params.scope}`, { field: 'scope' }));
  const file = place.suppressions;
  const text = await textOf(file, hints);
  if (!text.ok) return text;
  const next = withSuppression(text.value ?? '', params, shownPath(file, hints));
  return next.ok ? write(file, next.value, hints, reload) : next;
}

async function unmute(
  suppression: string,
  hints: PlaceHints,
  reload: () => Promise<void>,
): Promise<Result<null, EngineError>> {
  for (const { suppressions, scope } of rulePlaces(hints)) {
    if (scope === 'folder') continue;
    const text = await textOf(suppressions, hints);
    if (!text.ok) return text;
    const next = text.value === null ? null : withoutSuppression(text.value, suppression);
    if (next !== null) return write(suppressions, next, hints, reload);
  }
  const hint = 'Suppressions of a folder that was named with --rules are changed in their file.';
  return err(engineError('not-found', `There is no suppression ${suppression}`, { hint, field: 'suppression' }));
}

/** Null where there is no such file. */
async function textOf(file: string, hints: PlaceHints): Promise<Result<string | null, EngineError>> {
  const content = await readText(file);
  if (content === null) return ok(null);
  return 'text' in content
    ? ok(content.text)
    : err(engineError('unwritable', `${shownPath(file, hints)}: ${content.problem}`));
}

async function write(
  file: string,
  text: string,
  hints: PlaceHints,
  reload: () => Promise<void>,
): Promise<Result<null, EngineError>> {
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    const sink = await openFileSink(file);
    try {
      await sink.write(new TextEncoder().encode(text));
    } catch (error) {
      await sink.abort();
      throw error;
    }
    await sink.close();
  } catch (error) {
    const { reason } = hostError(path.basename(file), error);
    return err(
      engineError('unwritable', `${shownPath(file, hints)} could not be written`, {
        reason,
        hint: 'Check its permissions.',
      }),
    );
  }
  await reload();
  return ok(null);
}
