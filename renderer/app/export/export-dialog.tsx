import { useState, type JSX } from 'react';
import { EXPORT_FORMATS, type ExportFormat } from '@core/api/export';
import { useWorkspace } from '../../client/use-workspace';
import { formatFilter } from '../../state/filter-text';
import type { OpenDocument } from '../../state/session';
import { useView } from '../../state/view';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import { FORMATS, TIMELINE_HINT } from './formats';
import { exportable, runExport } from './run-export';
import './export.css';

/** Which format to write the shown capture in; the system's dialog then asks where to. */
export function ExportDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly document: OpenDocument | null;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} className="export" label="Export">
      <DialogHead title="Export" onClose={props.onClose} />
      {props.document !== null && <ExportForm document={props.document} onClose={props.onClose} />}
    </Dialog>
  );
}

/** Remembered while the window is open: the next export is mostly like the last one. */
let lastFormat: ExportFormat | null = null;

function ExportForm({
  document,
  onClose,
}: {
  readonly document: OpenDocument;
  readonly onClose: () => void;
}): JSX.Element {
  const workspace = useWorkspace();
  const view = useView(document.id);
  const { info } = document;
  const capture = info === null ? null : exportable(info, view);
  const isTrace = capture?.kind === 'trace';
  const [format, setFormat] = useState<ExportFormat>(lastFormat ?? (isTrace ? 'chrome' : 'pprof'));
  if (info === null || capture === null)
    return <p className="what d2">Nothing here can be exported: metrics have no stacks.</p>;
  const filter = formatFilter(view.filter);
  const hasProfile = capture.sampleTypes.length > 0;
  return (
    <form
      className="formats"
      onSubmit={(event) => {
        event.preventDefault();
        lastFormat = format;
        onClose();
        void runExport(workspace, info, view, format);
      }}
    >
      <p className="what d2">
        {capture.name}
        {filter === '' ? '' : ', only what passes the filter '}
        {filter !== '' && <code>{filter}</code>}
      </p>
      <fieldset>
        <legend className="sr">Format</legend>
        {FORMATS.map((words) => (
          <label key={words.format}>
            <input
              type="radio"
              name="export-format"
              value={words.format}
              checked={format === words.format}
              disabled={!hasProfile && words.format !== 'chrome'}
              onChange={() => setFormat(EXPORT_FORMATS.find((f) => f === words.format) ?? 'pprof')}
            />
            <span className="title">{words.title}</span>
            <span className="hint">{isTrace && words.format === 'chrome' ? TIMELINE_HINT : words.hint}</span>
          </label>
        ))}
      </fieldset>
      <footer>
        <button type="submit" className="btn p">
          Choose where…
        </button>
      </footer>
    </form>
  );
}
