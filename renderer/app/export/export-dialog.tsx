import { useState, type JSX } from 'react';
import { PICTURE_FORMATS, type PictureFormat } from '@core/api/picture';
import type { DocumentInfo } from '@core/api/document';
import type { FileFormat } from '@core/api/export';
import type { TableQuestion } from '@core/api/table';
import { useShownPictures } from '../../charts/picture/shown';
import { isLight } from '../../charts/picture/theme';
import { useWorkspace } from '../../client/use-workspace';
import { rich, t } from '../../i18n/t';
import { formatFilter } from '../../state/filter-text';
import { isAnonymisePreferred } from '../../state/preferences';
import type { OpenDocument } from '../../state/session';
import { useView } from '../../state/view';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import { FORMATS, TIMELINE_HINT } from './formats';
import { captureOrder, exportable, isCaptureFormat, reportOrder, runExport } from './run-export';
import { isLightWanted, savePicture, usePictureCommands } from './save-picture';
import { TABLE_WORDS, useTables } from './use-tables';
import './export.css';

/** Which format to write what is shown in; the system's dialog then asks where to. */
export function ExportDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly document: OpenDocument | null;
}): JSX.Element {
  const info = props.document?.info ?? null;
  usePictureCommands(props.document);
  return (
    <Dialog open={props.open} onClose={props.onClose} className="export" label={t('Export')}>
      <DialogHead title={t('Export')} onClose={props.onClose} />
      {props.document !== null && info !== null && (
        <ExportForm document={props.document} info={info} onClose={props.onClose} />
      )}
    </Dialog>
  );
}

/** Remembered while the window is open: the next export is mostly like the last one. */
let lastFormat: FileFormat | null = null;

function ExportForm({
  document,
  info,
  onClose,
}: {
  readonly document: OpenDocument;
  readonly info: DocumentInfo;
  readonly onClose: () => void;
}): JSX.Element {
  const workspace = useWorkspace();
  const view = useView(document.id);
  const capture = exportable(info, view);
  const tables = useTables(info, view);
  const [chosenTable, setChosenTable] = useState(0);
  const table = tables[chosenTable] ?? tables[0] ?? null;
  const pictures = useShownPictures();
  const [chosen, setChosen] = useState(0);
  const picture = pictures[chosen] ?? pictures[0];
  const [light, setLight] = useState(isLightWanted());
  const isTrace = capture?.kind === 'trace';
  const possible = (to: FileFormat): boolean => {
    if (to === 'csv') return table !== null;
    if (isPictureFormat(to)) return pictures.length > 0;
    // What is watched has no file that a report could hold.
    if (!isCaptureFormat(to))
      return info.live === undefined || document.inputs.every(({ size }) => size !== null && size > 0);
    return capture !== null && (to === 'chrome' || capture.sampleTypes.length > 0);
  };
  const usual: FileFormat = isTrace ? 'chrome' : capture === null ? 'html' : 'pprof';
  const [format, setFormat] = useState<FileFormat>(lastFormat !== null && possible(lastFormat) ? lastFormat : usual);
  const filter = formatFilter(view.filter);
  const [only, setOnly] = useState(false);
  const [anonymise, setAnonymise] = useState(isAnonymisePreferred);
  const start = (): void => {
    lastFormat = format;
    onClose();
    if (isPictureFormat(format)) {
      if (picture !== undefined) void savePicture(workspace, document, picture, format, light);
    } else if (format === 'csv') {
      if (table !== null) {
        const order = { doc: info.doc, to: format, table, anonymise: anonymise && renames(format, table) } as const;
        void runExport(workspace, order, document.title);
      }
    } else if (!isCaptureFormat(format)) {
      const order = reportOrder(info, view, document.title, { only: only && filter !== '', anonymise });
      void runExport(workspace, order, anonymise ? t('Report') : document.title);
    } else if (capture !== null)
      void runExport(workspace, captureOrder(info, view, capture, format, anonymise), capture.name);
  };
  return (
    <form
      className="formats"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <p className="what d2">
        {whatIsWritten(
          format === 'html' && !only && !anonymise,
          isPictureFormat(format)
            ? (picture?.title ?? document.title)
            : format === 'html'
              ? document.title
              : (capture?.name ?? document.title),
          filter,
        )}
      </p>
      <fieldset className="choices">
        <legend className="sr">{t('Format')}</legend>
        {FORMATS.map((words) => (
          <label key={words.format}>
            <input
              type="radio"
              name="export-format"
              value={words.format}
              checked={format === words.format}
              disabled={!possible(words.format)}
              onChange={() => setFormat(words.format)}
            />
            <span className="title">{t(words.title)}</span>
            <span className="hint">{t(isTrace && words.format === 'chrome' ? TIMELINE_HINT : words.hint)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="how">
        <legend className="sr">{t('What is written')}</legend>
        {format === 'csv' && tables.length > 1 && (
          <Which
            label={t('Which table')}
            titles={tables.map(({ question }) => t(TABLE_WORDS[question]))}
            value={chosenTable}
            onChange={setChosenTable}
          />
        )}
        {isPictureFormat(format) && (
          <>
            {pictures.length > 1 && (
              <Which
                label={t('Which picture')}
                titles={pictures.map(({ title }) => title)}
                value={chosen}
                onChange={setChosen}
              />
            )}
            <label>
              <input
                type="checkbox"
                checked={light || isLight()}
                disabled={isLight()}
                onChange={(event) => setLight(event.target.checked)}
              />
              <span>{t('On a white background')}</span>
              <span className="hint">{t('Otherwise in the colours of the window.')}</span>
            </label>
          </>
        )}
        <label>
          <input
            type="checkbox"
            checked={format !== 'html' ? filter !== '' : (only || anonymise) && filter !== ''}
            disabled={filter === '' || format !== 'html' || anonymise}
            onChange={(event) => setOnly(event.target.checked)}
          />
          <span>{t('Only what passes the filter')}</span>
        </label>
        <label>
          <input
            type="checkbox"
            checked={anonymise && renames(format, table)}
            disabled={!renames(format, table)}
            onChange={(event) => setAnonymise(event.target.checked)}
          />
          <span>{t('Other names for own code, no labels')}</span>
          <span className="hint">
            {t('Functions, files and binaries that are not of Go itself are replaced, the same by the same.')}
          </span>
        </label>
      </fieldset>
      <footer>
        <button type="submit" className="btn p" disabled={!possible(format)}>
          {t('Choose where…')}
        </button>
      </footer>
    </form>
  );
}

/** One of several things on screen. */
function Which(props: {
  readonly label: string;
  readonly titles: readonly string[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  return (
    <label className="which">
      <span>{props.label}</span>
      <select value={props.value} onChange={(event) => props.onChange(Number(event.target.value))}>
        {props.titles.map((title, i) => (
          <option key={i} value={i}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function isPictureFormat(format: FileFormat): format is PictureFormat {
  return PICTURE_FORMATS.some((other) => other === format);
}

/** What can be written under other names; of tables those of functions. */
function renames(format: FileFormat, table: TableQuestion | null): boolean {
  if (format !== 'csv') return format === 'html' || format === 'pprof';
  switch (table?.question) {
    case 'goroutineGroups':
      return true;
    case 'top':
    case 'diff':
      return (table.params.by ?? 'function') === 'function';
    default:
      return false;
  }
}

function whatIsWritten(everything: boolean, what: string, filter: string): string | JSX.Element {
  if (filter === '') return what;
  if (everything) return t('{what}, with the filter set but everything in it', { what });
  return rich('{what}, only what passes the filter {filter}', { what, filter: <code>{filter}</code> });
}
