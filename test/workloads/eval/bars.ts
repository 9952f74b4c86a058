import { MODES, type Mode, type Verdict } from './judge-run';
import { add, agreement, emptyScore } from './score';

/** What a change of the engine must not make worse; kept in captures/bars.json for the committed packs. */
export interface Bars {
  /** Places that are leaked, by mark and document; another number means other packs. */
  readonly sites: number;
  /** Of them listed, suspect or surer; and by a rule for their pattern. */
  readonly listed: number;
  readonly rightPattern: number;
  /** Documents of healthy processes and alarms in them. */
  readonly healthy: number;
  readonly proven: number;
  readonly strong: number;
  readonly suspect: number;
  /** Sites of which debug=0, 1 and 2 do not say the same. */
  readonly disagree: number;
}

export type BarsByMode = Readonly<Record<Mode, Bars>>;

export function barsOf(verdicts: readonly Verdict[]): BarsByMode {
  const of = (mode: Mode): Bars => {
    const score = emptyScore();
    for (const verdict of verdicts) if (verdict.mode === mode) add(score, verdict);
    const { sites, same } = agreement(verdicts, mode);
    const { proven, strong, suspect } = score.alarms;
    return {
      ...{ sites: score.sites, listed: score.listed, rightPattern: score.right },
      ...{ healthy: score.healthy, proven, strong, suspect, disagree: sites - same },
    };
  };
  return { single: of('single'), series: of('series') };
}

const MORE_IS_BETTER = ['listed', 'rightPattern'] as const;
const LESS_IS_BETTER = ['proven', 'strong', 'suspect', 'disagree'] as const;

/** What is worse than it was, in words; empty = nothing. */
export function worse(before: BarsByMode, now: BarsByMode): string[] {
  return MODES.flatMap((mode) => {
    const [was, is] = [before[mode], now[mode]];
    const changed = (key: keyof Bars): string => `${mode}: ${key} ${was[key]} → ${is[key]}`;
    return [
      ...(['sites', 'healthy'] as const).filter((key) => was[key] !== is[key]).map(changed),
      ...MORE_IS_BETTER.filter((key) => is[key] < was[key]).map(changed),
      ...LESS_IS_BETTER.filter((key) => is[key] > was[key]).map(changed),
    ];
  });
}
