import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { captureFor } from '../../state/scope';
import { useView } from '../../state/view';
import { CorePanel } from './core-panel';
import { FindingPanel } from './finding-panel';
import { FirstGroup } from './first-group';
import { FunctionPanel } from './function-panel';
import { GroupPanel } from './group-panel';
import { Nothing } from './nothing';
import { ProfilePanel } from './profile-panel';
import { TracePanel } from './trace-panel';
import { WaiterPanel } from './waiter-panel';
import { t } from '../../i18n/t';

/** What is selected, in numbers: a function, a group of goroutines, or the goroutines behind a finding. */
export function Inspector({ info }: { readonly info: DocumentInfo }): JSX.Element {
  return (
    // It is scrolled by keys where it is longer than the window.
    <section className="inspector" aria-label={t('Inspector')} data-region="inspector" tabIndex={0}>
      <Content info={info} />
      {info.live?.core !== undefined && <CorePanel live={info.live} core={info.live.core} />}
    </section>
  );
}

function Content({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const state = useView(info.doc);
  const { view, selection } = state;
  switch (view) {
    case 'findings':
      return <FindingPanel info={info} selected={selection.finding} />;
    case 'goroutines': {
      const capture = captureFor(info, state, 'goroutines');
      if (capture === null) return <Nothing text={t('Select a group to see its numbers.')} />;
      return selection.group === null ? (
        <FirstGroup info={info} capture={capture} />
      ) : (
        <GroupPanel info={info} capture={capture.index} group={selection.group} />
      );
    }
    case 'waiters':
      return <WaiterPanel info={info} />;
    case 'live':
      return <Nothing text={t('Findings, sites and their stacks stand beside the tracks.')} />;
    case 'rules':
      return <Nothing text={t('Rules are about all findings of the document.')} />;
    case 'metrics':
      return <Nothing text={t('The numbers of a metric stand below its chart.')} />;
    case 'trace':
      return <TracePanel info={info} />;
    case 'flame':
    case 'top':
    case 'source':
    case 'heap':
    case 'compare':
      if (selection.function === null) return <ProfilePanel info={info} />;
      return <FunctionPanel info={info} name={selection.function} />;
  }
}
