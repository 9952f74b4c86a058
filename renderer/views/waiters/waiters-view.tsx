import { useCallback, useMemo, type JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { WaiterRow, WaitersAnswer, WaiterShow } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useNoMatch } from '../../client/use-no-match';
import { usePages } from '../../client/use-pages';
import { captureFor } from '../../state/scope';
import { useView, viewOf, type WaitersState } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { NoMatch } from '../../ui/no-match';
import { Screen } from '../../ui/screen';
import { Segments } from '../../ui/segments';
import { StatusItem } from '../../ui/status-slot';
import { Table } from '../../ui/table/table';
import { WaiterGraph } from './graph';
import { listWaiting } from './open-waiting';
import { objectKey } from './match';
import { useSelectedWaiter } from './selected';
import { waiterColumns } from './waiter-columns';
import { msg, t } from '../../i18n/t';
import './waiters.css';

const keyOf = (row: WaiterRow): string => row.object;
const SHOWS: readonly { readonly value: WaiterShow; readonly text: string }[] = [
  { value: 'stuck', text: msg('stuck first') },
  { value: 'count', text: msg('by count') },
  { value: 'cycles', text: msg('cycles only') },
];

/** Who waits for what, and who could release it. */
export function WaitersView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const capture = captureFor(info, state, 'goroutines');
  return capture === null ? null : <Waiters key={info.doc} info={info} capture={capture} />;
}

function Waiters({ info, capture }: { readonly info: DocumentInfo; readonly capture: CaptureInfo }): JSX.Element {
  const { doc } = info;
  const { filter, waiters } = useView(doc);
  const view = useMemo(() => viewOf(doc), [doc]);
  const page = useCallback(
    (offset: number, limit: number) => ({ doc, capture: capture.index, filter, show: waiters.show, offset, limit }),
    [doc, capture.index, filter, waiters.show],
  );
  const pages = usePages('waiters', page, keyOf);
  const { answer, rows, error } = pages;
  const set = useCallback(
    (change: Partial<WaitersState>) => view.change((now) => ({ waiters: { ...now.waiters, ...change } })),
    [view],
  );
  useAsTable(waiters.as, set);
  const selected = useSelectedWaiter(doc, capture.index).row;
  const select = useCallback((row: WaiterRow) => view.select({ object: objectKey(row) }), [view]);
  const open = useCallback((row: WaiterRow) => listWaiting(doc, row), [doc]);
  const has = useMemo(
    () => ({
      states: answer?.rows.some(({ state }) => state !== '') ?? false,
      cycles: (answer?.cycles.length ?? 0) > 0,
    }),
    [answer],
  );
  const columns = useMemo(() => waiterColumns(info.ownModule, has), [info.ownModule, has]);

  const none = answer !== null && answer.total === 0 && !rows.stale;
  const filtered = none && waiters.show !== 'cycles' && capture.counts.goroutines !== null;
  const noMatch = useNoMatch(
    filtered && !isOpen(filter) ? { doc, capture: capture.index, sampleType: capture.defaultSampleType, filter } : null,
    t('waiting goroutine'),
    (value) => `${formatCount(value)} ${value === 1 ? 'goroutine' : 'goroutines'}`,
  );
  return (
    <div className="waiters">
      <div className="tools">
        <Segments
          label={t('Show as')}
          options={[
            { value: 'graph', text: t('graph') },
            { value: 'table', text: t('table') },
          ]}
          value={waiters.as}
          onChange={(as) => set({ as })}
        />
        <span className="d2">{t('Show')}</span>
        <Segments label={t('Show')} options={SHOWS} value={waiters.show} onChange={(show) => set({ show })} />
        <span className="grow" />
        <Legend />
      </div>
      {error !== null && answer === null ? (
        <p className="wt-none d2">{errorText(error)}</p>
      ) : noMatch !== null ? (
        <NoMatch {...noMatch} />
      ) : none ? (
        <Nobody show={waiters.show} answer={answer} onAll={() => set({ show: 'stuck' })} />
      ) : waiters.as === 'table' ? (
        <Table
          label={t('What goroutines wait for')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={selected?.object ?? null}
          onSelect={select}
          onOpen={open}
          sort={null}
          foot={() => (
            <>{t('{total} rows, in the order of Show. Enter lists who waits.', { total: formatCount(rows.total) })}</>
          )}
          autoFocus
        />
      ) : answer === null ? (
        <div aria-busy="true" />
      ) : (
        <WaiterGraph
          info={info}
          pages={pages}
          answer={answer}
          all={waiters.all}
          stuckFirst={waiters.show === 'stuck'}
          selected={selected}
          onSelect={select}
          onOpen={open}
          onAll={(all) => set({ all })}
        />
      )}
      <Status capture={capture} answer={answer} selected={selected !== null} />
    </div>
  );
}

const isOpen = (filter: ReturnType<typeof useView>['filter']): boolean =>
  filter.text === '' &&
  [filter.focus, filter.ignore, filter.labels, filter.operations].every((part) => part.length === 0);

function useAsTable(as: WaitersState['as'], set: (change: Partial<WaitersState>) => void): void {
  const commands = useMemo(
    (): readonly Command[] => [
      viewCommand('waiters.table', { run: () => set({ as: as === 'graph' ? 'table' : 'graph' }) }),
    ],
    [as, set],
  );
  useCommands(commands);
}

/** What the lines mean, in words. */
function Legend(): JSX.Element {
  return (
    <ul className="wt-legend" aria-label={t('Lines')}>
      <li>
        <svg width="28" height="8" aria-hidden="true">
          <path d="M0 4h28" className="wt-line" strokeWidth="1.6" />
        </svg>
        <span className="short">{t('fact')}</span>
        <span className="long">{t('fact, read from the runtime')}</span>
      </li>
      <li>
        <svg width="28" height="8" aria-hidden="true">
          <path d="M0 4h28" className="wt-line guess" strokeWidth="1.6" strokeDasharray="6 4" />
        </svg>
        <span className="short">{t('probable')}</span>
        <span className="long">{t('probable, inferred from stacks')}</span>
      </li>
      <li>
        <svg width="28" height="8" aria-hidden="true">
          <path d="M0 4h28" className="wt-line cycle" strokeWidth="2.4" />
        </svg>
        {t('cycle')}
      </li>
    </ul>
  );
}

function Nobody(props: {
  readonly show: WaiterShow;
  readonly answer: WaitersAnswer;
  readonly onAll: () => void;
}): JSX.Element {
  const { show, answer, onAll } = props;
  if (show === 'cycles') {
    return (
      <Screen
        title={t('No cycle was found')}
        actions={
          <button type="button" className="btn" onClick={onAll}>
            {t('Show all that wait')}
          </button>
        }
      >
        <p>
          {t(
            '{waiting} goroutines wait, and nobody was found to wait for what only he himself could release. A dump shows cycles of locks whose addresses stand in its stacks; attach to the running process (Ctrl+Shift+A) to read what each goroutine waits for.',
            { waiting: formatCount(answer.waiting) },
          )}
        </p>
      </Screen>
    );
  }
  return (
    <Screen title={t('No goroutine waits')}>
      <p>
        {t(
          'All goroutines of this capture run or are about to. Take one while the program stands still, or attach to it (Ctrl+Shift+A) and choose a moment.',
        )}
      </p>
    </Screen>
  );
}

function Status(props: {
  readonly capture: CaptureInfo;
  readonly answer: WaitersAnswer | null;
  readonly selected: boolean;
}): JSX.Element | null {
  const { capture, answer, selected } = props;
  if (answer === null) return null;
  const objects = answer.rows.reduce((sum, row) => sum + row.objects, answer.folded.objects);
  return (
    <>
      <StatusItem place="left">
        {t('{goroutines} goroutines, {waiting} wait for {objects, plural, one {# object} other {# objects}}', {
          goroutines: formatCount(capture.counts.goroutines ?? 0),
          waiting: formatCount(answer.waiting),
          objects,
        })}
      </StatusItem>
      {selected && <StatusItem place="selection">{t('1 object selected')}</StatusItem>}
      <StatusItem place="timing">{t('Linked in {max} ms', { max: Math.max(1, Math.round(answer.tookMs)) })}</StatusItem>
    </>
  );
}
