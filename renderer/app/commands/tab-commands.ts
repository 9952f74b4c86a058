import type { Workspace } from '../../client/workspace';
import { t } from '../../i18n/t';
import { activeDocument, SETTINGS_TAB, tabIds, useSession } from '../../state/session';
import type { Command } from '../../ui/commands';

const hasTab = (): boolean => useSession.getState().active !== null;

/** From one tab to another, and closing one. */
export function tabCommands(workspace: Workspace): readonly Command[] {
  const step = (by: number) => () => {
    const { active, activate } = useSession.getState();
    const tabs = tabIds(useSession.getState());
    if (tabs.length === 0) return;
    const at = tabs.findIndex((id) => id === active);
    activate(tabs[(at + by + tabs.length) % tabs.length] ?? null);
  };
  return [
    {
      id: 'close-tab',
      title: t('Close the document'),
      group: 'Files',
      keys: ['$mod+w'],
      inInputs: true,
      enabled: hasTab,
      run: () => {
        if (useSession.getState().active === SETTINGS_TAB) return useSession.getState().closeSettings();
        const document = activeDocument();
        if (document !== null) workspace.close(document.id);
      },
    },
    {
      id: 'next-tab',
      title: t('Next document'),
      group: 'Files',
      keys: ['Control+Tab'],
      inInputs: true,
      enabled: hasTab,
      run: step(1),
    },
    {
      id: 'previous-tab',
      title: t('Previous document'),
      group: 'Files',
      keys: ['Control+Shift+Tab'],
      inInputs: true,
      enabled: hasTab,
      run: step(-1),
    },
    ...Array.from({ length: 9 }, (_, index): Command => ({
      id: `tab-${index + 1}`,
      title: index === 0 ? t('Document 1 (to 9)') : t('Document {index}', { index: index + 1 }),
      offSheet: index > 0,
      group: 'Files',
      keys: [`$mod+${index + 1}`],
      inInputs: true,
      keyOnly: true,
      enabled: () => tabIds(useSession.getState())[index] !== undefined,
      run: () => useSession.getState().activate(tabIds(useSession.getState())[index] ?? null),
    })),
  ];
}
