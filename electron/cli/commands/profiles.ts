import { stat } from 'node:fs/promises';
import type { CaptureInfo } from '@core/api/document';
import { targetKind } from '@core/base/target';
import type { SourceFinder } from '@core/query/sources';
import { CliFailure, EXIT, usage, type CliIo } from '../io';
import type { Parsed } from '../options';
import { errorLine, openSession, type Session } from '../session';
import { URL_OPTIONS, urlPlanOf } from '../url';

/** Options of the commands that show a profile by function. */
export const PROFILE_OPTIONS = {
  sample: { type: 'string' },
  cum: { type: 'boolean' },
  n: { type: 'string', short: 'n' },
  'runtime-frames': { type: 'boolean' },
  normalize: { type: 'boolean' },
  ...URL_OPTIONS,
} as const;

const PAGE = 10_000;

/**
 * Opens files as one document with one capture each, so that numbers of captures are those of files. One file (or folder) alone may hold
 * several captures: the first profile is meant. Of a base of net/http/pprof it is the heap. A sum without one of its parts would be wrong, so each file must be readable.
 */
export async function openProfiles(
  files: readonly string[],
  parsed: Parsed,
  io: CliIo,
  sources?: SourceFinder,
): Promise<Session> {
  const plan = urlPlanOf(parsed, ['heap'], '0s', '0s');
  const session = await openSession(files, io, undefined, plan, undefined, sources);
  const [failed] = session.failed;
  if (failed !== undefined) throw new CliFailure(EXIT.input, errorLine(failed.error));
  const { captures } = session.info;
  if (files.length > 1 && captures.length !== files.length) {
    const folder = await folderAmong(files);
    if (folder !== null)
      throw new CliFailure(
        EXIT.input,
        `${folder} is a folder and cannot be put together with others; name one file of it`,
      );
    const names = captures.map(({ name }) => name);
    const several = names.find((name, i) => names.indexOf(name) !== i) ?? names[0] ?? '';
    throw new CliFailure(EXIT.input, `${several} holds several captures and cannot be put together with other files`);
  }
  // Of a folder the first that is a profile: metrics have no functions.
  const profile = files.length === 1 ? captures.find(({ sampleTypes }) => sampleTypes.length > 0) : undefined;
  if (captures.every(({ kind }) => kind === 'metrics'))
    throw new CliFailure(
      EXIT.input,
      `${session.capture.name} has metrics and no functions; use \`parkscope info\` for it`,
    );
  return profile === undefined ? session : { ...session, capture: profile };
}

async function folderAmong(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const stats = targetKind(file) === 'file' && file !== '-' ? await stat(file) : null;
    if (stats?.isDirectory()) return file;
  }
  return null;
}

/** Index of a sample type by its name, `type/unit` or number, as -sample_index of pprof takes it. */
export function sampleTypeOf({ name, sampleTypes, defaultSampleType }: CaptureInfo, wanted: string | null): number {
  if (wanted === null) return defaultSampleType;
  const plain = wanted.replace(/^inuse_/, '');
  const matches: readonly ((type: string, unit: string, index: number) => boolean)[] = [
    (type) => type === wanted,
    (type, unit) => `${type}/${unit}` === wanted,
    (_type, _unit, index) => String(index) === wanted,
    // Texts of old allocators call what is in use just objects and space.
    (type) => type === plain,
  ];
  for (const match of matches) {
    const found = sampleTypes.findIndex(({ type, unit }, index) => match(type, unit, index));
    if (found >= 0) return found;
  }
  const known = sampleTypes.map(({ type }) => type).join(', ') || 'no sample types';
  throw usage(`--sample is ${JSON.stringify(wanted)}; ${name} has ${known}`);
}

/** Asks page by page until `wanted` rows or all are there; the last answer, whose rows are the last page's only. */
export async function allPages<R, A extends { readonly rows: readonly R[]; readonly totalRows: number }>(
  page: (offset: number, limit: number) => Promise<A>,
  rows: R[],
  wanted: number,
): Promise<A> {
  for (;;) {
    const answer = await page(rows.length, Math.max(1, Math.min(wanted - rows.length, PAGE)));
    rows.push(...answer.rows);
    if (answer.rows.length === 0 || rows.length >= Math.min(wanted, answer.totalRows)) return answer;
  }
}
