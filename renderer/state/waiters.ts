import type { DocumentInfo } from '@core/api/document';
import { NO_FILTER } from '@core/api/queries';
import { captureFor } from './scope';
import { viewOf } from './view';

/** Shows in Waiters what a group of goroutines of a capture waits for. The filter is lifted, because it may hide just that. */
export function showWaiters(info: DocumentInfo, capture: number, group: string): void {
  viewOf(info.doc).change((now) => ({
    view: 'waiters',
    // A capture that is shown anyway is not chosen: a watch goes on to its next one.
    capture: captureFor(info, now, 'goroutines')?.index === capture ? now.capture : capture,
    filter: NO_FILTER,
    selection: { ...now.selection, group, object: null },
    waiters: { ...now.waiters, show: now.waiters.show === 'cycles' ? 'stuck' : now.waiters.show },
  }));
}
