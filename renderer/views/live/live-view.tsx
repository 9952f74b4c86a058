import { useCallback, useEffect, useMemo, useState, type JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { DocumentInfo } from '@core/api/document';
import type { LiveAnswer, LiveInfo, LiveSite } from '@core/api/live';
import { NO_FILTER } from '@core/api/queries';
import { clockText } from '../../charts/live-scale';
import { errorText } from '../../client/error-text';
import { useLooks } from '../../client/use-looks';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { liveOf, noteDrawn, rangeParams, spanMs, stepSpan, useLiveShown } from '../../state/live';
import { useLayout } from '../../state/settings';
import { viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { stopsText } from '../../ui/proof/look-words';
import { Screen } from '../../ui/screen';
import { useContent } from '../../ui/use-content';
import { LiveFindings } from './findings-list';
import type { Pace } from '../../client/watches';
import { Header } from './header';
import { Memory } from './memory';
import { SiteDetail, type ChosenSite } from './site-detail';
import { Sites } from './sites';
import { Tracks } from './tracks';
import { useRecall } from './use-recall';
import { Weight } from './weight';
import { emptyTracks, momentNote } from './words';
import { t } from '../../i18n/t';
import './live.css';

const SIDE = { least: 280, first: 322, most: 520 };
/** More columns than this tell no more. */
const MOST_COLUMNS = 1024;

export function LiveView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  return info.live === undefined || info.live === null ? null : <Live info={info} live={info.live} />;
}

/** A process while it runs: tracks on one clock; findings, growing sites and the weight of looking beside them. */
function Live({ info, live }: { readonly info: DocumentInfo; readonly live: LiveInfo }): JSX.Element {
  const { doc } = info;
  const shown = useLiveShown(doc);
  const [width, setWidth] = useState(0);
  const columns = Math.min(MOST_COLUMNS, Math.max(64, Math.floor(width / 16) * 16));
  // Of a file there is everything from the start.
  const span = shown.span === 'auto' && isFile(info) ? 'all' : shown.span;
  const [asked, setAsked] = useState(() => spanMs(span, undefined));
  const { answer, error } = useQuery('live', { doc, ...rangeParams(shown, asked), width: columns });
  useEffect(() => {
    if (answer === null) return;
    setAsked(spanMs(span, answer));
    if (shown.pausedMs === null && shown.range === null) noteDrawn(doc, answer);
  }, [doc, answer, span, shown.pausedMs, shown.range]);
  const moments = answer?.moments;
  const toCursor = useCallback(
    (cursorMs: number | null) => {
      liveOf(doc).change({ cursorMs });
      // The other views show the moment that is nearest to it.
      viewOf(doc).touch({ capture: cursorMs === null ? null : nearest(moments ?? [], cursorMs), sampleType: null });
    },
    [doc, moments],
  );
  useMoves(doc, answer, toCursor);
  if (answer === null) {
    // The place of what comes, so that nothing jumps.
    return (
      <div className="lv">
        <div className="lv-head" />
        {error !== null && (
          <Screen alone title={error.message}>
            <p>{errorText(error)}</p>
          </Screen>
        )}
      </div>
    );
  }
  return <Shown info={info} live={live} answer={answer} onWidth={setWidth} onCursor={toCursor} />;
}

const isFile = (info: DocumentInfo): boolean => info.captures.some(({ format }) => format === 'recording');

function Shown(props: {
  readonly info: DocumentInfo;
  readonly live: LiveInfo;
  readonly answer: LiveAnswer;
  readonly onWidth: (width: number) => void;
  readonly onCursor: (cursorMs: number | null) => void;
}): JSX.Element {
  const { info, live, answer } = props;
  const { doc } = info;
  const shown = useLiveShown(doc);
  const { watches } = useWorkspace();
  const [side, setSide] = useLayout('live.side', SIDE.first);
  const change = useMemo(() => liveOf(doc).change, [doc]);
  const toPace = useCallback((pace: Pace) => void watches.pace(doc, pace), [watches, doc]);
  const openFinding = useCallback(
    (finding: string | null) =>
      viewOf(doc).change((now) => ({ view: 'findings', selection: { ...now.selection, finding } })),
    [doc],
  );
  const stopped = stopsText(useLooks(info, null).looks?.stopNs ?? []);
  const stillMs = shown.range?.toMs ?? shown.pausedMs;
  const { weight } = answer;
  return (
    <div className="lv">
      <Header
        live={live}
        status={answer.status}
        reason={answer.status === 'watching' && answer.reason === '' ? stopped : answer.reason}
        overMs={answer.status === 'watching' || answer.status === 'lost' ? null : answer.lastMs}
        countersEveryMs={weight.countersEveryMs}
        goroutinesEveryMs={weight.goroutinesEveryMs}
        limited={weight.limited}
        stillMs={stillMs}
        recording={answer.recording !== null}
        onPace={toPace}
      />
      <Group orientation="horizontal" className="lv-body" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
        <Panel id="tracks">
          <Tracks
            answer={answer}
            shown={shown}
            onCursor={props.onCursor}
            onRange={(range) => change({ range })}
            onSpan={(by) => stepSpan(doc, by)}
            onWidth={props.onWidth}
            onFinding={openFinding}
          />
        </Panel>
        <Separator className="split" aria-label={t('Width of findings and sites')} />
        <Panel
          id="side"
          defaultSize={side}
          minSize={SIDE.least}
          maxSize={SIDE.most}
          groupResizeBehavior="preserve-pixel-size"
          onResize={(size) => setSide(Math.round(size.inPixels))}
        >
          <Side
            info={info}
            answer={answer}
            cursorMs={shown.cursorMs}
            onCursor={props.onCursor}
            onFinding={openFinding}
          />
        </Panel>
      </Group>
    </div>
  );
}

function nearest(moments: LiveAnswer['moments'], atMs: number): number | null {
  let best: LiveAnswer['moments'][number] | null = null;
  for (const moment of moments)
    if (best === null || Math.abs(moment.atMs - atMs) <= Math.abs(best.atMs - atMs)) best = moment;
  return best?.capture ?? null;
}

/** Findings, sites at the cursor (or one of them), what looking costs. */
function Side(props: {
  readonly info: DocumentInfo;
  readonly answer: LiveAnswer;
  readonly cursorMs: number | null;
  readonly onCursor: (cursorMs: number | null) => void;
  readonly onFinding: (finding: string | null) => void;
}): JSX.Element {
  const { info, answer, cursorMs } = props;
  const { doc } = info;
  const findings = useQuery('findings', { doc }).answer;
  const [chosen, setChosen] = useState<ChosenSite | null>(null);
  const { capture } = answer;
  const choose = useCallback((site: LiveSite) => setChosen({ site, capture }), [capture]);
  const sites = useContent(answer.sites.map((site) => ({ ...site, perMinute: whole(site.perMinute) })));
  const { rest } = useMemo(() => emptyTracks(answer), [answer]);
  const toGroup = (): void => {
    if (chosen === null) return;
    const { group } = chosen.site;
    viewOf(doc).change((now) => ({
      ...{ view: 'goroutines', capture: chosen.capture, sampleType: null, filter: NO_FILTER },
      selection: { ...now.selection, group, object: null },
      // Handles name groups by site.
      goroutines: { ...now.goroutines, groupBy: 'site', columns: [group, null, null] },
    }));
  };
  const recall = useRecall(doc, cursorMs, answer.moment);
  const keptMs = answer.moments.find((moment) => moment.capture === capture)?.atMs ?? null;
  const momentMs =
    chosen === null ? cursorMs : (answer.moments.find((m) => m.capture === chosen.capture)?.atMs ?? null);
  return (
    <div className="lv-side">
      <LiveFindings answer={findings} judged={answer.status === 'watching'} onOpen={props.onFinding} />
      <Memory info={info} />
      <section className="lv-sites" aria-label={t('Sites at the cursor')}>
        <h2 className="hd">
          {momentMs === null ? t('Now') : t('At {clock}', { clock: clockText(momentMs) })}
          <span className="d2 clip" role={recall.state === 'whole' ? undefined : 'status'} title={recall.problem}>
            {recall.state === 'whole'
              ? chosen === null
                ? t('growing sites first')
                : ''
              : momentNote(recall.state, recall.problem, keptMs)}
          </span>
          <span className="grow" />
          {cursorMs !== null && (
            <button
              type="button"
              className="btn q"
              title={t('Follow the newest (Esc)')}
              onClick={() => props.onCursor(null)}
            >
              {t('Newest')}
            </button>
          )}
        </h2>
        {chosen === null ? (
          <Sites doc={doc} sites={sites} folded={answer.sitesFolded} ownModule={info.ownModule} onOpen={choose} />
        ) : (
          <SiteDetail info={info} chosen={chosen} onBack={() => setChosen(null)} onGroup={toGroup} />
        )}
      </section>
      {rest.length > 0 && (
        <ul className="lv-rest" aria-label={t('What cannot be read')}>
          {rest.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <Weight weight={answer.weight} goroutines={answer.goroutines.at} />
    </div>
  );
}

/** As it is shown: changes that cannot be seen render nothing. */
const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));

/** Keys of the tracks; those of the watch itself are the shell's. */
function useMoves(doc: string, answer: LiveAnswer | null, toCursor: (cursorMs: number | null) => void): void {
  const step = answer === null ? 1000 : Math.max(answer.stepMs, answer.weight.goroutinesEveryMs);
  const newest = answer === null ? null : Math.min(answer.lastMs, answer.toMs);
  const since = answer?.sinceMs ?? 0;
  const newestMs = newest ?? 0;
  const commands = useMemo<readonly Command[]>(() => {
    const live = liveOf(doc);
    const move = (by: number) => () => {
      const to = Math.max(since, (live.get().cursorMs ?? newestMs) + by * step);
      toCursor(to >= newestMs ? null : to);
    };
    const some = (): boolean => newestMs > 0;
    const held = (): boolean => live.get().cursorMs !== null || live.get().range !== null;
    return [
      viewCommand('live.back', { enabled: some, run: move(-1) }),
      viewCommand('live.on', { enabled: some, run: move(1) }),
      viewCommand('live.newest', {
        enabled: held,
        run: () => {
          live.change({ cursorMs: null, range: null });
          viewOf(doc).touch({ capture: null, sampleType: null });
        },
      }),
      viewCommand('live.longer', { run: () => stepSpan(doc, 1) }),
      viewCommand('live.shorter', { run: () => stepSpan(doc, -1) }),
    ];
  }, [doc, step, since, newestMs, toCursor]);
  useCommands(commands);
}
