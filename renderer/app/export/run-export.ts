import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { EXPORT_FORMATS, type ExportAnswer, type ExportFormat, type FileFormat } from '@core/api/export';
import type { CallParams } from '@core/api/protocol';
import { formatCount, formatFileSize } from '@core/base/format';
import type { Workspace } from '../../client/workspace';
import { t } from '../../i18n/t';
import { useExporting } from '../../state/exporting';
import { captureFor, needOf, profileParams } from '../../state/scope';
import type { ViewState } from '../../state/view';
import { writeView } from '../../state/view-link';
import { announce } from '../../ui/announce';
import { suggestedName } from './formats';
import { fromEngine } from '../../i18n/from-engine';

/** How long the status bar says what was written. */
const SHOWN_MS = 20_000;

/** What the engine is asked to write, but for the place. */
type Order = WithoutTarget<CallParams<'export'>>;
type WithoutTarget<T> = T extends { readonly target: string } ? Omit<T, 'target'> : never;

/** The capture that is shown, where it can be exported: one with samples, or an execution trace. */
export function exportable(info: DocumentInfo, view: ViewState): CaptureInfo | null {
  const shown = captureFor(info, view, needOf(view)) ?? captureFor(info, view, 'profile');
  return shown !== null && (shown.sampleTypes.length > 0 || shown.kind === 'trace') ? shown : null;
}

export function isCaptureFormat(format: FileFormat): format is ExportFormat {
  return EXPORT_FORMATS.some((other) => other === format);
}

/** The shown capture under the filter. */
export function captureOrder(
  info: DocumentInfo,
  view: ViewState,
  capture: CaptureInfo,
  to: ExportFormat,
  anonymise: boolean,
): Order {
  // The profile views' sample type and frames, where they show this capture; others write what the capture has.
  const shown = profileParams(info, view);
  const same = shown !== null && shown.capture === capture.index;
  return {
    doc: info.doc,
    capture: capture.index,
    filter: view.filter,
    sampleType: same && view.sampleType !== null ? shown.sampleType : null,
    ...(same && shown.runtimeFrames === true ? { runtimeFrames: true } : {}),
    ...(same && shown.range !== undefined && to !== 'chrome' ? { range: shown.range } : {}),
    to,
    anonymise: anonymise && to === 'pprof',
  };
}

/** The whole document, which begins with what is shown now; or only what passes the filter. Under other names nothing may tell the own ones. */
export function reportOrder(
  { doc }: DocumentInfo,
  view: ViewState,
  title: string,
  { only, anonymise }: { readonly only: boolean; readonly anonymise: boolean },
): Order {
  const filter = only || anonymise ? view.filter : null;
  const state = anonymise ? { view: view.view } : writeView(view);
  return { doc, to: 'html', title: anonymise ? t('Report') : title, state, only: filter, anonymise };
}

/** Asks where to, lets the engine write there, and says what was written. One at a time. `named` = what the file is named after. */
export async function runExport(workspace: Workspace, order: Order, named: string): Promise<void> {
  if (useExporting.getState().running !== null) return;
  const asked = { suggestedName: suggestedName(named, order.to), format: order.to };
  const chosen = await workspace.bridge.exportDialog(asked);
  if (!chosen.ok) {
    workspace.notify(chosen.error);
    return;
  }
  const { target, name } = chosen.value;
  if (target === '') return;
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  useExporting.setState({ running: { name, share: 0, since: Date.now(), cancel }, written: null });
  const quiet = workspace.client.onEvent((event) => {
    const { running } = useExporting.getState();
    if (event.type === 'export' && event.doc === order.doc && running !== null)
      useExporting.setState({ running: { ...running, share: event.progress.done / event.progress.total } });
  });
  const answer = await workspace.client.call('export', { ...order, target }, controller.signal);
  quiet();
  useExporting.setState({ running: null });
  if (answer.ok) tell(name, answer.value);
  else if (answer.error.code === 'cancelled') announce(t('Cancelled, {name} was not written', { name }));
  else
    workspace.notify({
      message: fromEngine(answer.error.message),
      hint: fromEngine([answer.error.reason, answer.error.hint].filter((part) => part !== '').join(' ')),
    });
}

function tell(name: string, { bytes, entries, noun, notes }: ExportAnswer): void {
  const count = `${formatCount(entries)} ${t(entries === 1 ? noun.replace(/s$/, '') : noun)}`;
  const size = formatFileSize(bytes);
  showWritten(t('Wrote {name}: {count}, {size}', { name, count, size }), notes);
}

/** In the status bar, for a while. */
export function showWritten(text: string, notes: readonly string[]): void {
  const written = { text, notes };
  useExporting.setState({ written });
  announce([written.text, ...notes].join('. '));
  setTimeout(() => {
    if (useExporting.getState().written === written) useExporting.setState({ written: null });
  }, SHOWN_MS);
}
