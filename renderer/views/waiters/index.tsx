import { goroutineCaptures } from '../../state/scope';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { WaitersView } from './waiters-view';
import { msg, t } from '../../i18n/t';

export const waiters: View = {
  id: 'waiters',
  title: msg('Waiters'),
  key: 'w',
  section: 'Goroutines',
  icon: () => <Icon name="waiters" />,
  // What is waited for is only known once it is asked for.
  count: () => null,
  needs: (info) =>
    goroutineCaptures(info).length > 0
      ? null
      : {
          short: '–',
          title: t('Waiters need goroutines'),
          text: t(
            'This document counts memory, time or waits. Attach to the running process (Ctrl+Shift+A): then who waits for what is read from it. From a goroutine dump it is inferred.',
          ),
          command: 'curl -f -o goroutine.txt "http://HOST:PORT/debug/pprof/goroutine?debug=2"',
        },
  component: WaitersView,
};
