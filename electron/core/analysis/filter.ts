import { engineError, type EngineError } from '@core/api/errors';
import { OPERATIONS, operationIndex, type Operation } from '@core/api/operation';
import { NO_FILTER, type Filter } from '@core/api/queries';
import { compileGoRegexp, type Matcher } from '@core/base/regexp/compile';
import { err, ok, type Result } from '@core/base/result';
import type { Capture } from '@core/model/tables';
import { labelText } from './labels';
import {
  compileTagFilter,
  inRange,
  numberUnits,
  parseTagRange,
  tagMask,
  type NumberUnits,
  type TagMatcher,
  type TagRange,
} from './tag-filter';

/** A filter whose expressions compile. `key` is equal for filters that keep the same: what memos use (see `lensKey` for what they hide). */
export interface CompiledFilter {
  readonly filter: Filter;
  readonly key: string;
  readonly focus: readonly Matcher[];
  readonly ignore: readonly Matcher[];
  readonly tagFocus: readonly TagMatcher[];
  readonly tagIgnore: readonly TagMatcher[];
  readonly hide: readonly Matcher[];
  readonly show: readonly Matcher[];
  readonly showFrom: readonly Matcher[];
}

/** Compiles, or answers `bad-params` with the offending part in `field` (`filter.focus[0]`). */
export function compileFilter(filter: Filter): Result<CompiledFilter, EngineError> {
  const focus: Matcher[] = [];
  const ignore: Matcher[] = [];
  const tagFocus: TagMatcher[] = [];
  const tagIgnore: TagMatcher[] = [];
  const hide: Matcher[] = [];
  const show: Matcher[] = [];
  const showFrom: Matcher[] = [];
  const problem =
    compileAll('focus', filter.focus, compileGoRegexp, focus) ??
    compileAll('ignore', filter.ignore, compileGoRegexp, ignore) ??
    compileAll('tagFocus', filter.tagFocus ?? [], compileTagFilter, tagFocus) ??
    compileAll('tagIgnore', filter.tagIgnore ?? [], compileTagFilter, tagIgnore) ??
    compileAll('hide', filter.hide ?? [], compileGoRegexp, hide) ??
    compileAll('show', filter.show ?? [], compileGoRegexp, show) ??
    compileAll('showFrom', filter.showFrom ?? [], compileGoRegexp, showFrom);
  if (problem !== null) return err(problem);
  for (const [i, operation] of filter.operations.entries()) {
    if (operationIndex(operation) < 0) {
      return err(
        engineError('bad-params', `${JSON.stringify(operation)} is not an operation`, {
          hint: `Use one of: ${OPERATIONS.join(', ')}.`,
          field: `filter.operations[${i}]`,
        }),
      );
    }
  }
  const { labels, operations, text } = filter;
  const key = JSON.stringify([
    filter.focus,
    filter.ignore,
    labels.map(({ key: k, value }) => [k, value]),
    [...operations].sort(),
    text.toLowerCase(),
    filter.tagFocus ?? [],
    filter.tagIgnore ?? [],
  ]);
  return ok({ filter, key, focus, ignore, tagFocus, tagIgnore, hide, show, showFrom });
}

/** Compiles a list of expressions into `out`, or answers what is wrong with one of them. */
function compileAll<T>(
  name: string,
  sources: readonly string[],
  compile: (source: string) => Result<T, string>,
  out: T[],
): EngineError | null {
  for (const [i, source] of sources.entries()) {
    const compiled = compile(source);
    if (!compiled.ok) {
      return engineError('bad-params', `${JSON.stringify(source)} is not a regular expression`, {
        reason: compiled.error,
        hint: 'Correct it (the syntax is that of Go), or escape special characters with a backslash.',
        field: `filter.${name}[${i}]`,
      });
    }
    out.push(compiled.value);
  }
  return null;
}

const EMPTY = compileFilter(NO_FILTER);
export function isEmptyFilter(filter: CompiledFilter): boolean {
  return EMPTY.ok && filter.key === EMPTY.value.key;
}

/** One byte a stack and one a label set, for both row kinds. Null = everything passes. */
interface Masks {
  readonly stacks: Uint8Array | null;
  readonly labels: Uint8Array | null;
  /** Text: passes when found in the stack or in a label. */
  readonly textStacks: Uint8Array | null;
  readonly textLabels: Uint8Array | null;
  readonly textFrames: Uint8Array | null;
  /** Operation rows that pass; null = all. */
  readonly operations: Uint8Array | null;
}

function computeMasks(capture: Capture, { filter, focus, ignore, tagFocus, tagIgnore }: CompiledFilter): Masks {
  const { labelSets, strings } = capture;
  let stacks: Uint8Array | null = null;
  const and = (frames: Uint8Array, wanted: number) => {
    const found = carry(capture, frames);
    stacks ??= new Uint8Array(found.length).fill(1);
    for (let i = 0; i < found.length; i++) if (found[i] !== wanted) stacks[i] = 0;
  };
  for (const pattern of focus)
    and(
      matchFrames(capture, (text) => pattern.test(text)),
      1,
    );
  for (const pattern of ignore)
    and(
      matchFrames(capture, (text) => pattern.test(text)),
      0,
    );

  let labels: Uint8Array | null = null;
  if (filter.labels.length + tagFocus.length + tagIgnore.length > 0) {
    const units = numberUnits(capture);
    const wanted = filter.labels.map(({ key, value }) => ({ key, value, range: parseTagRange(value) }));
    labels = new Uint8Array(labelSets.count);
    for (let set = 0; set < labelSets.count; set++) {
      labels[set] = wanted.every((label) => hasLabel(capture, set, label, units)) ? 1 : 0;
    }
    const focused = tagFocus.map((matcher) => tagMask(capture, matcher, units));
    const ignored = tagIgnore.map((matcher) => tagMask(capture, matcher, units));
    for (let set = 0; set < labelSets.count; set++) {
      if (focused.some((mask) => mask[set] === 0) || ignored.some((mask) => mask[set] === 1)) labels[set] = 0;
    }
  }
  let textStacks: Uint8Array | null = null;
  let textLabels: Uint8Array | null = null;
  let textFrames: Uint8Array | null = null;
  if (filter.text !== '') {
    const wanted = filter.text.toLowerCase();
    textFrames = matchFrames(capture, (text) => text.toLowerCase().includes(wanted));
    textStacks = carry(capture, textFrames);
    textLabels = new Uint8Array(labelSets.count);
    for (let set = 0; set < labelSets.count; set++) {
      for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
        const value = strings.get(labelSets.value[e]) || labelText(capture, e);
        if (value.toLowerCase().includes(wanted)) textLabels[set] = 1;
      }
    }
  }
  return { stacks, labels, textStacks, textLabels, textFrames, operations: operationMask(filter.operations) };
}

function operationMask(wanted: readonly Operation[]): Uint8Array | null {
  if (wanted.length === 0) return null;
  const mask = new Uint8Array(OPERATIONS.length);
  for (const operation of wanted) mask[operationIndex(operation)] = 1;
  return mask;
}

/** Frames whose function, file or binary passes `test`, as pprof matches locations; each of them is tested once. */
export function matchFrames(capture: Capture, test: (text: string) => boolean): Uint8Array {
  const { functions, frames, strings, mappings, details } = capture;
  const known = new Map<number, boolean>();
  const file = (id: number): boolean => {
    let hit = known.get(id);
    if (hit === undefined) {
      hit = id !== 0 && test(strings.get(id));
      known.set(id, hit);
    }
    return hit;
  };
  const byFunction = new Uint8Array(functions.count);
  for (let i = 0; i < functions.count; i++) {
    byFunction[i] = file(functions.file[i]) || test(strings.get(functions.name[i])) ? 1 : 0;
  }
  const out = new Uint8Array(frames.count);
  for (let i = 0; i < frames.count; i++) out[i] = byFunction[frames.func[i]];
  if (mappings === null || details === null) return out;
  const byMapping = Uint8Array.from({ length: mappings.count }, (_, i) => (file(mappings.file[i]) ? 1 : 0));
  if (!byMapping.includes(1)) return out;
  for (let i = 0; i < frames.count; i++) {
    const mapping = details.mapping[i];
    if (mapping > 0) out[i] |= byMapping[mapping - 1];
  }
  return out;
}

/** Stacks with at least one marked frame. */
function carry(capture: Capture, frames: Uint8Array): Uint8Array {
  const { count, prefix, frame } = capture.stacks;
  const out = new Uint8Array(count);
  for (let i = 1; i < count; i++) out[i] = out[prefix[i]] | frames[frame[i]];
  return out;
}

/** A label of the key is the text, the number, or a number in the range that the text stands for (`1kb:2mb`). */
function hasLabel(
  capture: Capture,
  set: number,
  { key, value, range }: { readonly key: string; readonly value: string; readonly range: TagRange | null },
  units: NumberUnits,
): boolean {
  const { labelSets, strings } = capture;
  for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
    if (strings.get(labelSets.key[e]) !== key) continue;
    const number = labelSets.number[e];
    if (labelText(capture, e) === value || String(number) === value) return true;
    if (range !== null && !Number.isNaN(number) && inRange(range, number, units.get(key) ?? key)) return true;
  }
  return false;
}

/** What passes of a filter's expressions and text, a byte a stack and a byte a frame (as if it were a stack alone); null = everything. */
export function keepCode(
  capture: Capture,
  { filter, focus, ignore }: CompiledFilter,
): { readonly stacks: Uint8Array; readonly frames: Uint8Array } | null {
  const wanted = filter.text.toLowerCase();
  const tests: (readonly [test: (text: string) => boolean, hit: number])[] = [
    ...focus.map((pattern) => [(text: string) => pattern.test(text), 1] as const),
    ...ignore.map((pattern) => [(text: string) => pattern.test(text), 0] as const),
    ...(wanted === '' ? [] : [[(text: string) => text.toLowerCase().includes(wanted), 1] as const]),
  ];
  if (tests.length === 0) return null;
  const stacks = new Uint8Array(capture.stacks.count).fill(1);
  const frames = new Uint8Array(capture.frames.count).fill(1);
  for (const [test, hit] of tests) {
    const matched = matchFrames(capture, test);
    const carried = carry(capture, matched);
    for (let i = 0; i < stacks.length; i++) stacks[i] &= carried[i] === hit ? 1 : 0;
    for (let i = 0; i < frames.length; i++) frames[i] &= matched[i] === hit ? 1 : 0;
  }
  return { stacks, frames };
}

/** One byte a sample; null = all pass. `operations` does not apply: samples have none. */
export function keepSamples(capture: Capture, filter: CompiledFilter): Uint8Array | null {
  if (isEmptyFilter(filter)) return null;
  const { samples } = capture;
  const { stacks, labels, textStacks, textLabels } = computeMasks(capture, filter);
  const keep = new Uint8Array(samples.count).fill(1);
  // Not where only labels are asked for: reading the column grows the stack table.
  const stackOf = stacks === null && textStacks === null ? null : samples.stack;
  for (let i = 0; i < samples.count; i++) {
    const stack = stackOf === null ? 0 : stackOf[i];
    const set = samples.labels[i];
    if (stacks !== null && stacks[stack] === 0) keep[i] = 0;
    else if (labels !== null && labels[set] === 0) keep[i] = 0;
    else if (textStacks !== null && textStacks[stack] === 0 && textLabels?.[set] === 0) keep[i] = 0;
  }
  return keep;
}

/** One byte a goroutine row; null = all pass. Text is looked for in the creator too. */
export function keepGoroutines(capture: Capture, filter: CompiledFilter): Uint8Array | null {
  const { goroutines } = capture;
  if (goroutines === null || isEmptyFilter(filter)) return null;
  const { stacks, labels, textStacks, textLabels, textFrames, operations } = computeMasks(capture, filter);
  const keep = new Uint8Array(goroutines.count).fill(1);
  for (let i = 0; i < goroutines.count; i++) {
    const stack = goroutines.stack[i];
    const set = goroutines.labels[i];
    if (operations !== null && operations[goroutines.operation[i]] === 0) keep[i] = 0;
    else if (stacks !== null && stacks[stack] === 0) keep[i] = 0;
    else if (labels !== null && labels[set] === 0) keep[i] = 0;
    else if (textStacks !== null && textStacks[stack] === 0 && textLabels?.[set] === 0) {
      const creator = goroutines.creator[i];
      if (creator === 0 || textFrames?.[creator - 1] === 0) keep[i] = 0;
    }
  }
  return keep;
}
