import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { LiveView } from './live-view';

/** A running process, or a recording of one. */
export const live: View = {
  id: 'live',
  title: 'Live',
  key: 'v',
  section: '',
  icon: () => <Icon name="live" />,
  count: () => null,
  listed: (info) => info.live !== undefined,
  needs: (info) =>
    info.live !== undefined
      ? null
      : {
          short: '–',
          title: 'Live needs a running process',
          text: 'Attach to a Go process of this machine, start a program, or open a recording.',
          command: null,
        },
  component: LiveView,
};
