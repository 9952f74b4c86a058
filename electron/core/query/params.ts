import type { Normalize } from '@core/api/profile';
import type { Filter, GroupBy } from '@core/api/queries';
import { compileFilter, type CompiledFilter } from '@core/analysis/filter';
import { labelKeys } from '@core/analysis/labels';
import type { GoroutineTable } from '@core/model/tables';
import type { Analyses } from '@core/analysis/analyses';
import type { OpenDocument } from './document';
import { badParams, notFound, QuestionFailed } from './failure';

/**
 * Checks of parameters. They come over a port from another process, so their types are a promise only; each check names the field.
 */
export const MOST_ROWS = 10_000;

function checkInteger(field: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw badParams(field, `${field} is ${show(value)}, not a whole number from ${min} to ${max}`);
}

export function checkNumber(field: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw badParams(field, `${field} is ${show(value)}, not a number from ${min} to ${max}`);
}

export function checkText(field: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw badParams(field, `${field} is ${show(value)}, not a text`);
}

export function checkBoolean(field: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw badParams(field, `${field} is ${show(value)}, not true or false`);
}

export function checkNormalize(field: string, value: unknown): Normalize {
  if (typeof value === 'boolean' || value === 'duration') return value;
  if (typeof value === 'object' && value !== null && 'function' in value && typeof value.function === 'string')
    return { function: value.function };
  throw badParams(field, `${field} is ${show(value)}, not true, false, duration or a function`);
}

export function checkOneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw badParams(field, `${field} is ${show(value)}, not one of ${allowed.join(', ')}`);
}

export function checkPage(params: { readonly offset: unknown; readonly limit: unknown }): {
  offset: number;
  limit: number;
} {
  return {
    offset: checkInteger('offset', params.offset, 0, Number.MAX_SAFE_INTEGER),
    limit: checkInteger('limit', params.limit, 1, MOST_ROWS),
  };
}

export function checkCapture(doc: OpenDocument, capture: unknown): Analyses {
  const found = typeof capture === 'number' ? doc.analyses[capture] : undefined;
  if (found !== undefined) return found;
  const count = doc.analyses.length;
  if (doc.over !== undefined && typeof capture === 'number' && Number.isInteger(capture) && capture < count)
    throw notFound(
      `That moment of ${doc.info.title} is not kept any more`,
      'Choose one of the moments that are; a frozen one stays.',
    );
  throw badParams(
    'capture',
    `capture is ${show(capture)}; ${doc.info.title} has ${count === 1 ? 'only 0' : `0 to ${count - 1}`}`,
  );
}

export function checkGoroutines(
  doc: OpenDocument,
  capture: unknown,
): { analyses: Analyses; goroutines: GoroutineTable } {
  const analyses = checkCapture(doc, capture);
  const { goroutines, name, kind } = analyses.capture;
  if (goroutines !== null) return { analyses, goroutines };
  throw badParams(
    'capture',
    `${name} is a ${kind} profile and shows no goroutines`,
    'Open a goroutine profile or dump.',
  );
}

export function checkSampleType(analyses: Analyses, sampleType: unknown): number {
  const { samples, name } = analyses.capture;
  if (samples.types.length === 0) throw badParams('sampleType', `${name} has no sample types`);
  return checkInteger('sampleType', sampleType, 0, samples.types.length - 1);
}

export function checkFilter(filter: Filter): CompiledFilter {
  const { focus, ignore, labels, operations, text, tagFocus = [], tagIgnore = [] } = filter;
  const { hide = [], show: shown = [], showFrom = [] } = filter;
  checkText('filter.text', text);
  for (const [name, list] of Object.entries({
    focus,
    ignore,
    labels,
    operations,
    tagFocus,
    tagIgnore,
    hide,
    show: shown,
    showFrom,
  })) {
    if (!Array.isArray(list)) throw badParams(`filter.${name}`, `filter.${name} is ${show(list)}, not a list`);
    if (list.length > 64) throw badParams(`filter.${name}`, `filter.${name} has ${list.length} parts; 64 is the limit`);
  }
  for (const [name, list] of Object.entries({ focus, ignore, tagFocus, tagIgnore, hide, show: shown, showFrom }))
    list.forEach((part, i) => checkText(`filter.${name}[${i}]`, part));
  labels.forEach((label, i) => {
    checkText(`filter.labels[${i}].key`, label.key);
    checkText(`filter.labels[${i}].value`, label.value);
  });
  const compiled = compileFilter(filter);
  if (!compiled.ok) throw new QuestionFailed(compiled.error);
  return compiled.value;
}

const GROUPINGS: readonly string[] = ['stack', 'site', 'creator', 'state'];

export function checkGroupBy(analyses: Analyses, value: unknown): GroupBy {
  if (typeof value === 'string') {
    if (GROUPINGS.includes(value)) return value as GroupBy;
    if (value.startsWith('label:') && value.length > 'label:'.length) return value as GroupBy;
  }
  const keys = labelKeys(analyses.capture);
  const labels =
    keys.length === 0
      ? `; ${analyses.capture.name} has no labels`
      : `, ${keys.map((key) => `label:${key}`).join(', ')}`;
  throw badParams('groupBy', `groupBy is ${show(value)}, not one of ${GROUPINGS.join(', ')}${labels}`);
}

/** The number in a handle `f-12`. */
export function checkNode(field: string, handle: unknown, count: number): number {
  const digits = typeof handle === 'string' ? /^f-(\d{1,10})$/.exec(handle) : null;
  const node = digits === null ? -1 : Number(digits[1]);
  if (node >= 0 && node < count) return node;
  throw notFound(
    `There is no box ${show(handle)} in this capture`,
    `Zoom to a handle of the current answer (${field}).`,
  );
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined)
    return String(value);
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
