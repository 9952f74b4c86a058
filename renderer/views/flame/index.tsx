import { captureFor } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { FlameView } from './flame-view';
import { msg, t } from '../../i18n/t';

export const flame: View = {
  id: 'flame',
  title: msg('Flame'),
  key: 'l',
  section: 'Profile',
  icon: () => <Icon name="flame" />,
  count: (info) => captureFor(info, INITIAL_VIEW, 'profile')?.counts.stacks ?? null,
  needs: (info) =>
    captureFor(info, INITIAL_VIEW, 'profile') !== null
      ? null
      : {
          short: '–',
          title: t('The flame graph needs a profile'),
          text: t(
            'This document has metrics only. A profile of the same process says which code is behind its numbers.',
          ),
          command: 'curl -f -o heap.pb.gz "http://HOST:PORT/debug/pprof/heap"',
        },
  component: FlameView,
};
