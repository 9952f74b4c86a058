import { Plus, Search, SquareTerminal } from 'lucide-react';
import { Command as Cmdk } from 'cmdk';
import { useMemo, useState, type JSX, type ReactNode } from 'react';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { NO_FILTER, type ProfileParams } from '@core/api/queries';
import { useQuery } from '../../client/use-query';
import { escapeRegExp, withPart, type FilterPart } from '../../state/filter-text';
import { profileParams } from '../../state/scope';
import type { OpenDocument } from '../../state/session';
import { useView, viewOf } from '../../state/view';
import { useRegisteredCommands } from '../../ui/commands';
import { Icon } from '../../ui/icons';
import { Verdict } from '../../ui/verdict';
import { CommandKey, KeyCaps } from '../../ui/keys/caps';
import { keysOf, useKeyChanges } from '../../ui/keys/bindings';
import { Dialog } from '../../ui/dialog/dialog';
import { Marked } from './marked';
import { askedFor, bestCommands, bestFindings, bestFunctions, inCaseOf } from './palette-search';
import { msg, rich, t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';
import './overlays.css';

/** Enough to find any function of ordinary programs, few enough for one answer. */
const FUNCTIONS_ASKED = 5000;

interface PaletteProps {
  readonly open: boolean;
  /** What the input begins with. */
  readonly start: string;
  readonly document: OpenDocument | null;
  readonly onClose: () => void;
}

/** Findings, functions, filters and commands in one list. `>` `@` `#` `/` narrow it. */
export function Palette(props: PaletteProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} className="palette" label={t('Go to or run')}>
      <Content {...props} />
    </Dialog>
  );
}

function Content({ start, document, onClose }: PaletteProps): JSX.Element {
  const [typed, setTyped] = useState(start);
  const asked = askedFor(typed);
  const commands = useRegisteredCommands();
  const changes = useKeyChanges();
  const forCommands = bestCommands(commands, asked);
  const found = useDocumentHits(document, asked);
  const results = forCommands.total + (found?.total ?? 0);
  const run = (action: () => void) => () => {
    onClose();
    // After the dialog gave the focus back, so that the action may move it.
    requestAnimationFrame(action);
  };
  return (
    <Cmdk shouldFilter={false} label={t('Go to or run')} loop>
      <div className="pal-q">
        <Search size={16} aria-hidden />
        <Cmdk.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={t('Finding, function, filter or command')}
          autoFocus
        />
        <span className="d2">{t('{results, plural, one {# result} other {# results}}', { results })}</span>
      </div>
      <Cmdk.List className="pal-list" label={t('Results')}>
        <Cmdk.Empty>{t('Nothing is called “{asked}”.', { asked: asked.text })}</Cmdk.Empty>
        {document !== null && found !== null && (
          <DocumentHits document={document} found={found} text={asked.text} run={run} />
        )}
        {/* Before the filters: Enter on the name of a view opens it, and does not filter by its name. */}
        {forCommands.shown.length > 0 && (
          <Cmdk.Group heading={<Heading title={t('Commands')} more={forCommands.total - forCommands.shown.length} />}>
            {forCommands.shown.map((command) => (
              <Row
                key={command.id}
                value={`command ${command.id}`}
                icon={<SquareTerminal size={16} aria-hidden />}
                keys={keysOf(command, changes)[0]}
                onSelect={run(command.run)}
              >
                <Marked text={command.title} match={asked.text} />
              </Row>
            ))}
          </Cmdk.Group>
        )}
        {document !== null && found !== null && <FilterHits document={document} found={found} run={run} />}
      </Cmdk.List>
      <div className="pal-hint">
        {[
          ['>', t('commands')],
          ['@', t('functions')],
          ['#', t('label')],
          ['/', t('view')],
        ].map(([key, words]) => (
          <span key={key}>
            <b>{key}</b> {words}
          </span>
        ))}
        <span className="grow" />
        <span>
          <CommandKey id="keys" /> {t('all keys')}
        </span>
      </div>
    </Cmdk>
  );
}

const FILTER_WORDS: Readonly<Partial<Record<FilterPart['kind'], string>>> = {
  label: msg('{key} = {value}'),
  focus: msg('focus on {value}'),
  ignore: msg('ignore {value}'),
};

type Hits = NonNullable<ReturnType<typeof useDocumentHits>>;

/** What of the open document fits: findings, functions, and what filtering by the text would leave. */
function useDocumentHits(document: OpenDocument | null, asked: ReturnType<typeof askedFor>) {
  const info = document?.info ?? null;
  const state = useView(document?.id ?? '');
  const params = info === null ? null : profileParams(info, { ...state, filter: NO_FILTER });
  const findings = useQuery('findings', info === null ? null : { doc: info.doc }).answer;
  const top = useQuery(
    'top',
    params === null ? null : { ...params, sort: 'cum', descending: true, offset: 0, limit: FUNCTIONS_ASKED },
  ).answer;
  const filters = useFilterHits(params, asked, inCaseOf(asked.text, top?.rows ?? []));
  return useMemo(() => {
    if (info === null) return null;
    const forFindings = bestFindings(findings?.findings ?? [], asked);
    const forFunctions = bestFunctions(top?.rows ?? [], asked);
    const total = forFindings.total + forFunctions.total + filters.length;
    return { info, forFindings, forFunctions, filters, top, total };
  }, [info, findings, top, filters, asked]);
}

interface FilterHit {
  readonly part: FilterPart;
  readonly leaves: number | null;
  readonly all: number;
}

/** `asWritten` is what was typed in the case that the names have: expressions tell cases apart, the palette does not. */
function useFilterHits(
  params: ProfileParams | null,
  asked: ReturnType<typeof askedFor>,
  asWritten: string,
): readonly FilterHit[] {
  const parts = useMemo((): readonly FilterPart[] => {
    if (asked.kind === 'label') {
      const cut = asked.text.indexOf('=');
      if (cut < 1 || cut === asked.text.length - 1) return [];
      return [{ kind: 'label', key: asked.text.slice(0, cut).trim(), value: asked.text.slice(cut + 1).trim() }];
    }
    if (asked.kind !== 'all' || asked.text.length < 2) return [];
    const value = escapeRegExp(asWritten);
    return [
      { kind: 'focus', value },
      { kind: 'ignore', value },
    ];
  }, [asked, asWritten]);
  const filter = useMemo(() => parts.reduce(withPart, NO_FILTER), [parts]);
  const { answer } = useQuery('filterParts', params === null || parts.length === 0 ? null : { ...params, filter });
  return useMemo(
    () =>
      parts.map((part) => ({
        part,
        leaves: answer?.parts.find((p) => p.part === (part.kind === 'label' ? 'tag' : part.kind))?.leaves ?? null,
        all: answer?.all ?? 0,
      })),
    [parts, answer],
  );
}

function DocumentHits(props: {
  readonly document: OpenDocument;
  readonly found: Hits;
  readonly text: string;
  readonly run: (action: () => void) => () => void;
}): JSX.Element {
  const { document, found, text, run } = props;
  const { forFindings, forFunctions, top, info } = found;
  const view = viewOf(document.id);
  const unit = top?.sampleType.unit ?? '';
  return (
    <>
      {forFindings.shown.length > 0 && (
        <Cmdk.Group heading={<Heading title={t('Findings')} more={forFindings.total - forFindings.shown.length} />}>
          {forFindings.shown.map((finding) => (
            <Row
              key={finding.id}
              value={`finding ${finding.id}`}
              icon={<Verdict tier={finding.tier} size={14} />}
              beside={
                finding.site === null ? null : (
                  <span className="m">
                    <Marked text={`${finding.site.file.split('/').at(-1) ?? ''}:${finding.site.line}`} match={text} />
                  </span>
                )
              }
              onSelect={run(() =>
                view.change((now) => ({ view: 'findings', selection: { ...now.selection, finding: finding.id } })),
              )}
            >
              <Marked text={fromEngine(finding.summary)} match={text} />
            </Row>
          ))}
        </Cmdk.Group>
      )}
      {forFunctions.shown.length > 0 && (
        <Cmdk.Group heading={<Heading title={t('Functions')} more={forFunctions.total - forFunctions.shown.length} />}>
          {forFunctions.shown.map((row) => (
            <Row
              key={`${row.function} ${row.file}`}
              value={`function ${row.function} ${row.file}`}
              icon={<Icon name="function" />}
              beside={`${formatValue(row.cum, unit)}, ${formatShare(row.cum, top?.total ?? 0)}`}
              onSelect={run(() =>
                view.change((now) => ({
                  view: now.view === 'flame' ? 'flame' : 'top',
                  selection: { ...now.selection, function: row.function, node: null },
                })),
              )}
            >
              <span className={row.origin === 'own' ? 'm' : 'm d2'}>
                <Marked text={withoutModule(row.function, info.ownModule)} match={text} />
              </span>
            </Row>
          ))}
        </Cmdk.Group>
      )}
    </>
  );
}

function FilterHits(props: {
  readonly document: OpenDocument;
  readonly found: Hits;
  readonly run: (action: () => void) => () => void;
}): JSX.Element | null {
  const { document, found, run } = props;
  const { filters, top } = found;
  if (filters.length === 0) return null;
  const unit = top?.sampleType.unit ?? '';
  return (
    <Cmdk.Group heading={t('Filter by')}>
      {filters.map(({ part, leaves, all }) => (
        <Row
          key={part.kind}
          value={`filter ${part.kind}`}
          icon={<Plus size={16} aria-hidden />}
          beside={leaves === null ? '' : `${formatValue(leaves, unit)} of ${formatValue(all, unit)}`}
          onSelect={run(() => viewOf(document.id).change((now) => ({ filter: withPart(now.filter, part) })))}
        >
          {rich(FILTER_WORDS[part.kind] ?? '{value}', {
            key: part.kind === 'label' ? part.key : null,
            value: (
              <span className="m">
                <mark>{part.value}</mark>
              </span>
            ),
          })}
        </Row>
      ))}
    </Cmdk.Group>
  );
}

const withoutModule = (name: string, ownModule: string): string =>
  ownModule !== '' && name.startsWith(`${ownModule}/`) ? name.slice(ownModule.length + 1) : name;

function Heading({ title, more }: { readonly title: string; readonly more: number }): JSX.Element {
  return (
    <>
      {title}
      {more > 0 && <span className="more">{t('{more} more', { more: formatCount(more) })}</span>}
    </>
  );
}

function Row(props: {
  readonly value: string;
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly beside?: ReactNode;
  readonly keys?: string | undefined;
  readonly onSelect: () => void;
}): JSX.Element {
  return (
    <Cmdk.Item value={props.value} onSelect={props.onSelect}>
      {props.icon}
      <span className="clip">{props.children}</span>
      <span className="w">{props.beside}</span>
      <span>{props.keys === undefined ? null : <KeyCaps keys={props.keys} />}</span>
    </Cmdk.Item>
  );
}
