import { captureFor, goroutineCaptures } from '../../state/scope';
import { INITIAL_VIEW } from '../../state/view';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { GoroutinesView } from './goroutines-view';

export const goroutines: View = {
  id: 'goroutines',
  title: 'Groups',
  key: 'g',
  section: 'Goroutines',
  icon: () => <Icon name="goroutines" />,
  count: (info) => captureFor(info, INITIAL_VIEW, 'goroutines')?.counts.goroutines ?? null,
  needs: (info) =>
    goroutineCaptures(info).length > 0
      ? null
      : {
          short: 'no goroutines',
          title: 'Groups need a goroutine profile',
          text: 'This document has no goroutines: its captures count memory, time or waits. Open a goroutine profile or dump of the same process beside it.',
          command: "curl -o goroutine.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'",
        },
  component: GoroutinesView,
};
