import type { SampleType } from '@core/api/document';
import type { Filter, FilterPartsAnswer, ProfileParams } from '@core/api/queries';
import { NO_FILTER } from '@core/api/queries';
import { formatCount, formatValue } from '@core/base/format';
import { partName, partsOf, withoutPart } from '../state/filter-text';
import { useViewStore, viewOf } from '../state/view';
import { useQuery } from './use-query';

/** What the screen of a filter that hides everything shows and does (`NoMatch`). */
export interface NoMatchProps {
  readonly noun: string;
  readonly hidden: string;
  readonly parts: readonly { readonly key: string; readonly value: string; readonly leaves: string | null }[];
  readonly onRemove: (index: number) => void;
  readonly onClear: () => void;
  readonly onUndo: () => void;
}

/** An amount with what it counts where the unit does not say: `1,823 goroutines`, `2.08 s`. */
export function samplesText(value: number, { type, unit }: SampleType): string {
  if (unit !== 'count' && unit !== '') return formatValue(value, unit);
  const what = type === 'goroutine' || type === 'goroutineleak' ? 'goroutines' : type.replaceAll('_', ' ');
  return `${formatCount(value)} ${what}`.trimEnd();
}

/** Counts what each condition alone would leave; asks only while `params` are given, that is while nothing matches. */
export function useNoMatch(
  params: ProfileParams | null,
  noun: string,
  format: (value: number) => string,
): NoMatchProps | null {
  const { answer } = useQuery('filterParts', params);
  if (params === null || answer === null) return null;
  const { doc, filter } = params;
  return {
    noun,
    hidden: format(answer.all),
    parts: answer.parts.map(({ part, value, leaves }) => ({
      key: part === 'operation' ? 'state' : part,
      value,
      leaves: format(leaves),
    })),
    onRemove: (index) => {
      const part = answer.parts[index];
      if (part !== undefined) viewOf(doc).change({ filter: withoutAnswerPart(filter, part) });
    },
    onClear: () => viewOf(doc).change({ filter: NO_FILTER }),
    onUndo: () => useViewStore.getState().undo(doc),
  };
}

/** The filter without one part as the engine names it (all operations are one part). */
export function withoutAnswerPart(filter: Filter, { part, value }: FilterPartsAnswer['parts'][number]): Filter {
  if (part === 'operation') return { ...filter, operations: [] };
  const found = partsOf(filter).find((one) =>
    one.kind === 'label'
      ? part === 'tag' && `${one.key}=${one.value}` === value
      : partName(one) === part && one.value === value,
  );
  return found === undefined ? filter : withoutPart(filter, found);
}
