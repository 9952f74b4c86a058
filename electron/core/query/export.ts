import { Analyses } from '@core/analysis/analyses';
import { EXPORT_FORMATS, type ExportAnswer, type ExportParams } from '@core/api/export';
import type { Progress } from '@core/api/protocol';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import type { ByteSink } from '@core/base/sink';
import { Anonymiser, anonymise } from '@core/export/anonymise';
import { beginExport } from '@core/export/export';
import type { OpenDocument } from './document';
import { badParams } from './failure';
import { checkBoolean, checkFilter, checkOneOf } from './params';
import { profileView } from './profile-view';
import { written } from './written';

export interface ExportOptions {
  readonly signal: AbortSignal | null;
  onProgress(progress: Progress): void;
}

/**
 * Writes one capture of a document into a sink, chunk by chunk: the next one is made when the last one is written. Whatever ends it early
 * (a cancel, a full disk) aborts the sink; otherwise it is closed.
 */
export async function exportCapture(
  doc: OpenDocument,
  params: ExportParams,
  sink: ByteSink,
  { signal, onProgress }: ExportOptions,
): Promise<ExportAnswer> {
  let bytes = 0;
  let finished = false;
  try {
    const to = checkOneOf('to', params.to, EXPORT_FORMATS);
    const filter = checkFilter(params.filter);
    const own = doc.analyses[params.capture]?.capture;
    const timeline = to === 'chrome' && own?.trace != null;
    if (own !== undefined && own.samples.types.length === 0 && !timeline)
      throw badParams('capture', `${own.name} has no profile that could be exported`, 'Export a profile or a dump.');
    const runtimeFrames = params.runtimeFrames ?? false;
    const view = { ...params, sampleType: params.sampleType ?? own?.samples.defaultType ?? 0 };
    // A trace without samples has no sample type to check, and its timeline needs none.
    const raw = timeline && own.samples.types.length === 0 ? null : profileView(doc, { ...view, runtimeFrames: true });
    const analyses =
      raw === null ? doc.analyses[params.capture] : profileView(doc, { ...view, runtimeFrames }).analyses;
    const anonymous = checkBoolean('anonymise', params.anonymise ?? false);
    if (anonymous && to !== 'pprof')
      throw badParams('anonymise', `Names are replaced in pprof files, not in ${to}`, 'Export it as pprof.');
    const { chunks, tally } = beginExport({
      to,
      analyses,
      // The filter looks at the names as they are.
      raw: anonymous ? withOtherNames(analyses, new Anonymiser()) : (raw?.analyses ?? analyses),
      runtimeFrames,
      filter,
      sampleType: params.sampleType === null ? null : (raw?.sampleType ?? 0),
    });
    const what = `Writing ${analyses.capture.name}`;
    for await (const chunk of chunks) {
      throwIfCancelled(signal);
      await written(sink.write(chunk));
      bytes += chunk.length;
      onProgress({ what, done: Math.round(tally.done * 1000), total: 1000, found: tally.entries, noun: tally.noun });
      await yieldToHost();
      throwIfCancelled(signal);
    }
    await written(sink.close());
    finished = true;
    const notes = tally.notes.map(([words, count]) => `${formatCount(count)} ${words}.`);
    return { bytes, entries: tally.entries, noun: tally.noun, notes };
  } finally {
    if (!finished) await sink.abort();
  }
}

/** The same capture as others may see it. */
export function withOtherNames({ capture, origins, ownModule }: Analyses, names: Anonymiser): Analyses {
  return new Analyses(anonymise(capture, origins, names), ownModule);
}
