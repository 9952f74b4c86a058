import fs from 'node:fs/promises';
import path from 'node:path';
import { engineError, type EngineError } from '@core/api/errors';
import type { MuteParams, SaveRulesParams } from '@core/api/rules';
import { err, ok, type Result } from '@core/base/result';
import { newRuleFileName, withoutSuppression, withSuppression } from '@core/query/rule-files';
import type { RuleWriter } from '@core/query/serve';
import { openFileSink } from './file-sink';
import { hostError } from './file-source';
import { readText } from './rule-files';
import { rulePlaces, shownPath, type PlaceHints } from './rule-places';

/** Writes rules and suppressions into the user's and the project's files, one after the other; `reload` hands the Engine what they hold then. */
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
    saveRules: (params) => inTurn(() => saveRules(params, hints, reload)),
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

async function saveRules(
  { text, scope }: SaveRulesParams,
  hints: PlaceHints,
  reload: () => Promise<void>,
): Promise<Result<null, EngineError>> {
  const place = rulePlaces(hints).find((one) => one.scope === scope);
  if (place === undefined) return err(engineError('bad-params', `There is no folder of ${scope}`, { field: 'scope' }));
  const name = newRuleFileName(text);
  if (!name.ok) return name;
  const file = path.join(place.rules, name.value);
  const there = await textOf(file, hints);
  if (!there.ok) return there;
  if (there.value === null) return write(file, text, hints, reload);
  const hint = 'Give the rule another name, or edit the file.';
  return err(engineError('unwritable', `${shownPath(file, hints)} is there already`, { hint, field: 'text' }));
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
