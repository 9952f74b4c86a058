import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { SkeletonView } from './skeleton-view';

/**
 * Copy this folder to begin a view. Then add its id to `ViewId` (state/view.ts), give it here (`id: 'heap'`), and add a line to
 * registry.ts. It is type-checked, not shown.
 */
export const skeleton: Omit<View, 'id'> = {
  title: 'Notes',
  key: 'n',
  section: 'Profile',
  icon: () => <Icon name="file" />,
  count: (info) => info.captures.reduce((sum, capture) => sum + capture.notes.length, 0),
  needs: (info) =>
    info.captures.length > 0
      ? null
      : { short: 'no capture', title: 'Notes need a capture', text: 'This document holds none.', command: null },
  component: SkeletonView,
};
