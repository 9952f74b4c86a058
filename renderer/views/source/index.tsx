import { captureFor } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { SourceView } from './source-view';
import { msg, t } from '../../i18n/t';

export const source: View = {
  id: 'source',
  title: msg('Source'),
  key: 's',
  section: 'Profile',
  icon: () => <Icon name="function" />,
  count: () => null,
  needs: (info) =>
    captureFor(info, INITIAL_VIEW, 'profile') !== null
      ? null
      : {
          short: '–',
          title: t('Source needs a profile'),
          text: t(
            'This document has metrics only. A profile of the same process says which lines are behind its numbers.',
          ),
          command: 'curl -f -o cpu.pb.gz "http://HOST:PORT/debug/pprof/profile?seconds=30"',
        },
  component: SourceView,
};
