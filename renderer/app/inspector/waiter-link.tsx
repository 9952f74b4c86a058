import type { JSX } from 'react';
import type { GoroutineGroupDetail } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { viewOf } from '../../state/view';

/** What a group of goroutines waits for, and the way to it in Waiters. */
export function WaitsFor(props: {
  readonly doc: string;
  readonly capture: number;
  readonly detail: GoroutineGroupDetail;
}): JSX.Element {
  const { doc, capture, detail } = props;
  const { waitsOn, row } = detail;
  const open = (): void =>
    viewOf(doc).change((now) => ({
      view: 'waiters',
      capture,
      // The group says which object; what the filter or another order hides is shown, too.
      selection: { ...now.selection, group: row.group, object: null },
      waiters: { ...now.waiters, show: now.waiters.show === 'cycles' ? 'stuck' : now.waiters.show },
    }));
  return (
    <section>
      <h3>{waitsOn === null || waitsOn.fact ? 'Waits for' : 'Probably waits for'}</h3>
      {waitsOn !== null && (
        <p>
          <span className="m">{waitsOn.title}</span>
          {waitsOn.state !== '' && <span className="d2"> {waitsOn.state}</span>}
          <span className="d2">, {formatCount(waitsOn.waiting)} waiting</span>
        </p>
      )}
      <button type="button" className="lnk" onClick={open}>
        Show in Waiters
      </button>
    </section>
  );
}
