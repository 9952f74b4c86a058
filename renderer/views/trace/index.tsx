import { formatNanoseconds } from '@core/base/format';
import { captureFor } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { TraceView } from './trace-view';
import { msg, t } from '../../i18n/t';

export const trace: View = {
  id: 'trace',
  title: msg('Timeline'),
  key: 'i',
  section: 'Goroutines',
  icon: () => <Icon name="trace" />,
  count: (info) => {
    const duration = captureFor(info, INITIAL_VIEW, 'trace')?.durationNs ?? null;
    return duration === null ? null : formatNanoseconds(duration);
  },
  needs: (info) =>
    captureFor(info, INITIAL_VIEW, 'trace') !== null
      ? null
      : {
          short: t('no trace'),
          title: t('The timeline needs an execution trace'),
          text: t(
            'It records every goroutine: when it ran, waited for a P or was blocked, on what, and who woke it. A few seconds are enough.',
          ),
          command: 'curl -o trace.out "http://HOST:PORT/debug/pprof/trace?seconds=5"',
        },
  component: TraceView,
};
