import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import { formatBytes, formatCount, formatShare, formatSigned } from '@core/base/format';
import { TrendChart } from '../../charts/trend-chart';
import { WORDS } from './words';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly note: string;
}

/** What is known in figures; nothing is shown for what is not known. A series draws its counts. */
export function Numbers({ info, finding }: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element {
  const figures = figuresOf(info, finding);
  const points = finding.series.map((at) => ({ timeMs: info.captures[at.input]?.timeMs ?? null, count: at.count }));
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

export function figuresOf(info: DocumentInfo, finding: Finding): readonly Figure[] {
  const { count, growthPerMinute, bytes, series } = finding;
  const figures: Figure[] = [];
  if (series.length < 2) {
    const all = goroutinesIn(info, finding);
    figures.push({
      name: WORDS.count,
      value: `${finding.atLeast ? '≥ ' : ''}${formatCount(count)}`,
      unit: '',
      note: all === null ? '' : `${formatShare(count, all)} ${WORDS.ofAll(all)}`,
    });
  }
  if (growthPerMinute !== null && series.length > 1) {
    const rounded = Math.round(growthPerMinute);
    figures.push({
      name: WORDS.growth,
      value: rounded === 0 ? WORDS.steady : formatSigned(rounded),
      unit: rounded === 0 ? '' : '/min',
      note: WORDS.ofCaptures(series.length),
    });
  }
  if (bytes !== null && bytes > 0) {
    const each = count > 0 ? bytes / count : 0;
    // Findings about a group have a series; their bytes are its stacks. The stacks of a whole process belong to no count.
    const ofGroup = finding.series.length > 0;
    const ofProcess = finding.rule === 'stack-memory';
    figures.push({
      name: ofGroup || ofProcess ? WORDS.stacksHeld : WORDS.holds,
      ...splitUnit(formatBytes(bytes)),
      note: count > 1 && !ofProcess ? WORDS.each(formatBytes(each)) : '',
    });
    if (growthPerMinute !== null && Math.round(growthPerMinute) > 0 && count > 0) {
      figures.push({ name: WORDS.costPerMinute, ...splitUnit(formatBytes(each * growthPerMinute)), note: '' });
    }
  }
  return figures;
}

/** All goroutines of the capture the finding is about: the last of the series. */
function goroutinesIn(info: DocumentInfo, finding: Finding): number | null {
  const input = finding.series.at(-1)?.input;
  return input === undefined ? null : (info.captures[input]?.counts.goroutines ?? null);
}
