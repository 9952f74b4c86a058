import { sidesOf } from '../../state/sides';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { CompareView } from './compare-view';
import { msg, t } from '../../i18n/t';

export const compare: View = {
  id: 'compare',
  title: msg('Compare'),
  key: 'c',
  section: msg('Over time'),
  icon: () => <Icon name="compare" />,
  count: () => null,
  needs: (info) =>
    sidesOf(info, INITIAL_VIEW) !== null
      ? null
      : {
          short: '–',
          title: t('Compare needs two captures of one kind'),
          text: t(
            'Drag another tab or file onto the tab of this document, or mark a capture with a in one document, with b in another, and press =. They become one document.',
          ),
          command: null,
        },
  component: CompareView,
};
