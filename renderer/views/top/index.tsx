import { captureFor } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { TopView } from './top-view';
import { msg, t } from '../../i18n/t';

export const top: View = {
  id: 'top',
  title: msg('Top'),
  key: 't',
  section: 'Profile',
  icon: () => <Icon name="top" />,
  count: (info) => captureFor(info, INITIAL_VIEW, 'profile')?.counts.functions ?? null,
  needs: (info) =>
    captureFor(info, INITIAL_VIEW, 'profile') !== null
      ? null
      : {
          short: '–',
          title: t('Top needs a profile'),
          text: t(
            'This document has metrics only. A profile of the same process says which code is behind its numbers.',
          ),
          command: 'curl -f -o heap.pb.gz "http://HOST:PORT/debug/pprof/heap"',
        },
  component: TopView,
};
