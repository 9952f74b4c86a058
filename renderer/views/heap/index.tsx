import { hasScrapes, heapSeries } from '../../state/heap';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { HeapView } from './heap-view';
import { msg, t } from '../../i18n/t';

export const heap: View = {
  id: 'heap',
  title: msg('Heap'),
  key: 'h',
  section: msg('Over time'),
  icon: () => <Icon name="heap" />,
  count: (info) => heapSeries(info)?.count ?? null,
  needs: (info) =>
    heapSeries(info) !== null || hasScrapes(info)
      ? null
      : {
          short: '–',
          title: t('Heap needs two heap profiles or more'),
          text: t(
            'Heap profiles of one process, taken one after the other and opened together (or as a folder), show whose memory grows. Scrapes of its metrics show what kind of memory it is.',
          ),
          command:
            'for i in $(seq 10); do curl -f -o heap.$i.pb.gz "http://HOST:PORT/debug/pprof/heap"; sleep 60; done',
        },
  component: HeapView,
};
