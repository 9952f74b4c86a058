import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { ExportAnswer, ExportFormat } from '@core/api/export';
import { formatCount, formatFileSize } from '@core/base/format';
import type { Workspace } from '../../client/workspace';
import { useExporting } from '../../state/exporting';
import { captureFor, needOf, profileParams } from '../../state/scope';
import type { ViewState } from '../../state/view';
import { announce } from '../../ui/announce';
import { suggestedName } from './formats';

/** How long the status bar says what was written. */
const SHOWN_MS = 20_000;

/** The capture that is shown, where it can be exported: one with samples, or an execution trace. */
export function exportable(info: DocumentInfo, view: ViewState): CaptureInfo | null {
  const shown = captureFor(info, view, needOf(view)) ?? captureFor(info, view, 'profile');
  return shown !== null && (shown.sampleTypes.length > 0 || shown.kind === 'trace') ? shown : null;
}

/** Asks where to, writes the shown capture under the filter there, and says so. One at a time. */
export async function runExport(
  workspace: Workspace,
  info: DocumentInfo,
  view: ViewState,
  to: ExportFormat,
): Promise<void> {
  const capture = exportable(info, view);
  if (capture === null || useExporting.getState().running !== null) return;
  const chosen = await workspace.bridge.exportDialog({ suggestedName: suggestedName(capture, to), format: to });
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
    if (event.type === 'export' && event.doc === info.doc && running !== null)
      useExporting.setState({ running: { ...running, share: event.progress.done / event.progress.total } });
  });
  // The profile views' sample type and frames, where they show this capture; others write what the capture has.
  const shown = profileParams(info, view);
  const same = shown !== null && shown.capture === capture.index;
  const answer = await workspace.client.call(
    'export',
    {
      doc: info.doc,
      capture: capture.index,
      filter: view.filter,
      sampleType: same && view.sampleType !== null ? shown.sampleType : null,
      ...(same && shown.runtimeFrames === true ? { runtimeFrames: true } : {}),
      to,
      target,
    },
    controller.signal,
  );
  quiet();
  useExporting.setState({ running: null });
  if (answer.ok) tell(name, answer.value);
  else if (answer.error.code === 'cancelled') announce(`Cancelled, ${name} was not written`);
  else
    workspace.notify({
      message: answer.error.message,
      hint: [answer.error.reason, answer.error.hint].filter((part) => part !== '').join(' '),
    });
}

function tell(name: string, { bytes, entries, noun, notes }: ExportAnswer): void {
  const count = `${formatCount(entries)} ${entries === 1 ? noun.replace(/s$/, '') : noun}`;
  const written = { text: `Wrote ${name}: ${count}, ${formatFileSize(bytes)}`, notes };
  useExporting.setState({ written });
  announce([written.text, ...notes].join('. '));
  setTimeout(() => {
    if (useExporting.getState().written === written) useExporting.setState({ written: null });
  }, SHOWN_MS);
}
