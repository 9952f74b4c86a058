import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { FlameAnswer, FlameParams, ProfileParams } from '@core/api/queries';
import { formatNanoseconds, formatShare, formatValue } from '@core/base/format';
import { rangeText } from '../../charts/trace-scale';
import { formatFilter } from '../../state/filter-text';
import type { FlameState } from '../../state/flame';
import { captureAt } from '../../state/scope';
import { t } from '../../i18n/t';
import { normalizeBy } from '../../ui/normalise-pick';
import { symbolText } from '../../ui/symbol/symbol-parts';
import { signedValue } from './flame-text';
import type { TreeParams } from './flame-params';
import type { FlamePictureOf } from './flame-picture';

/** What the view shows, as a picture says it: which capture, what passes, what is zoomed to, how much that is. */
export function flamePictureOf(shown: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly state: FlameState;
  readonly middle: string | null;
  /** Capture A of a difference. */
  readonly base: CaptureInfo | null;
  readonly packages: readonly string[];
  readonly zoomed: FlameAnswer;
  readonly trees: readonly (TreeParams | null)[];
  /** Null in a sandwich. */
  readonly zoom: Pick<FlameParams, 'zoom' | 'path'> | null;
}): FlamePictureOf {
  const { info, params, state, middle, base, packages, zoomed } = shown;
  const { ownModule } = info;
  const { type, unit } = zoomed.sampleType;
  const name = captureAt(info, params.capture)?.name ?? info.title;
  const what = type.replaceAll('_', ' ');
  const filter = formatFilter(params.filter);
  const crumb = zoomed.crumbs.length > 1 ? zoomed.crumbs.at(-1) : undefined;
  const isSandwich = state.mode === 'sandwich';
  const lines = [
    filter === '' ? '' : t('Only what passes the filter {filter}', { filter }),
    params.range === undefined
      ? ''
      : t('Only {range} of the trace, {duration}', {
          range: rangeText(params.range),
          duration: formatNanoseconds(params.range.toNs - params.range.fromNs),
        }),
    isSandwich && middle !== null ? t('All stacks through {middle}', { middle: symbolText(middle, ownModule) }) : '',
    crumb === undefined ? '' : t('Zoomed to {name}', { name: symbolText(crumb.name, ownModule) }),
    amountOf(zoomed),
    base === null || state.normalize === false
      ? ''
      : t(
          '{by, select, duration {Normalised by duration} function {Normalised by a function} other {Normalised by total}}',
          {
            by: normalizeBy(state.normalize),
          },
        ),
    state.by === 'function'
      ? ''
      : t(
          '{by, select, line {Each box is one line} file {Each box is one file} package {Each box is one package} module {Each box is one module} other {Each box is one function}}',
          { by: state.by },
        ),
    state.search === '' ? '' : t('Found: {search}', { search: state.search }),
  ];
  return {
    doc: info.doc,
    title: base === null ? `${name}, ${what}` : t('{what}: {a} → {b}', { what, a: base.name, b: name }),
    lines: lines.filter((line) => line !== ''),
    flames: shown.trees.flatMap((tree, i) => {
      if (tree === null) return [];
      const { doc: _, ...question } = tree;
      const isCallers = isSandwich && i === 0;
      return [
        {
          question: { ...question, ...(shown.zoom ?? { zoom: null }), search: state.search },
          grows: state.mode === 'flame' || isCallers ? ('up' as const) : ('down' as const),
          caption: isSandwich ? (isCallers ? t('Callers') : t('Callees')) : '',
        },
      ];
    }),
    colouring: state.colour,
    packages,
  };

  function amountOf({ sides, total, zoomed: value }: FlameAnswer): string {
    if (sides === null)
      return value === total
        ? t('{value} in all', { value: formatValue(value, unit) })
        : t('{value} of {total}, {share}', {
            value: formatValue(value, unit),
            total: formatValue(total, unit),
            share: formatShare(value, total),
          });
    const [before = 0, now = 0] = [sides.base[0], sides.now[0]];
    return t('A {a}, B {b}, {change}', {
      a: formatValue(before, unit),
      b: formatValue(now, unit),
      change: signedValue(now - before, unit),
    });
  }
}
