import { useEffect, useRef, useState, type JSX } from 'react';
import type { LookRun, LooksAnswer } from '@core/api/live';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';
import { announce } from '../announce';
import { farText, lookFigures, lookShare, lookState, runText, timeLeft } from './look-words';

export interface LookProps {
  readonly looks: LooksAnswer;
  /** Of the program. */
  readonly name: string;
  readonly onLook: () => void;
  /** Asks before anything is stopped. */
  readonly onProve: () => void;
  readonly onEnd: () => void;
  /** Asks where; null where the runtime cannot know. */
  readonly onAsk: (() => void) | null;
}

/** What the verdicts rest on, and what they cost. */
export function LookFigures({ looks }: { readonly looks: LooksAnswer }): JSX.Element | null {
  const best = looks.proof !== null && looks.proof.found > 0 ? looks.proof : looks.look;
  if (best === null) return null;
  return (
    <>
      <dl>
        {lookFigures(best).map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {best.notes.map((note) => (
        <p key={note} className="d2">
          {fromEngine(note)}
        </p>
      ))}
    </>
  );
}

/** The state in a headline and a sentence, with what can be done. */
export function LookLine({ looks, name, onLook, onProve, onEnd, onAsk }: LookProps): JSX.Element {
  const { running, possible, look } = looks;
  useOutcome(looks);
  if (running !== null) return <Running run={running} name={name} onEnd={onEnd} />;
  const { headline, text } = lookState(looks);
  return (
    <div className="look-line">
      <p className="t">{headline}</p>
      <p className="d2">{text}</p>
      {possible && (
        <p className="do">
          <button type="button" className="btn" onClick={onLook}>
            {look === null ? t('Look') : t('Look again')}
          </button>
          {isProvable(looks) && (
            <button type="button" className="btn" aria-haspopup="dialog" onClick={onProve}>
              {t('Prove…')}
            </button>
          )}
          {onAsk !== null && look !== null && (
            <button type="button" className="btn q" aria-haspopup="dialog" onClick={onAsk}>
              {t('Ask the runtime…')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** Says what a look that has ended found. */
function useOutcome(looks: LooksAnswer): void {
  const ran = useRef(false);
  useEffect(() => {
    const runs = looks.running !== null;
    if (ran.current && !runs) announce(lookState(looks).headline);
    ran.current = runs;
  }, [looks]);
}

/** Only where a look left something to prove that is not proven. */
export function isProvable({ possible, running, look, proof }: LooksAnswer): boolean {
  return possible && running === null && look !== null && look.grade !== 'proven' && look.found > (proof?.found ?? 0);
}

function Running(props: { readonly run: LookRun; readonly name: string; readonly onEnd: () => void }): JSX.Element {
  const { run, name } = props;
  // Counted from here on: answers come a few times a second at most.
  const [begun] = useState(() => performance.now() - run.forMs);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  const forMs = Math.max(0, now - begun);
  const { expectedMs, far } = run;
  const share = lookShare(run) ?? (expectedMs === null ? null : Math.min(1, forMs / expectedMs));
  return (
    <div className="look-line">
      <p className="t">{runText(run, name)}</p>
      {share !== null && <progress aria-label={t('Progress')} max={1} value={share} />}
      {far !== null && <p className="d2 num">{farText(far)}</p>}
      <p className="do">
        <span className="d2 num">{timeLeft(forMs, expectedMs)}</span>
        <button type="button" className="btn" onClick={props.onEnd}>
          {t('Cancel')}
        </button>
      </p>
    </div>
  );
}
