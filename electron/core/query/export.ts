import { Analyses } from '@core/analysis/analyses';
import { EXPORT_FORMATS, type ExportAnswer, type ExportParams } from '@core/api/export';
import type { ByteSink } from '@core/base/sink';
import { Anonymiser, anonymise } from '@core/export/anonymise';
import { beginExport } from '@core/export/export';
import type { OpenDocument } from './document';
import { badParams } from './failure';
import { checkBoolean, checkFilter, checkOneOf } from './params';
import { profileView, tracePart } from './profile-view';
import type { Run } from './questions/question';
import { writeInto, type ExportOptions } from './written';

/** Writes one capture of a document into a sink. */
export function exportCapture(
  doc: OpenDocument,
  params: ExportParams,
  sink: ByteSink,
  run: Run,
  options: ExportOptions,
): Promise<ExportAnswer> {
  return writeInto(sink, options, async () => {
    const to = checkOneOf('to', params.to, EXPORT_FORMATS);
    const filter = checkFilter(params.filter);
    const own = doc.analyses[params.capture]?.capture;
    const timeline = to === 'chrome' && own?.trace != null;
    if (own !== undefined && own.samples.types.length === 0 && !timeline)
      throw badParams('capture', `${own.name} has no profile that could be exported`, 'Export a profile or a dump.');
    const runtimeFrames = params.runtimeFrames ?? false;
    const view = { ...params, sampleType: params.sampleType ?? own?.samples.defaultType ?? 0 };
    // A trace without samples has no sample type to check, and its timeline needs none.
    const part = timeline ? null : await tracePart(doc, params, run);
    const raw =
      timeline && own.samples.types.length === 0 ? null : profileView(doc, { ...view, runtimeFrames: true }, part);
    const analyses =
      raw === null ? doc.analyses[params.capture] : profileView(doc, { ...view, runtimeFrames }, part).analyses;
    const anonymous = checkBoolean('anonymise', params.anonymise ?? false);
    if (anonymous && to !== 'pprof')
      throw badParams('anonymise', `Names are replaced in pprof files, not in ${to}`, 'Export it as pprof.');
    const writing = beginExport({
      to,
      analyses,
      // The filter looks at the names as they are.
      raw: anonymous ? withOtherNames(analyses, new Anonymiser()) : (raw?.analyses ?? analyses),
      runtimeFrames,
      filter,
      sampleType: params.sampleType === null ? null : (raw?.sampleType ?? 0),
    });
    writing.tally.what = `Writing ${analyses.capture.name}`;
    return writing;
  });
}

/** The same capture as others may see it. */
export function withOtherNames({ capture, origins, ownModule }: Analyses, names: Anonymiser): Analyses {
  return new Analyses(anonymise(capture, origins, names), ownModule);
}
