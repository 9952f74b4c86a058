import { captureFor } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { FlameView } from './flame-view';

export const flame: View = {
  id: 'flame',
  title: 'Flame',
  key: 'l',
  section: 'Profile',
  icon: () => <Icon name="flame" />,
  count: (info) => captureFor(info, INITIAL_VIEW, 'profile')?.counts.stacks ?? null,
  needs: () => null,
  component: FlameView,
};
