import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { GoroutineGroupDetail } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { showWaiters } from '../../state/waiters';
import { rich, t } from '../../i18n/t';

/** What a group of goroutines waits for, and the way to it in Waiters. */
export function WaitsFor(props: {
  readonly info: DocumentInfo;
  readonly capture: number;
  readonly detail: GoroutineGroupDetail;
}): JSX.Element {
  const { info, capture, detail } = props;
  const { waitsOn, row } = detail;
  return (
    <section>
      <h3>{waitsOn === null || waitsOn.fact ? t('Waits for') : t('Probably waits for')}</h3>
      {waitsOn !== null && (
        <p>
          {rich('{what}, {waiting} waiting', {
            what: (
              <>
                <span className="m">{waitsOn.title}</span>
                {waitsOn.state !== '' && <span className="d2"> {waitsOn.state}</span>}
              </>
            ),
            waiting: formatCount(waitsOn.waiting),
          })}
        </p>
      )}
      <button type="button" className="lnk" onClick={() => showWaiters(info, capture, row.group)}>
        {t('Show in Waiters')}
      </button>
    </section>
  );
}
