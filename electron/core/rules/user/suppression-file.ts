import { isMap, isScalar, isSeq, parseDocument, stringify, type Node } from 'yaml';
import type { Finding } from '@core/api/findings';
import { findingKey, type MuteParams, type RuleProblem, type Suppression } from '@core/api/rules';
import { err, ok, type Result } from '@core/base/result';
import { textKey } from '@core/analysis/hash';
import { readMapping, readText, YamlText } from './yaml-text';

/** An entry as the file has it. */
export type SuppressionEntry = Omit<Suppression, 'file' | 'expired'>;

export interface SuppressionFileContent {
  readonly entries: readonly SuppressionEntry[];
  readonly problems: readonly RuleProblem[];
}

export const SUPPRESSION_FIELDS = ['id', 'key', 'reason', 'expires', 'by'] as const;
const MOST_ENTRIES = 2000;
const LONGEST_TEXT = 500;

/** Reads a list of suppressions. All mistakes are told. */
export function readSuppressionFile(text: string): SuppressionFileContent {
  const yaml = new YamlText(text);
  const entries: SuppressionEntry[] = [];
  if (yaml.problems.length > 0) return { entries, problems: yaml.problems };
  for (const [i, { contents }] of yaml.documents.entries()) {
    if (contents === null || (isScalar(contents) && contents.value === null)) continue;
    if (i > 0) yaml.problemAt(contents, 'The file has a second document.', 'Put all entries into one list.');
    else if (!isSeq(contents))
      yaml.problemAt(contents, 'The file is not a list of suppressions.', 'Begin each entry with “- id:” or “- key:”.');
    else if (contents.items.length > MOST_ENTRIES)
      yaml.problemAt(contents, `The file has more than ${MOST_ENTRIES} entries.`);
    else
      for (const item of contents.items) {
        const entry = readEntry(yaml, isMap(item) || isScalar(item) || isSeq(item) ? item : contents);
        if (entry !== null) entries.push(entry);
      }
  }
  return { entries, problems: yaml.problems };
}

function readEntry(yaml: YamlText, node: Node): SuppressionEntry | null {
  const before = yaml.problems.length;
  const fields = readMapping(yaml, node, SUPPRESSION_FIELDS, 'A suppression');
  if (fields === null) return null;
  const text = (field: (typeof SUPPRESSION_FIELDS)[number]): string => {
    const value = fields.get(field);
    const found = value === undefined ? '' : (readText(yaml, value, field) ?? '').trim();
    if (found.length > LONGEST_TEXT)
      yaml.problemAt(value ?? node, `“${field}” is longer than ${LONGEST_TEXT} characters.`);
    return found;
  };
  const [id, key, reason, by, expires] = [text('id'), text('key'), text('reason'), text('by'), text('expires')];
  if ((id === '') === (key === '')) yaml.problemAt(node, 'A suppression names either an id or a key.');
  if (reason === '')
    yaml.problemAt(node, 'The suppression has no reason.', 'Say why: whoever finds it in a year will ask.');
  if (/^\**$/.test(id + key) && id + key !== '')
    yaml.problemAt(node, 'This would suppress everything.', 'Name a rule or a function.');
  if (fields.has('expires') && !isDate(expires))
    yaml.problemAt(fields.get('expires') ?? node, `“${expires.slice(0, 40)}” is no date.`, 'Write 2026-12-31.');
  if (yaml.problems.length > before) return null;
  const line = yaml.line(node);
  return {
    suppression: handleOf(id, key, reason),
    line,
    id,
    key,
    reason,
    by,
    expires: expires === '' ? null : expires,
  };
}

/** The same entry has the same handle wherever it moves in its file. */
function handleOf(id: string, key: string, reason: string): string {
  return `sup-${textKey(`${id}\0${key}\0${reason}`)}`;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** True after the end of its day, UTC. `nowMs` null = no clock: nothing expires. */
export function isExpired({ expires }: Pick<SuppressionEntry, 'expires'>, nowMs: number | null): boolean {
  return expires !== null && nowMs !== null && nowMs >= Date.parse(`${expires}T00:00:00Z`) + 86_400_000;
}

/** Whether an entry is about a finding. */
export function covers({ id, key }: Pick<SuppressionEntry, 'id' | 'key'>, finding: Finding): boolean {
  return id === '' ? wildcard(key, findingKey(finding)) : wildcard(id, finding.id);
}

/** `*` stands for any text, everything else for itself. Linear in the pattern's parts and the text. */
export function wildcard(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** The text of a file with one more entry; everything else stays as it is written, comments too. An error says what is wrong. */
export function addSuppression(text: string, params: Omit<MuteParams, 'scope'>): Result<string, string> {
  const { id, key, reason, expires, by } = params;
  const old = readSuppressionFile(text);
  if (old.problems.length > 0) return err('the file has mistakes; correct them first');
  const entry = Object.fromEntries(
    Object.entries({ id, key, reason: reason.trim(), expires: expires ?? '', by: by.trim() }).filter(
      ([, value]) => value !== '',
    ),
  );
  const next = appended(text, entry);
  const [problem] = readSuppressionFile(next).problems;
  return problem === undefined ? ok(next) : err(problem.message.replace(/\.$/, ''));
}

function appended(text: string, entry: Readonly<Record<string, string>>): string {
  const document = parseDocument(text);
  // A new file, or one of comments alone: they stay above.
  if (!isSeq(document.contents))
    return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${stringify([entry], { lineWidth: 0 })}`;
  document.add(entry);
  return document.toString({ lineWidth: 0 });
}

/** The text without an entry; null when there is none with this handle. */
export function removeSuppression(text: string, suppression: string): string | null {
  const at = readSuppressionFile(text).entries.findIndex((entry) => entry.suppression === suppression);
  if (at < 0) return null;
  const document = parseDocument(text);
  document.deleteIn([at]);
  return isSeq(document.contents) && document.contents.items.length === 0 && document.contents.flow !== true
    ? withoutList(document.commentBefore, document.contents.commentBefore)
    : document.toString({ lineWidth: 0 });
}

/** A file whose last entry went keeps its comments. */
function withoutList(...comments: readonly (string | null | undefined)[]): string {
  const lines = comments.flatMap((comment) => (comment === null || comment === undefined ? [] : comment.split('\n')));
  return lines.map((line) => `#${line}\n`).join('');
}
