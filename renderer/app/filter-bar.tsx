import { AlignLeft, Check, PanelRight, Redo2, Search, Undo2, X } from 'lucide-react';
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { NO_FILTER, type Filter } from '@core/api/queries';
import {
  formatFilter,
  isPrefixed,
  parseFilter,
  parseTyped,
  partName,
  partsOf,
  whyBad,
  withPart,
  withoutPart,
  type FilterPart,
} from '../state/filter-text';
import type { OpenDocument } from '../state/session';
import { useView, useViewStore, viewOf } from '../state/view';
import { SpanPick } from './live/span-pick';
import { SavedFilters } from './saved-filters';
import { CapturePick, RuntimeFramesToggle, SampleTypePick } from './picks';
import { t } from '../i18n/t';
import { useHint } from '../ui/keys/caps';

const LIVE_AFTER_MS = 180;

/** What is shown of the document: moment, sample type, conditions. The same for all views. */
export function FilterBar(props: {
  readonly document: OpenDocument;
  readonly inspector: boolean;
  readonly onInspector: () => void;
}): JSX.Element {
  const { document, inspector, onInspector } = props;
  const doc = document.id;
  const { view } = useView(doc);
  const canUndo = useViewStore((s) => (s.byDocument[doc]?.undo.length ?? 0) > 0);
  const canRedo = useViewStore((s) => (s.byDocument[doc]?.redo.length ?? 0) > 0);
  const [asText, setAsText] = useState(false);
  const undoHint = useHint(t('Undo'), 'undo');
  const redoHint = useHint(t('Redo'), 'redo');
  const inspectorHint = useHint(t('Inspector'), 'toggle-inspector');
  return (
    <div id="filter" role="search" aria-label={t('Filter')} data-region="filter">
      {document.info !== null && (
        <>
          {view === 'live' && document.info.live !== undefined ? (
            <SpanPick doc={doc} recorded={document.info.captures.some(({ format }) => format === 'recording')} />
          ) : (
            <CapturePick info={document.info} />
          )}
          <SampleTypePick info={document.info} />
          <RuntimeFramesToggle info={document.info} />
        </>
      )}
      {asText ? <TextFilter doc={doc} onDone={() => setAsText(false)} /> : <Conditions doc={doc} />}
      <button
        type="button"
        className="btn q"
        aria-label={t('Undo')}
        title={undoHint}
        disabled={!canUndo}
        onClick={() => useViewStore.getState().undo(doc)}
      >
        <Undo2 size={16} aria-hidden />
      </button>
      {canRedo && (
        <button
          type="button"
          className="btn q"
          aria-label={t('Redo')}
          title={redoHint}
          onClick={() => useViewStore.getState().redo(doc)}
        >
          <Redo2 size={16} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={`btn q${asText ? ' on' : ''}`}
        aria-label={t('Filter as text')}
        aria-pressed={asText}
        title={t('Filter as text')}
        onClick={() => setAsText(!asText)}
      >
        <AlignLeft size={16} aria-hidden />
      </button>
      <SavedFilters doc={doc} />
      <button
        type="button"
        className={`btn q${inspector ? ' on' : ''}`}
        aria-label={t('Inspector')}
        aria-pressed={inspector}
        title={inspectorHint}
        onClick={onInspector}
      >
        <PanelRight size={16} aria-hidden />
      </button>
    </div>
  );
}

function setFilter(doc: string, filter: Filter): void {
  viewOf(doc).change({ filter });
}

function Conditions({ doc }: { readonly doc: string }): JSX.Element {
  const { filter } = useView(doc);
  const [draft, setDraft] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  // Plain text filters while it is typed; Enter makes it a condition that can be undone.
  const before = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const preview = (typed: string): void => {
    clearTimeout(timer.current);
    setDraft(typed);
    setProblem(null);
    timer.current = setTimeout(() => {
      const parsed = parseTyped(typed);
      const part = parsed.ok ? parsed.value[0] : undefined;
      const isPlain = part?.kind === 'text' && !isPrefixed(typed);
      if (!isPlain && before.current === null) return;
      before.current ??= viewOf(doc).get().filter.text;
      const text = isPlain ? part.value : before.current;
      if (!isPlain) before.current = null;
      viewOf(doc).touch((now) => ({ filter: { ...now.filter, text } }));
    }, LIVE_AFTER_MS);
  };
  const settle = (): void => {
    clearTimeout(timer.current);
    const text = before.current;
    before.current = null;
    if (text !== null) viewOf(doc).touch((now) => ({ filter: { ...now.filter, text } }));
  };
  const commit = (): void => {
    const parsed = parseTyped(draft);
    if (!parsed.ok) {
      setProblem(parsed.error);
      return;
    }
    settle();
    setFilter(doc, parsed.value.reduce(withPart, viewOf(doc).get().filter));
    setDraft('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && draft.trim() !== '') commit();
    else if (event.key === 'Escape' && !event.shiftKey) {
      settle();
      setDraft('');
      setProblem(null);
      event.currentTarget.blur();
    } else if (event.key === 'Backspace' && draft === '') {
      const last = partsOf(filter).at(-1);
      if (last !== undefined) setFilter(doc, withoutPart(filter, last));
    } else return;
    event.preventDefault();
  };
  const parts = partsOf(filter).filter((part) => part.kind !== 'text' || draft === '');
  return (
    <>
      <ul className="chips" aria-label={t('Conditions')}>
        {parts.map((part) => (
          <Chip
            key={`${partName(part)} ${part.kind} ${part.value}`}
            part={part}
            onRemove={() => setFilter(doc, withoutPart(filter, part))}
          />
        ))}
      </ul>
      <span className="inp">
        <Search size={14} aria-hidden />
        <input
          id="filter-input"
          value={draft}
          placeholder={t('Filter by function, file or label')}
          aria-label={t('Filter by function, file or label')}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'filter-problem'}
          title={t(
            'text, key=value, focus:re, ignore:re, hide:re, show:re, show-from:re, tagfocus:key=re, tagignore:key=re, state:chan send',
          )}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => preview(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {problem !== null && (
          <span id="filter-problem" className="problem" role="alert">
            {problem}
          </span>
        )}
      </span>
    </>
  );
}

function Chip({ part, onRemove }: { readonly part: FilterPart; readonly onRemove: () => void }): JSX.Element {
  const bad = whyBad(part);
  const key = partName(part);
  const value = part.kind === 'label' ? `= ${part.value}` : part.value;
  return (
    <li className={`chip${bad === null ? '' : ' bad'}`} title={bad ?? undefined}>
      <i>{key}</i>
      <span className="m">{value}</span>
      {bad !== null && <span className="sr">{t('not a regular expression: {bad}', { bad })}</span>}
      <button
        type="button"
        className="cx"
        aria-label={t('Remove {key} {part}', { key, part: part.value })}
        onClick={onRemove}
      >
        <X size={12} aria-hidden />
      </button>
    </li>
  );
}

/** The whole filter as the flags of the command line, to edit, copy and paste. */
function TextFilter({ doc, onDone }: { readonly doc: string; readonly onDone: () => void }): JSX.Element {
  const [text, setText] = useState(() => formatFilter(viewOf(doc).get().filter));
  const [problem, setProblem] = useState<string | null>(null);
  const commit = (): void => {
    const parsed = text.trim() === '' ? { ok: true as const, value: NO_FILTER } : parseFilter(text);
    if (!parsed.ok) {
      setProblem(parsed.error);
      return;
    }
    setFilter(doc, parsed.value);
    onDone();
  };
  return (
    <span className="inp text">
      <input
        autoFocus
        value={text}
        placeholder={t(
          '--focus RE --ignore RE --hide RE --show RE --show-from RE --tag key=value --tagfocus EXPR --text TEXT',
        )}
        aria-label={t('Filter as text')}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : 'filter-problem'}
        className="m"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          else if (event.key === 'Escape') onDone();
          else return;
          event.preventDefault();
        }}
      />
      {problem !== null && (
        <span id="filter-problem" className="problem" role="alert">
          {problem}
        </span>
      )}
      <button
        type="button"
        className="btn q"
        aria-label={t('Apply the filter')}
        title={t('Apply (Enter)')}
        onClick={commit}
      >
        <Check size={16} aria-hidden />
      </button>
    </span>
  );
}
