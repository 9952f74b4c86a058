import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { MetricsView } from './metrics-view';
import { msg, t } from '../../i18n/t';

export const metrics: View = {
  id: 'metrics',
  title: msg('Metrics'),
  key: 'm',
  section: msg('Over time'),
  icon: () => <Icon name="metrics" />,
  // Several captures have many names in common; only the view itself counts them once.
  count: (info) => {
    const [only, ...others] = info.captures.flatMap(({ metrics: of }) => of ?? []);
    return others.length > 0 ? null : (only?.names ?? 0);
  },
  needs: (info) =>
    info.captures.some(({ metrics: of }) => of !== null)
      ? null
      : {
          short: '–',
          title: t('Metrics need what the process says of itself'),
          text: t(
            'This document has profiles only. /debug/vars (expvar), /metrics (Prometheus) or a heap profile with debug=1 say how memory, goroutines and collections stand; several of them, or a folder, show them over time.',
          ),
          command: 'curl -f -o vars.json "http://HOST:PORT/debug/vars"',
        },
  component: MetricsView,
};
