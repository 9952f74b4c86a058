import { ChevronDown, Check, Circle, Pause, Pin, Play } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { memo, useEffect, useState, type JSX } from 'react';
import type { LiveInfo, LiveStatus } from '@core/api/live';
import type { Pace } from '../../client/watches';
import { runCommand } from '../../ui/commands';
import { CommandKey } from '../../ui/keys/caps';
import { behindText, buildText, everyText, identText, overText, statusText, upFor } from './words';
import { t } from '../../i18n/t';

/** How often to look, ms: counters (heap, GC, scheduler) and goroutines with their stacks. */
const PACES = [
  { countersEveryMs: 100, goroutinesEveryMs: 1000 },
  { countersEveryMs: 100, goroutinesEveryMs: 2000 },
  { countersEveryMs: 250, goroutinesEveryMs: 5000 },
  { countersEveryMs: 1000, goroutinesEveryMs: 10_000 },
  { countersEveryMs: 1000, goroutinesEveryMs: 60_000 },
] as const;

interface HeaderProps extends Pace {
  readonly live: LiveInfo;
  readonly status: LiveStatus;
  readonly reason: string;
  /** Up to when it was watched, ms since the epoch; null while it is. */
  readonly overMs: number | null;
  /** The pace is slower than what was asked for. */
  readonly limited: boolean;
  /** The moment at which the view stands still, ms since the epoch; null = it follows. */
  readonly stillMs: number | null;
  readonly recording: boolean;
  readonly onPace: (pace: Pace) => void;
}

/** Which process this is, what is done to it, and what to do with the watch. Rendered again only when one of these changes. */
export const Header = memo(function Header(props: HeaderProps) {
  const { live, status, stillMs } = props;
  const watched = status === 'watching' || status === 'lost';
  return (
    <header className="lv-head">
      <Ident live={live} status={status} reason={props.reason} overMs={props.overMs} />
      <span className="grow" />
      {watched && (
        <>
          <PacePick {...props} />
          <button
            type="button"
            className="btn"
            title={t('Keep the newest moment for good')}
            onClick={() => runCommand('live.freeze')}
          >
            <Pin size={14} aria-hidden />
            {t('Freeze')} <CommandKey id="live.freeze" />
          </button>
        </>
      )}
      {(watched || stillMs !== null) && (
        <button
          type="button"
          className={`btn lv-pause${stillMs === null ? '' : ' still'}`}
          aria-pressed={stillMs !== null}
          title={stillMs === null ? t('The view stands still, the watch goes on') : t('Follow the newest again')}
          onClick={() => runCommand('live.pause')}
        >
          {stillMs === null ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
          {stillMs === null ? t('Pause') : <Behind key={stillMs} stillMs={stillMs} counts={watched} />}{' '}
          <CommandKey id="live.pause" />
        </button>
      )}
      {watched ? (
        <>
          <button
            type="button"
            className={`btn lv-rec${props.recording ? ' on' : ''}`}
            title={props.recording ? t('End the recording (Shift R)') : t('Write everything into a file (Shift R)')}
            onClick={() => runCommand('live.record')}
          >
            <Circle size={9} fill="currentColor" strokeWidth={0} aria-hidden />
            {props.recording ? t('Stop recording') : t('Record')}
          </button>
          <button
            type="button"
            className="btn q"
            title={t('End the watch; the document stays')}
            onClick={() => runCommand('live.detach')}
          >
            {t('Detach')}
          </button>
        </>
      ) : (
        <button type="button" className="btn" onClick={() => runCommand('attach')}>
          {t('Attach…')}
        </button>
      )}
    </header>
  );
});

/** How far the view lies behind the watch. */
function Behind({ stillMs, counts }: { readonly stillMs: number; readonly counts: boolean }): JSX.Element {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span>{counts ? t('Go on, {behind}', { behind: behindText(stillMs, now) }) : t('Go on')}</span>;
}

/** Changes with the minute, not with the tick. */
const Ident = memo(function Ident(props: {
  readonly live: LiveInfo;
  readonly status: LiveStatus;
  readonly reason: string;
  readonly overMs: number | null;
}) {
  const { live, status, reason, overMs } = props;
  const [now, setNow] = useState(() => Date.now());
  const running = status === 'watching' || status === 'lost';
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), now - live.startMs < 600_000 ? 1000 : 60_000);
    return () => clearInterval(timer);
  }, [running, now, live.startMs]);
  const build = buildText(live);
  return (
    <div className="lv-ident">
      <h2 className="clip">
        <b>{live.name}</b> <span className="d2">{identText(live)}</span>
        {build !== '' && (
          <span className="d2">
            , <span className="m">{build}</span>
          </span>
        )}
      </h2>
      <p className={`clip sm ${status === 'ended' || status === 'lost' ? 'lv-warn' : 'd2'}`} title={live.command}>
        {running && `${live.command === '' ? '' : `${live.command}, `}${upFor(live.startMs, now)}, `}
        {overMs === null ? statusText(status, reason) : overText(status, reason, overMs)}
      </p>
    </div>
  );
});

const same = (a: Pace, b: Pace): boolean =>
  a.countersEveryMs === b.countersEveryMs && a.goroutinesEveryMs === b.goroutinesEveryMs;
const keyOf = ({ countersEveryMs, goroutinesEveryMs }: Pace): string => `${countersEveryMs} ${goroutinesEveryMs}`;

function PacePick(props: Pace & { readonly limited: boolean; readonly onPace: (pace: Pace) => void }): JSX.Element {
  const { limited } = props;
  const pace: Pace = props;
  const paces = { counters: everyText(pace.countersEveryMs), goroutines: everyText(pace.goroutinesEveryMs) };
  const title = limited
    ? t('Counters {counters}, goroutines {goroutines}; slower than asked for, to stay within the budget', paces)
    : t('Counters {counters}, goroutines {goroutines}', paces);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="pick lv-pace" title={title}>
        <span className="sr">{t('How often to look:')} </span>
        <span className={limited ? 'lv-warn' : ''}>{everyText(pace.countersEveryMs)}</span>
        <ChevronDown size={12} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
        <DropdownMenu.RadioGroup
          value={PACES.some((one) => same(one, pace)) ? keyOf(pace) : ''}
          onValueChange={(key) => {
            const chosen = PACES.find((one) => keyOf(one) === key);
            if (chosen !== undefined) props.onPace(chosen);
          }}
        >
          {PACES.map((one) => (
            <DropdownMenu.RadioItem key={keyOf(one)} value={keyOf(one)} className="mi">
              <span className="tick">
                <DropdownMenu.ItemIndicator>
                  <Check size={14} aria-hidden />
                </DropdownMenu.ItemIndicator>
              </span>
              <span>{t('Counters {every}', { every: everyText(one.countersEveryMs) })}</span>
              <span className="d2">{t('goroutines {every}', { every: everyText(one.goroutinesEveryMs) })}</span>
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
