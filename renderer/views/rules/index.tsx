import { Icon } from '../../ui/icons';
import type { View } from '../view';
import { RulesView } from './rules';
import { WORDS } from './words';
import { msg } from '../../i18n/t';

/** What findings are judged by: rules of users, what they have muted, and the built-in rules. */
export const rules: View = {
  id: 'rules',
  title: msg('Rules'),
  key: 'r',
  section: '',
  icon: () => <Icon name="rules" />,
  count: (_, answer) =>
    answer === null || answer.ruleNotes.length === 0 ? null : WORDS.notes(answer.ruleNotes.length),
  needs: () => null,
  component: RulesView,
};
