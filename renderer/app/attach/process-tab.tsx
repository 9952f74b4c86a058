import { Copy, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import type { ProcessRow } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useWorkspace } from '../../client/use-workspace';
import { useLayout } from '../../state/settings';
import { announce } from '../../ui/announce';
import { toCsv, type TableSort } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { ProcessCharts } from './process-charts';
import { processColumns } from './process-columns';
import { ProcessFacts } from './process-facts';
import { inOrder, matching, processKey, PROCESS_SORTS, refusal } from './processes';
import { useProcesses } from './use-processes';
import { PaceFields } from './pace-fields';
import type { Sampling } from '../../state/preferences';
import { fromEngine } from '../../i18n/from-engine';
import { rich, t } from '../../i18n/t';

const NEWEST_FIRST: TableSort = { id: 'pid', descending: true };

/** What runs on this machine, and what can be read of the chosen one. */
export function ProcessTab(props: {
  readonly sampling: Sampling;
  readonly onSampling: (sampling: Sampling) => void;
  readonly onAttach: (row: ProcessRow) => void;
  readonly onOnce: (row: ProcessRow) => void;
  readonly onUrl: () => void;
  /** Why the last try did not succeed; ``. */
  readonly problem: string;
  readonly busy: boolean;
}): JSX.Element {
  const { bridge } = useWorkspace();
  const { answer, error, looks, again } = useProcesses();
  const [text, setText] = useState('');
  const [goOnly, setGoOnly] = useLayout<boolean>('attach.goOnly', true);
  const [mineOnly, setMineOnly] = useLayout<boolean>('attach.mineOnly', false);
  const [sort, setSort] = useState(NEWEST_FIRST);
  const [selected, setSelected] = useState<string | null>(null);
  const all = answer?.processes;
  const rows = useMemo(() => {
    const found = matching(all ?? [], { text, goOnly, mineOnly });
    const by = PROCESS_SORTS.find((id) => id === sort.id) ?? 'pid';
    return inOrder(found, by, sort.descending);
  }, [all, text, goOnly, mineOnly, sort]);
  // Chosen once, not with each refresh: Enter must not attach to what has just been started.
  const first = rows.find(isUsual) ?? rows.find((row) => refusal(row) === null) ?? rows[0];
  const none = selected === null && first !== undefined;
  useEffect(() => {
    if (none) setSelected(processKey(first));
  }, [none, first]);
  const chosen = (selected === null ? first : rows.find((row) => processKey(row) === selected)) ?? null;
  const gone = chosen === null && selected !== null && all?.every((row) => processKey(row) !== selected) === true;
  const chosenKey = chosen === null ? null : processKey(chosen);
  const source = useMemo<RowSource<ProcessRow>>(
    () => ({
      total: rows.length,
      at: (index) => rows[index],
      want: () => undefined,
      indexOf: (key) => rows.findIndex((row) => processKey(row) === key),
      stale: false,
    }),
    [rows],
  );
  const columns = useMemo(() => processColumns(text.trim()), [text]);
  const counted =
    all === undefined
      ? ''
      : t('{rows} of {all} processes', { rows: formatCount(rows.length), all: formatCount(all.length) });
  // What a search found; not each process that comes and goes by itself.
  const latest = useRef(counted);
  useEffect(() => {
    latest.current = counted;
  });
  useEffect(() => {
    if (latest.current !== '') announce(latest.current);
  }, [text, goOnly, mineOnly]);

  const attach = (row: ProcessRow | null): void => {
    if (row !== null && refusal(row) === null && !props.busy) props.onAttach(row);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') attach(chosen);
    else if (step !== 0) {
      const at = rows.findIndex((row) => processKey(row) === chosenKey);
      const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
      if (next !== undefined) setSelected(processKey(next));
    } else return;
    event.preventDefault();
  };
  const copyList = async (): Promise<void> => {
    await bridge.clipboardWrite({ text: toCsv(processColumns(''), rows) });
    announce(t('{rows, plural, one {# process} other {# processes}} copied as CSV.', { rows: rows.length }));
  };
  const input = useRef<HTMLInputElement>(null);
  const others = rows.filter(
    (row) => row.readable === 'none' && row.go !== null && (refusal(row)?.command ?? null) !== null,
  );
  const refused = chosen === null ? null : refusal(chosen);
  return (
    <>
      <div className="at-find">
        <span className="at-box">
          <Search size={14} aria-hidden />
          <input
            ref={input}
            data-first
            type="text"
            role="searchbox"
            aria-label={t('Search processes')}
            placeholder={t('Name, process id, port, module, command line, user or container')}
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              const typed = event.target.value;
              setText(typed);
              // Of what is found now the first, where the chosen one is not among it.
              const found = matching(all ?? [], { text: typed, goOnly, mineOnly });
              if (!found.some((row) => processKey(row) === selected)) setSelected(null);
            }}
            onKeyDown={onKeyDown}
          />
          <span className="d2">{counted}</span>
        </span>
        <label>
          <input type="checkbox" checked={goOnly} onChange={(event) => setGoOnly(event.target.checked)} />{' '}
          {t('Go only')}
        </label>
        <label>
          <input type="checkbox" checked={mineOnly} onChange={(event) => setMineOnly(event.target.checked)} />{' '}
          {t('Mine only')}
        </label>
        <button
          type="button"
          className="btn q"
          aria-label={t('Copy the list as CSV')}
          title={t('Copy the list as CSV')}
          disabled={rows.length === 0}
          onClick={() => void copyList()}
        >
          <Copy size={14} aria-hidden />
        </button>
      </div>
      <div className="at-list">
        <div className="at-rows">
          <Table
            label={t('Processes')}
            columns={columns}
            rows={source}
            rowKey={processKey}
            selected={chosenKey}
            onSelect={(row) => setSelected(processKey(row))}
            onOpen={attach}
            sort={sort}
            onSort={setSort}
            empty={
              answer === null
                ? error === null
                  ? undefined
                  : errorText(error)
                : text === ''
                  ? t('No Go program runs here. Start one in the next tab, or give its pprof URL.')
                  : t('No process is called “{text}”.', { text })
            }
          />
        </div>
        <div className="at-notes d2">
          <p>
            {rich('Refreshed every second. {plus} marks a build with uncommitted changes.', {
              plus: <b className="b">+</b>,
            })}
          </p>
          {others.length > 0 && <p>{othersText(others)}</p>}
          {answer?.notes.map((note) => (
            <p key={note}>{fromEngine(note)}</p>
          ))}
          {props.problem !== '' && (
            <p className="at-warn" role="alert">
              {props.problem}
            </p>
          )}
          {error !== null && answer !== null && <p className="at-warn">{errorText(error)}</p>}
        </div>
        {chosen !== null && answer !== null && (
          <ProcessCharts row={chosen} looks={looks.get(chosenKey ?? '') ?? []} takenMs={answer.takenMs} />
        )}
      </div>
      <aside className="at-facts" aria-label={t('The chosen process')} tabIndex={0}>
        {gone && <p className="d2">{t('The process that was chosen has ended.')}</p>}
        {chosen !== null && (
          <>
            <ProcessFacts row={chosen} nowMs={answer?.takenMs ?? 0} onAgain={again} onUrl={props.onUrl} />
            {refused === null && (
              <>
                <section>
                  <h3>{t('What attaching costs')}</h3>
                  <p className="d2">
                    {t(
                      'The process is not stopped and not changed. Its memory is read from outside; Parkscope meters itself and looks less often to stay below 5\u00a0% of a core.',
                    )}
                  </p>
                </section>
                <section>
                  <h3>{t('Sampling')}</h3>
                  <PaceFields sampling={props.sampling} onChange={props.onSampling} />
                </section>
              </>
            )}
          </>
        )}
      </aside>
      <footer className="at-foot">
        <span className="d2">
          <kbd>↑</kbd> <kbd>↓</kbd> {t('choose')}&ensp;
          <kbd>Enter</kbd> {t('attach')}&ensp;
          <kbd>Esc</kbd> {t('close')}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="btn"
          disabled={chosen === null || refused !== null || props.busy}
          title={t('Look once; the document then stays as it is')}
          onClick={() => chosen !== null && props.onOnce(chosen)}
        >
          {t('One snapshot')}
        </button>
        <button
          type="button"
          className="btn p"
          disabled={chosen === null || refused !== null || props.busy}
          onClick={() => attach(chosen)}
        >
          {chosen === null ? t('Attach') : t('Attach to {pid}', { pid: chosen.pid })}
        </button>
      </footer>
    </>
  );
}

/** A program of somebody's own rather than a tool: it says what it was built from, and can be read. */
const isUsual = (row: ProcessRow): boolean =>
  row.mine && row.go !== null && row.go.module !== '' && refusal(row) === null;

/** `30551 and 7710 belong to user edge; select one to see the command that would allow reading it.` */
function othersText(rows: readonly ProcessRow[]): string {
  const ids = rows.slice(0, 3).map(({ pid }) => String(pid));
  const more = rows.length - ids.length;
  const list =
    more > 0
      ? t('{ids} and {more} more', { ids: ids.join(', '), more: formatCount(more) })
      : ids.length > 1
        ? t('{ids} and {last}', { ids: ids.slice(0, -1).join(', '), last: ids.at(-1)! })
        : (ids[0] ?? '');
  const users = [...new Set(rows.filter(({ mine }) => !mine).map(({ user }) => user))];
  const [user] = users;
  return users.length === 1 && user !== undefined
    ? t(
        '{list} (user {user}) cannot be read; select {rows, plural, one {it} other {one}} to see the command that would allow it.',
        { list, user, rows: rows.length },
      )
    : t('{list} cannot be read; select {rows, plural, one {it} other {one}} to see the command that would allow it.', {
        list,
        rows: rows.length,
      });
}
