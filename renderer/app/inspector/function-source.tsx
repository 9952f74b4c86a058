import type { JSX } from 'react';
import type { SourceAnswer, SourceLine } from '@core/api/profile';
import type { ProfileParams } from '@core/api/queries';
import { formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import { hotLines } from '../../ui/source/source-rows';
import { t } from '../../i18n/t';
import './function-source.css';

/** Lines of text shown, the hottest among them. */
const SHOWN = 6;

interface FunctionSourceProps {
  readonly params: ProfileParams;
  readonly name: string;
}

/** The hottest lines of a function; a click opens them in Source, which also says where a file was looked for. */
export function FunctionSource({ params, name }: FunctionSourceProps): JSX.Element | null {
  const { answer, error } = useQuery('source', { ...params, function: name, file: '' });
  if (error !== null) {
    return (
      <section>
        <h3>{t('Source')}</h3>
        <p className="d2">{errorText(error)}</p>
      </section>
    );
  }
  if (answer === null || answer.lines.length === 0) return null;
  const open = (): void =>
    viewOf(params.doc).change((now) => ({
      view: 'source',
      source: { file: '', of: null },
      selection: { ...now.selection, function: name },
    }));
  const { unit } = answer.sampleType;
  const sampled = new Map(answer.lines.map((line) => [line.line, line]));
  const { code } = answer;
  const numbers = shownLines(answer);
  const texts = withoutIndent(numbers.map((number) => code?.lines[number - code.from] ?? ''));
  return (
    <section className="function-source">
      <h3>
        {t('Source')}
        <span className="d2">{code === null ? t('file not found') : t('hottest lines')}</span>
      </h3>
      <button type="button" onClick={open} title={t('Show in Source')}>
        {numbers.map((number, i) => (
          <span key={number} className={code !== null && sampled.has(number) ? 'hot' : ''}>
            <i>{number}</i>
            <b>{valueOf(sampled.get(number), unit)}</b>
            <code>{texts[i]}</code>
          </span>
        ))}
      </button>
    </section>
  );
}

/** Numbers of the lines in sight: those around the hottest one, or the hottest alone where there is no text. Ascending. */
function shownLines({ lines, code }: SourceAnswer): readonly number[] {
  const [hottest = 0] = hotLines(lines);
  if (code === null || hottest < code.from || hottest >= code.from + code.lines.length)
    return hotLines(lines)
      .slice(0, SHOWN)
      .sort((a, b) => a - b);
  const last = code.from + code.lines.length - SHOWN;
  const from = Math.max(code.from, Math.min(last, hottest - Math.floor(SHOWN / 2)));
  return Array.from({ length: Math.min(SHOWN, code.lines.length) }, (_, i) => from + i);
}

/** Tabs as two blanks, and without what all lines are indented by: the room is narrow. */
function withoutIndent(lines: readonly string[]): readonly string[] {
  const spread = lines.map((line) => line.replaceAll('\t', '  '));
  const indents = spread.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return spread.map((line) => line.slice(Number.isFinite(least) ? least : 0));
}

const valueOf = (line: SourceLine | undefined, unit: string): string =>
  line === undefined ? '' : formatValue(line.cum, unit);
