import type { DocumentInfo } from '@core/api/document';
import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { LiveView } from './live-view';
import { msg, t } from '../../i18n/t';

/** How long it is watched, `2:14`. */
function lengthText(info: DocumentInfo): string | null {
  const times = info.captures.flatMap(({ timeMs }) => timeMs ?? []);
  if (info.live === undefined || times.length < 2) return null;
  const seconds = Math.round((Math.max(...times) - Math.min(...times)) / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** What there is to see over time: of a core file there is one moment. */
const runs = (info: DocumentInfo): boolean => info.live !== undefined && info.live.core === undefined;

/** A running process, or a recording of one. */
export const live: View = {
  id: 'live',
  title: msg('Live'),
  key: 'v',
  section: '',
  icon: () => <Icon name="live" />,
  count: (info) => lengthText(info),
  listed: (info) => runs(info),
  needs: (info) =>
    runs(info)
      ? null
      : {
          short: '–',
          title: t('Live needs a running process'),
          text: t('Attach to a Go process of this machine, start a program, or open a recording.'),
          command: null,
        },
  component: LiveView,
};
