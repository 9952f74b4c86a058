import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { FindingsView } from './findings';
import { msg } from '../../i18n/t';

/** What is wrong, surest first, and what to do about it. Every document is judged, so it needs nothing. */
export const findings: View = {
  id: 'findings',
  title: msg('Findings'),
  key: 'f',
  section: '',
  icon: () => <Icon name="findings" />,
  count: (_, answer) => (answer === null ? null : answer.findings.length),
  needs: () => null,
  component: FindingsView,
};
