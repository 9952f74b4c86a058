import { useEffect, type JSX, type Ref } from 'react';
import type { CaptureInfo, DocumentInfo, FormatName, Note } from '@core/api/document';
import { formatBytes, formatCount } from '@core/base/format';
import { useQuery } from '../client/use-query';
import { LiveStatus, SamplerStatus } from './live/status';
import { ExportStatus } from './export/export-status';
import { useWorkspace } from '../client/use-workspace';
import { useSession, type OpenDocument } from '../state/session';
import { useView } from '../state/view';

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
    <footer id="status" aria-label="Status" data-region="status" tabIndex={-1}>
      {info === null ? null : info.live === undefined ? (
        <span className="item">{capturesText(info)}</span>
      ) : (
        <LiveStatus doc={info.doc} />
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
  const tables = `The open documents take ${formatBytes(memory.tables)} of it`;
  return (
    <span className="item memory" title={memory.process === null ? 'The open documents' : tables}>
      Engine {formatBytes(memory.process ?? memory.tables)}
    </span>
  );
}

function Judged({ doc }: { readonly doc: string }): JSX.Element | null {
  const shown = useView(doc).view === 'findings';
  const { answer } = useQuery('findings', shown ? { doc } : null);
  if (!shown || answer === null) return null;
  return <span className="item timing">Judged in {took(answer.judgedMs)}</span>;
}

function took(ms: number): string {
  if (ms < 0.1) return '<0.1\u00a0ms';
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}\u00a0ms` : `${(ms / 1000).toFixed(2)}\u00a0s`;
}

const FORMAT_WORDS: Readonly<Record<FormatName, string>> = {
  pprof: 'pprof profile',
  'goroutine-text': 'counted text',
  'goroutine-dump': 'text dump',
  'heap-text': 'text profile',
  'contention-text': 'text profile',
  trace: 'execution trace',
  expvar: 'expvar',
  prometheus: 'Prometheus text',
  'runtime-metrics': 'runtime metrics',
  collapsed: 'collapsed stacks',
  speedscope: 'speedscope profile',
  'chrome-trace': 'Chrome trace',
  'perf-script': 'perf script',
  cpuprofile: 'V8 profile',
  heapprofile: 'V8 heap profile',

  live: 'live process',
  recording: 'recording',
};

function capturesText(info: DocumentInfo): string {
  const kinds = [...new Set(info.captures.map((c) => c.kind))].join(' + ');
  const [first] = info.captures;
  // `trace, execution trace` says it twice.
  if (first?.kind === 'trace' && info.captures.length === 1) return FORMAT_WORDS.trace;
  return first !== undefined && info.captures.length === 1
    ? `${kinds}, ${FORMAT_WORDS[first.format]}${first.compression === 'zstd' ? ', zstd' : ''}`
    : `${formatCount(info.captures.length)} captures, ${kinds}`;
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
      <div id="notes" popover="auto" className="notes" role="group" aria-label="Notes">
        <h2>What was read with reservations</h2>
        <ul tabIndex={0} aria-label="Notes">
          {failed.map(({ name, error }) => (
            <li key={name}>
              <b>{error.message}</b>
              <p className="d2">
                {error.reason} {error.hint}
              </p>
            </li>
          ))}
          {notes.map(({ capture, note }, index) => (
            <li key={index}>
              <b>{note.message}</b>
              <p className="d2">
                {capture}
                {note.count > 1 ? `, ${formatCount(note.count)} concerned` : ''}
                {note.offset === null ? '' : `, at byte ${formatCount(note.offset)}`}
                {note.hint === '' ? '' : `. ${note.hint}`}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </span>
  );
}

function notesText(notes: readonly PlacedNote[], failed: number): string {
  if (failed > 0) return `${formatCount(failed)} ${failed === 1 ? 'input' : 'inputs'} not read`;
  if (notes.some(({ note }) => note.kind === 'truncated')) return 'Truncated';
  const skipped = notes.reduce((sum, { note }) => sum + (note.kind === 'skipped' ? note.count : 0), 0);
  if (skipped > 0) return `Skipped ${formatCount(skipped)} ${skipped === 1 ? 'record' : 'records'}`;
  return `${formatCount(notes.length)} ${notes.length === 1 ? 'note' : 'notes'}`;
}
