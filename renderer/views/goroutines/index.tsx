import { captureFor, goroutineCaptures } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { GoroutinesView } from './goroutines-view';
import { msg, t } from '../../i18n/t';

export const goroutines: View = {
  id: 'goroutines',
  title: msg('Groups'),
  key: 'g',
  section: 'Goroutines',
  icon: () => <Icon name="goroutines" />,
  count: (info) => captureFor(info, INITIAL_VIEW, 'goroutines')?.counts.goroutines ?? null,
  needs: (info) =>
    goroutineCaptures(info).length > 0
      ? null
      : {
          short: '–',
          title: t('Groups need a goroutine profile'),
          text: t(
            'This document counts memory, time or waits. A goroutine dump of the same process shows who waits where, and since when.',
          ),
          command: 'curl -f -o goroutine.txt "http://HOST:PORT/debug/pprof/goroutine?debug=2"',
        },
  component: GoroutinesView,
};
