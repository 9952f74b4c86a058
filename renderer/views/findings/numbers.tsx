import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import { formatBytes, formatCount, formatNanoseconds, formatShare, formatSigned } from '@core/base/format';
import { TrendChart } from '../../charts/trend-chart';
import { WORDS } from './words';
import { t } from '../../i18n/t';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly note: string;
}

/** What is known in figures. A series draws its counts. */
export function Numbers(props: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element | null {
  const { info, finding } = props;
  const figures = figuresOf(info, finding);
  const points = finding.series.map((at) => ({ timeMs: info.captures[at.input]?.timeMs ?? null, count: at.count }));
  if (figures.length === 0) return null;
  return (
    <div className={`nums${points.length > 1 ? ' charted' : ''}`}>
      {points.length > 1 && (
        <div className="chart">
          <TrendChart points={points} tone={finding.tier} />
        </div>
      )}
      {figures.map((figure) => (
        <div key={figure.name}>
          <div className="k">{figure.name}</div>
          <div className="big">
            {figure.value}
            <span className="unit">{figure.unit}</span>
          </div>
          <div className="k">{figure.note}</div>
        </div>
      ))}
    </div>
  );
}

/** `322 MiB` → `322` and its unit, which is set smaller. */
function splitUnit(text: string): { readonly value: string; readonly unit: string } {
  const cut = text.indexOf('\u00a0');
  return cut < 0 ? { value: text, unit: '' } : { value: text.slice(0, cut), unit: text.slice(cut) };
}

const NONE = { value: '–', unit: '', note: '' } as const;

/** Of a group of goroutines: how many (where no chart tells), growth, stacks, cost, and when memory ends; `–` where a capture does not tell. */
export function figuresOf(info: DocumentInfo, finding: Finding): readonly Figure[] {
  if (finding.series.length === 0) return figuresOfOther(finding);
  return [
    ...(finding.series.length < 2 ? [countFigure(info, finding)] : []),
    growthFigure(finding),
    stacksFigure(finding),
    ...costFigures(finding),
  ];
}

function countFigure(info: DocumentInfo, { count, atLeast, series }: Finding): Figure {
  const input = series.at(-1)?.input;
  const all = input === undefined ? null : (info.captures[input]?.counts.goroutines ?? null);
  return {
    name: WORDS.count,
    value: `${atLeast ? '≥ ' : ''}${formatCount(count)}`,
    unit: '',
    note: all === null ? '' : `${formatShare(count, all)} ${WORDS.ofAll(all)}`,
  };
}

function growthFigure({ growthPerMinute, growth, series }: Finding): Figure {
  const captures = WORDS.ofCaptures(series.length);
  const p = growth?.p ?? null;
  const note = p === null ? captures : p < 0.001 ? 'p < 0.001' : `p = ${p.toPrecision(2)}`;
  if (series.length < 2) return { name: WORDS.growth, ...NONE, note: WORDS.oneCapture };
  if (growthPerMinute === null) return { name: WORDS.growth, ...NONE, note: WORDS.noTimes };
  const rounded = Math.round(growthPerMinute);
  if (rounded === 0) return { name: WORDS.growth, value: WORDS.steady, unit: '', note: captures };
  return { name: WORDS.growth, value: formatSigned(rounded), unit: t('/min'), note };
}

function stacksFigure({ bytes, count, retained }: Finding): Figure {
  if (retained !== undefined && bytes !== null)
    return {
      ...{ name: WORDS.keepsAlive, ...splitUnit(formatBytes(bytes)) },
      note: WORDS.heapAndStacks(formatBytes(retained.heapBytes), formatBytes(retained.stackBytes)),
    };
  if (bytes === null || bytes <= 0) return { name: WORDS.stacksHeld, ...NONE };
  const note = count > 1 ? WORDS.each(formatBytes(bytes / count)) : '';
  return { name: WORDS.stacksHeld, ...splitUnit(formatBytes(bytes)), note };
}

/** Beyond this a straight line says nothing. */
const FAR_MINUTES = 30 * 24 * 60;

function costFigures({ growthPerMinute, bytes, count, bytesPerMinute, limit }: Finding): readonly Figure[] {
  const grows = growthPerMinute !== null && Math.round(growthPerMinute) > 0;
  const cost = bytesPerMinute ?? (bytes === null || count === 0 ? 0 : (bytes / count) * (growthPerMinute ?? 0));
  const costFigure = { name: WORDS.costPerMinute, ...NONE, ...(grows && cost > 0 ? splitUnit(formatBytes(cost)) : {}) };
  if (!grows || limit === undefined)
    return [costFigure, { name: WORDS.limitIn, ...NONE, note: grows ? WORDS.noLimit : '' }];
  const { minutesAway } = limit;
  const when =
    minutesAway <= 0
      ? { value: WORDS.reached, unit: '' }
      : minutesAway > FAR_MINUTES
        ? { value: WORDS.far, unit: '' }
        : splitUnit(formatNanoseconds(minutesAway * 60e9));
  return [costFigure, { name: WORDS.limitIn, ...when, note: WORDS.limitIs(limit.what, formatBytes(limit.bytes)) }];
}

/** Of the process or of the heap: what is known. Stacks of a whole process belong to no count. */
function figuresOfOther({ count, bytes, growthPerMinute, rule }: Finding): readonly Figure[] {
  const figures: Figure[] = [];
  const ofProcess = rule === 'stack-memory';
  if (count > 0 && !ofProcess) figures.push({ name: WORDS.count, value: formatCount(count), unit: '', note: '' });
  if (growthPerMinute !== null && Math.round(growthPerMinute) !== 0)
    figures.push({ name: WORDS.growth, value: formatSigned(Math.round(growthPerMinute)), unit: t('/min'), note: '' });
  if (bytes !== null && bytes > 0)
    figures.push({
      name: ofProcess ? WORDS.stacksHeld : WORDS.holds,
      ...splitUnit(formatBytes(bytes)),
      note: count > 1 && !ofProcess ? WORDS.each(formatBytes(bytes / count)) : '',
    });
  return figures;
}
