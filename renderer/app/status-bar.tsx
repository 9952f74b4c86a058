import { useEffect, type JSX, type Ref } from 'react';
import type { CaptureInfo, DocumentInfo, FormatName, Note } from '@core/api/document';
import { formatBytes, formatCount } from '@core/base/format';
import { useQuery } from '../client/use-query';
import { CoreStatus, LiveStatus, SamplerStatus } from './live/status';
import { ExportStatus } from './export/export-status';
import { useWorkspace } from '../client/use-workspace';
import { useSession, type OpenDocument } from '../state/session';
import { useView } from '../state/view';
import { fromEngine } from '../i18n/from-engine';
import { msg, t } from '../i18n/t';

/** Questions make the engine grow and it shrinks by itself: it is asked again while somebody may be looking. */
const ASK_AGAIN_MS = 10_000;

/** Left: what is shown and what was skipped. Right: selection, timing, memory. The view adds its own to both sides. */
export function StatusBar(props: {
  readonly document: OpenDocument | null;
  readonly leftRef: Ref<HTMLSpanElement>;
  readonly rightRef: Ref<HTMLSpanElement>;
}): JSX.Element {
  const info = props.document?.info ?? null;
  return (
    <footer id="status" aria-label={t('Status')} data-region="status" tabIndex={-1}>
      {info === null ? null : info.live === undefined ? (
        <span className="item">{capturesText(info)}</span>
      ) : info.live.core === undefined ? (
        <LiveStatus doc={info.doc} />
      ) : (
        <CoreStatus doc={info.doc} core={info.live.core} />
      )}
      <span className="slot" ref={props.leftRef} />
      {info !== null && <GoVersions captures={info.captures} />}
      {info !== null && <Notes info={info} />}
      <span className="sp" />
      <ExportStatus />
      <span className="slot right" ref={props.rightRef} />
      {info?.live !== undefined && <SamplerStatus doc={info.doc} />}
      <EngineMemory />
      {info !== null && <Judged doc={info.doc} />}
    </footer>
  );
}

function EngineMemory(): JSX.Element | null {
  const workspace = useWorkspace();
  const memory = useSession((s) => s.engineMemory);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void workspace.measure();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [workspace]);
  if (memory === null) return null;
  const tables = t('The open documents take {tables} of it', { tables: formatBytes(memory.tables) });
  return (
    <span className="item memory" title={memory.process === null ? t('The open documents') : tables}>
      {t('Engine {memory}', { memory: formatBytes(memory.process ?? memory.tables) })}
    </span>
  );
}

function Judged({ doc }: { readonly doc: string }): JSX.Element | null {
  const shown = useView(doc).view === 'findings';
  const { answer } = useQuery('findings', shown ? { doc } : null);
  if (!shown || answer === null) return null;
  return <span className="item timing">{t('Judged in {took}', { took: took(answer.judgedMs) })}</span>;
}

function took(ms: number): string {
  if (ms < 0.1) return '<0.1\u00a0ms';
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}\u00a0ms` : `${(ms / 1000).toFixed(2)}\u00a0s`;
}

const FORMAT_WORDS: Readonly<Record<FormatName, string>> = {
  pprof: msg('pprof profile'),
  'goroutine-text': msg('counted text'),
  'goroutine-dump': msg('text dump'),
  'heap-text': msg('text profile'),
  'contention-text': msg('text profile'),
  trace: msg('execution trace'),
  expvar: 'expvar',
  prometheus: msg('Prometheus text'),
  'runtime-metrics': msg('runtime metrics'),
  collapsed: msg('collapsed stacks'),
  speedscope: msg('speedscope profile'),
  'chrome-trace': msg('Chrome trace'),
  'perf-script': msg('perf script'),
  cpuprofile: msg('V8 profile'),
  heapprofile: msg('V8 heap profile'),

  live: msg('live process'),
  recording: msg('recording'),
};

function capturesText(info: DocumentInfo): string {
  const kinds = [...new Set(info.captures.map((c) => c.kind))].join(' + ');
  const [first] = info.captures;
  // `trace, execution trace` says it twice.
  if (first?.kind === 'trace' && info.captures.length === 1) return t(FORMAT_WORDS.trace);
  return first !== undefined && info.captures.length === 1
    ? `${kinds}, ${t(FORMAT_WORDS[first.format])}${first.compression === 'zstd' ? ', zstd' : ''}`
    : t('{captures} captures, {kinds}', { captures: formatCount(info.captures.length), kinds });
}

function GoVersions({ captures }: { readonly captures: readonly CaptureInfo[] }): JSX.Element | null {
  const versions = [...new Set(captures.flatMap((c) => c.goVersion ?? []))];
  if (versions.length === 0) return null;
  return <span className="item">{versions.map((version) => version.replace(/^go(?=\d)/, 'Go ')).join(', ')}</span>;
}

interface PlacedNote {
  readonly capture: string;
  readonly note: Note;
}

/** What the parsers want people to know: the button names it, the list gives reason, count and place. */
function Notes({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const notes = info.captures.flatMap((c) => c.notes.map((note): PlacedNote => ({ capture: c.name, note })));
  const failed = info.failed;
  if (notes.length + failed.length === 0) return null;
  const urgent = failed.length > 0 || notes.some(({ note }) => note.kind === 'truncated');
  return (
    <span className="item">
      <button type="button" className={`lnk${urgent ? ' warn' : ''}`} popoverTarget="notes">
        {notesText(notes, failed.length)}
      </button>
      <div id="notes" popover="auto" className="notes" role="group" aria-label={t('Notes')}>
        <h2>{t('What was read with reservations')}</h2>
        <ul tabIndex={0} aria-label={t('Notes')}>
          {failed.map(({ name, error }) => (
            <li key={name}>
              <b>{fromEngine(error.message)}</b>
              <p className="d2">
                {fromEngine(error.reason)} {fromEngine(error.hint)}
              </p>
            </li>
          ))}
          {notes.map(({ capture, note }, index) => (
            <li key={index}>
              <b>{fromEngine(note.message)}</b>
              <p className="d2">
                {notePlace(capture, note)} {fromEngine(note.hint)}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </span>
  );
}

/** `heap.pb.gz, 12 concerned, at byte 1,024.` */
function notePlace(capture: string, { count, offset }: Note): string {
  const at = offset === null ? '' : formatCount(offset);
  if (count > 1)
    return at === ''
      ? t('{capture}, {count} concerned.', { capture, count: formatCount(count) })
      : t('{capture}, {count} concerned, at byte {at}.', { capture, count: formatCount(count), at });
  return at === '' ? t('{capture}.', { capture }) : t('{capture}, at byte {at}.', { capture, at });
}

function notesText(notes: readonly PlacedNote[], failed: number): string {
  if (failed > 0) return t('{failed, plural, one {# input} other {# inputs}} not read', { failed });
  if (notes.some(({ note }) => note.kind === 'truncated')) return t('Truncated');
  const skipped = notes.reduce((sum, { note }) => sum + (note.kind === 'skipped' ? note.count : 0), 0);
  if (skipped > 0) return t('Skipped {skipped, plural, one {# record} other {# records}}', { skipped });
  return t('{count, plural, one {# note} other {# notes}}', { count: notes.length });
}
