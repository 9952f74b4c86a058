import { ChevronDown, ChevronRight } from 'lucide-react';
import { useCallback, useMemo, useRef, useState, type JSX, type ReactNode } from 'react';
import type { CodeRef, StackFrame } from '@core/api/findings';
import { Symbol, codeChars } from '../symbol/symbol';
import { useCopy } from '../copy/use-copy';
import { useSize } from '../use-size';
import { frameKey, frameLocation, stackRows, stackText } from './stack-rows';
import { t } from '../../i18n/t';
import './stack.css';

/** What a line loses to its edge, padding and the gap before the location, px; as in stack.css. */
const PADDED_PX = 2 + 10 + 8 + 12;
const FLUSH_PX = 2 + 8 + 8;
/** The tag `inlined` and the gap before it, px. */
const INLINED_PX = 46;

interface StackProps {
  /** Leaf first. */
  readonly frames: readonly StackFrame[];
  readonly creator: CodeRef | null;
  readonly ownModule: string;
  /** Keys (`frameKey`) of frames to mark as equal with a stack beside it. */
  readonly same?: ReadonlySet<string>;
  /** Lines after `created by`. */
  readonly after?: ReactNode;
  readonly onFunction?: (name: string) => void;
  readonly label?: string;
  /** No margin of its own at the sides: it stands in text. */
  readonly flush?: boolean;
}

/** A stack, leaf first. Ctrl+C inside it copies it whole as Go prints it, unless text is selected. */
export function Stack({ frames, creator, ownModule, same, after, onFunction, label, flush }: StackProps): JSX.Element {
  const list = useRef<HTMLOListElement | null>(null);
  const [measure, { width }] = useSize<HTMLOListElement>();
  const ref = useCallback(
    (element: HTMLOListElement | null) => {
      list.current = element;
      measure(element);
    },
    [measure],
  );
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => stackRows(frames), [frames]);
  const room = Math.max(0, width - (flush === true ? FLUSH_PX : PADDED_PX));
  const toggle = (at: number): void =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(at)) next.add(at);
      return next;
    });
  useCopy(list, [{ title: t('Copy the stack'), text: () => stackText(frames, creator) }]);
  const line = (frame: StackFrame, key: string, inFold: boolean): JSX.Element => (
    <Frame
      key={key}
      frame={frame}
      width={room}
      ownModule={ownModule}
      same={same?.has(frameKey(frame)) ?? false}
      inFold={inFold}
      onFunction={onFunction}
    />
  );
  return (
    <ol
      ref={ref}
      className={flush === true ? 'stack flush' : 'stack'}
      tabIndex={0}
      aria-label={label ?? t('Stack, leaf first')}
    >
      {rows.map((row) => {
        if (row.kind === 'frame') return line(row.frame, `f${row.at}`, false);
        const isOpen = open.has(row.at);
        const last = row.frames[row.frames.length - 1]!;
        return [
          <li key={`o${row.at}`} className="fr fold">
            <button type="button" aria-expanded={isOpen} onClick={() => toggle(row.at)} title={row.text}>
              {isOpen ? <ChevronDown size={12} strokeWidth={1.3} /> : <ChevronRight size={12} strokeWidth={1.3} />}
              <span className="clip">{row.text}</span>
            </button>
            {!isOpen && <span className="loc">{frameLocation(last)}</span>}
          </li>,
          ...(isOpen ? row.frames.map((frame, i) => line(frame, `f${row.at + i}`, true)) : []),
        ];
      })}
      {creator !== null && (
        <li className="fr cr">
          <span className="who">
            <span className="d">{t('created by')}</span>
            <Symbol
              name={creator.function}
              ownModule={ownModule}
              chars={roomFor(room, frameLocation(creator), 64)}
              elided="…/"
            />
          </span>
          <span className="loc" title={creator.file}>
            {frameLocation(creator)}
          </span>
        </li>
      )}
      {after}
    </ol>
  );
}

interface FrameProps {
  readonly frame: StackFrame;
  readonly width: number;
  readonly ownModule: string;
  readonly same: boolean;
  readonly inFold: boolean;
  readonly onFunction: ((name: string) => void) | undefined;
}

function Frame({ frame, width, ownModule, same, inFold, onFunction }: FrameProps): JSX.Element {
  const location = frameLocation(frame);
  const classes = ['fr', frame.origin === 'own' ? 'own' : '', same ? 'same' : '', inFold ? 'in' : ''];
  const taken = (frame.inlined ? INLINED_PX : 0) + (inFold ? 16 : 0);
  const symbol = (
    <Symbol name={frame.function} ownModule={ownModule} chars={roomFor(width, location, taken)} elided="…/" />
  );
  return (
    <li className={classes.join(' ')}>
      <span className="who">
        {onFunction === undefined ? (
          symbol
        ) : (
          <button type="button" className="fn" tabIndex={-1} onClick={() => onFunction(frame.function)}>
            {symbol}
          </button>
        )}
        {frame.inlined && <span className="inl">{t('inlined')}</span>}
      </span>
      <span className="loc" title={frame.file}>
        {location}
      </span>
    </li>
  );
}

/** Characters left for the name: `room` px less the location and what else stands in the line. */
function roomFor(room: number, location: string, taken: number): number {
  if (room === 0) return 40;
  return Math.max(6, codeChars(room - location.length * 6 - taken));
}
