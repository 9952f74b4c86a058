import { Search } from 'lucide-react';
import { useMemo, useState, type JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { DocumentInfo } from '@core/api/document';
import type { ProfileParams } from '@core/api/queries';
import { RangeChip } from '../../charts/range-chip';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { withPart } from '../../state/filter-text';
import { captureAt, profileParams } from '../../state/scope';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Segments } from '../../ui/segments';
import { exactPattern } from '../../ui/symbol/symbol-parts';
import { BesideSource } from './beside-source';
import { CallTreeTable } from './call-tree';
import { ChooseBy } from './choose-by';
import { Sandwich } from './sandwich';
import { TopTable } from './top-table';
import { t } from '../../i18n/t';
import './top.css';

export function TopView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const params = profileParams(info, useView(info.doc));
  return params === null ? null : <Top info={info} params={params} />;
}

/** A table or a call tree, and beside it the selected function: callers and callees, or its source. */
function Top({ info, params }: { readonly info: DocumentInfo; readonly params: ProfileParams }): JSX.Element {
  const { doc } = info;
  const { selection, top } = useView(doc);
  const view = useMemo(() => viewOf(doc), [doc]);
  const [search, setSearch] = useState('');
  const [share, setShare] = useLayout<number>('top.share', 58);
  const name = selection.function;
  // Until a function is selected, the heaviest one stands beside the table.
  const heaviest = useQuery(
    'top',
    name === null && top.beside !== 'nothing'
      ? { ...params, sort: 'flat', descending: true, offset: 0, limit: 1 }
      : null,
  );
  const shown = name ?? heaviest.answer?.rows[0]?.function ?? null;
  const unit = captureAt(info, params.capture)?.sampleTypes[params.sampleType]?.unit ?? 'count';
  useFunctionCommands(doc, name);
  const set = (change: Partial<typeof top>): void => view.change((now) => ({ top: { ...now.top, ...change } }));
  const isTree = top.as !== 'table';
  const list = isTree ? (
    <CallTreeTable info={info} params={params} direction={top.as} by={top.by} search={search} />
  ) : (
    <TopTable info={info} params={params} by={top.by} />
  );

  return (
    <div className="top">
      <div className="tools">
        <Segments
          label={t('Shown as')}
          options={[
            { value: 'table', text: t('table'), title: t('One row each, sorted') },
            { value: 'down', text: t('tree, top down'), title: t('From the root to what is called') },
            { value: 'up', text: t('tree, bottom up'), title: t('From where time is spent to its callers') },
          ]}
          value={top.as}
          onChange={(as) => set({ as })}
        />
        <ChooseBy value={top.by} onChange={(by) => set({ by })} />
        {isTree && (
          <label className="inp top-search">
            <Search size={14} aria-hidden />
            <input
              value={search}
              placeholder={t('find in the rows, n for the next')}
              aria-label={t('Find in the unfolded rows')}
              spellCheck={false}
              onChange={(event) => setSearch(event.target.value)}
            />
          </label>
        )}
        <span className="grow" />
        {params.range !== undefined && (
          <RangeChip
            range={params.range}
            onOpen={() => view.change({ view: 'trace' })}
            onClear={() => view.change(({ trace }) => ({ trace: { ...trace, range: null } }))}
          />
        )}
        <span className="d2">{t('beside it')}</span>
        <Segments
          label={t('Beside it')}
          options={[
            { value: 'nothing', text: t('nothing') },
            { value: 'sandwich', text: t('sandwich'), title: t('Callers and callees of the selected function') },
            { value: 'source', text: t('source'), title: t('Its lines') },
          ]}
          value={top.beside}
          onChange={(beside) => set({ beside })}
        />
      </div>
      {top.beside === 'nothing' ? (
        <div className="list">{list}</div>
      ) : (
        <Group orientation="horizontal" className="list" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
          <Panel
            id="list"
            defaultSize={`${share}%`}
            minSize={320}
            onResize={(size) => setShare(Math.round(size.asPercentage))}
          >
            {list}
          </Panel>
          <Separator className="split" aria-label={t('Width of the table')} />
          <Panel id="beside" minSize={240}>
            {shown === null ? (
              <p className="beside-empty d2">
                {heaviest.error !== null
                  ? errorText(heaviest.error)
                  : heaviest.answer === null
                    ? ''
                    : t('No sample passes the filter.')}
              </p>
            ) : top.beside === 'source' ? (
              <BesideSource info={info} params={params} name={shown} />
            ) : (
              <Sandwich info={info} params={params} name={shown} unit={unit} />
            )}
          </Panel>
        </Group>
      )}
    </div>
  );
}

/** Keys that act on the selected function. */
function useFunctionCommands(doc: string, name: string | null): void {
  const commands = useMemo<readonly Command[]>(() => {
    const view = viewOf(doc);
    const add = (kind: 'focus' | 'ignore' | 'hide' | 'showFrom') => (): void => {
      if (name === null) return;
      view.change((now) => ({ filter: withPart(now.filter, { kind, value: exactPattern(name) }) }));
    };
    const enabled = (): boolean => name !== null;
    return [
      viewCommand('top.focus', { enabled, run: add('focus') }),
      viewCommand('top.ignore', { enabled, run: add('ignore') }),
      viewCommand('top.hide', { enabled, run: add('hide') }),
      viewCommand('top.show-from', { enabled, run: add('showFrom') }),
    ];
  }, [doc, name]);
  useCommands(commands);
}
