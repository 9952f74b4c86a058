import { engineError } from '@core/api/errors';
import type { DocumentInfo } from '@core/api/document';
import type { ExportAnswer } from '@core/api/export';
import { NO_FILTER } from '@core/api/params';
import type { ReportParams } from '@core/api/report';
import { joined } from '@core/base/bytes';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatBytes } from '@core/base/format';
import type { ByteSink } from '@core/base/sink';
import { bytesSource, type ByteSource } from '@core/base/source';
import { Anonymiser } from '@core/export/anonymise';
import { gzip } from '@core/export/gzip';
import { Tally } from '@core/export/job';
import { writeProfile } from '@core/export/pprof';
import { packProfile } from '@core/export/report/pack-profile';
import { writePage, type ReportPart } from '@core/export/report/page';
import { refusal } from '@core/formats/unpack-answers';
import { unpack } from '@core/formats/unpack';
import type { OpenDocument } from './document';
import { withOtherNames } from './export';
import { QuestionFailed } from './failure';
import { checkBoolean, checkFilter } from './params';
import { progressOf, writeInto, type ExportOptions } from './written';

/** Unpacked bytes of an input that a page can hold: what a browser takes as one text is twice of it. */
const MOST = 256 << 20;

/**
 * Writes a document as one HTML file (core/export/report). `inputs` = what it was opened from, `page` = the empty report. What was opened goes in as it was, profiles packed
 * closer; so the report reads the same bytes as this document did.
 */
export async function exportReport(
  doc: OpenDocument,
  inputs: readonly ByteSource[],
  params: ReportParams,
  page: (() => Promise<string>) | undefined,
  sink: ByteSink,
  options: ExportOptions,
): Promise<ExportAnswer> {
  return writeInto(sink, options, async () => {
    if (page === undefined) {
      const hint = 'Use the desktop window, or parkscope report.';
      throw new QuestionFailed(engineError('unwritable', 'No report can be made here', { hint }));
    }
    const tally = new Tally('inputs');
    checkBoolean('anonymise', params.anonymise);
    const parts =
      params.anonymise || params.only !== null
        ? fromTables(doc, params, tally, options)
        : asOpened(doc.info, inputs, tally, options);
    return { chunks: writePage(await page(), { title: params.title, state: params.state }, parts), tally };
  });
}

/** The inputs of the document, each as the bytes it was opened from. */
async function* asOpened(
  info: DocumentInfo,
  inputs: readonly ByteSource[],
  tally: Tally,
  { signal, onProgress }: ExportOptions,
): AsyncGenerator<ReportPart, void, undefined> {
  if (inputs.length === 0) {
    const hint = 'Record it, open the recording, and make the report of that.';
    throw new QuestionFailed(engineError('bad-params', `${info.title} is no file that a report could hold`, { hint }));
  }
  for (const [at, source] of inputs.entries()) {
    const step = (share: number): void => {
      tally.done = (at + share) / inputs.length;
      tally.what = `Packing ${source.name}`;
      onProgress(progressOf(tally));
    };
    const isProfile = info.captures.some(({ name, format }) => name === source.name && format === 'pprof');
    const again = await reopened(source);
    try {
      yield { name: source.name, modifiedMs: source.modifiedMs, ...(await packed(again, isProfile, signal, step)) };
      tally.entries++;
    } finally {
      await again.close?.();
    }
  }
}

/** The profiles of the document, written anew: only what passes, or under other names. */
async function* fromTables(
  doc: OpenDocument,
  { only, anonymise }: ReportParams,
  tally: Tally,
  { signal, onProgress }: ExportOptions,
): AsyncGenerator<ReportPart, void, undefined> {
  const filter = checkFilter(only ?? NO_FILTER);
  const names = new Anonymiser();
  for (const [at, analyses] of doc.analyses.entries()) {
    const { capture } = analyses;
    const { kind, timeMs } = capture;
    if (capture.samples.types.length === 0) {
      tally.note('captures have no samples and are not in the report');
      continue;
    }
    if (capture.goroutines !== null && capture.format !== 'pprof')
      tally.note('captures are in the report as profiles of their stacks, without what else they tell');
    const step = (share: number): void => {
      tally.done = (at + share) / doc.analyses.length;
      tally.what = `Packing ${capture.name}`;
      onProgress(progressOf(tally));
    };
    const shown = analyses.pruned;
    const raw = anonymise ? withOtherNames(shown, names) : shown;
    const job = { to: 'pprof', analyses: shown, raw, runtimeFrames: true, filter, sampleType: null } as const;
    const samples = new Tally('samples');
    const pieces: Uint8Array[] = [];
    for await (const piece of writeProfile(job, samples)) {
      pieces.push(piece);
      step(samples.done / 2);
      throwIfCancelled(signal);
    }
    const bytes = joined(pieces);
    const source = bytesSource(anonymise ? `${kind}-${at + 1}.pb` : `${baseOf(capture.name)}.pb`, bytes, timeMs);
    const own = (share: number): void => step(0.5 + share / 2);
    yield { name: source.name, modifiedMs: timeMs, ...(await packed(source, true, signal, own)) };
    tally.entries++;
  }
  if (tally.entries === 0) {
    const hint = 'Make a report of everything, under its own names.';
    throw new QuestionFailed(engineError('bad-params', 'There is no profile that a report could hold', { hint }));
  }
}

/** `goroutine.txt` → `goroutine`. */
function baseOf(name: string): string {
  return name.replace(/(?:\.(?:gz|zst|pb|pprof|prof|txt|out|json|folded|log))+$/i, '');
}

/** The source as it can be read now. A file that is another one by now would be another report than the document. */
async function reopened(source: ByteSource): Promise<ByteSource & { close?(): Promise<void> }> {
  if (source.reopen === undefined) return source;
  const { name, size, modifiedMs } = source;
  let again: ByteSource & { close(): Promise<void> };
  try {
    again = await source.reopen();
  } catch (cause) {
    throw new QuestionFailed(refusal(name, 0, cause));
  }
  if (again.size === size && again.modifiedMs === modifiedMs) return again;
  await again.close();
  const hint = 'Open it again, and make the report of that.';
  throw new QuestionFailed(engineError('unreadable', `${name} has changed since it was opened`, { hint }));
}

async function packed(
  source: ByteSource,
  isProfile: boolean,
  signal: AbortSignal | null,
  step: (share: number) => void,
): Promise<Pick<ReportPart, 'form' | 'chunks'>> {
  if (source.size > MOST) throw tooLarge(source);
  step(0);
  const content = await unpack(source, { signal, progress: () => undefined, claims: () => true, limit: MOST });
  if (!content.ok) throw content.error.code === 'too-large' ? tooLarge(source) : new QuestionFailed(content.error);
  const { bytes, compression, cut, members, garbage } = content.value;
  if (isProfile && !cut && members.length === 1 && garbage === 0) {
    const packing = packProfile(bytes);
    for (;;) {
      const next = packing.next();
      if (next.done === true) {
        if (next.value !== null) return { form: 'packed', chunks: gzip(once(next.value)) };
        break;
      }
      step(next.value);
      await yieldToHost();
      throwIfCancelled(signal);
    }
  }
  if (compression === 'none') return { form: 'gzip', chunks: gzip(once(bytes)) };
  return { form: 'stored', chunks: pieces(source) };
}

function tooLarge({ name }: ByteSource): QuestionFailed {
  return new QuestionFailed(
    engineError('too-large', `${name} is too large for a report`, {
      reason: `A browser can take about ${formatBytes(MOST)} of a file in a page.`,
      hint: 'Export what passes a filter as pprof, and make the report of that.',
    }),
  );
}

// Asynchronous, as what writers take.
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  const PIECE = 1 << 18;
  for (let at = 0; at < bytes.length; at += PIECE) yield await Promise.resolve(bytes.subarray(at, at + PIECE));
}

async function* pieces(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const PIECE = 1 << 20;
  for (let at = 0; at < source.size; at += PIECE) yield await source.read(at, PIECE);
}
