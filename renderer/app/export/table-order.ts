import type { DocumentInfo } from '@core/api/document';
import { DIFF_COLUMNS } from '@core/api/queries';
import type { TableQuestion } from '@core/api/table';
import { captureFor, possibleGroupBy, profileParams } from '../../state/scope';
import { sidesOf } from '../../state/sides';
import type { ViewState } from '../../state/view';

/** The table that the view shows (for Flame the one of its functions), as it is sorted and filtered there; null where it shows none of these. */
export function shownTable(info: DocumentInfo, view: ViewState): TableQuestion | null {
  switch (view.view) {
    case 'goroutines': {
      const capture = captureFor(info, view, 'goroutines');
      if (capture === null) return null;
      const { groupBy, sort, descending } = view.goroutines;
      const by = possibleGroupBy(groupBy, capture);
      return {
        question: 'goroutineGroups',
        params: { capture: capture.index, groupBy: by, filter: view.filter, sort, descending },
      };
    }
    case 'compare': {
      const sides = sidesOf(info, view);
      if (sides === null) return null;
      const { a, b } = sides;
      const { measure, sorts } = view.compare;
      const sampleType =
        view.sampleType !== null && view.sampleType < b.sampleTypes.length ? view.sampleType : b.defaultSampleType;
      const column = DIFF_COLUMNS.find((id) => id === sorts.functions.id) ?? 'change';
      const order = { sort: measure, column, ascending: !sorts.functions.descending };
      const scaled = { normalize: view.flame.normalize, filter: view.filter };
      return { question: 'diff', params: { capture: b.index, base: a.index, sampleType, ...scaled, ...order } };
    }
    case 'top':
    case 'flame':
    case 'source': {
      const shown = profileParams(info, view);
      if (shown === null) return null;
      const { doc: _, ...params } = shown;
      const { sort, descending } = view.top;
      const by = view.view === 'flame' ? view.flame.by : view.view === 'top' ? view.top.by : 'function';
      return { question: 'top', params: { ...params, sort, descending, by } };
    }
    default:
      return null;
  }
}
