import type { Workspace } from '../../client/workspace';
import { t } from '../../i18n/t';
import { activeDocument, useSession } from '../../state/session';
import type { Command } from '../../ui/commands';
import { hasDocument } from './possible';

/** From one tab to another, and closing one. */
export function tabCommands(workspace: Workspace): readonly Command[] {
  const step = (by: number) => () => {
    const { documents, active, activate } = useSession.getState();
    if (documents.length === 0) return;
    const at = documents.findIndex((d) => d.id === active);
    activate(documents[(at + by + documents.length) % documents.length]?.id ?? null);
  };
  return [
    {
      id: 'close-tab',
      title: t('Close the document'),
      group: 'Files',
      keys: ['$mod+w'],
      inInputs: true,
      enabled: hasDocument,
      run: () => {
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
      enabled: hasDocument,
      run: step(1),
    },
    {
      id: 'previous-tab',
      title: t('Previous document'),
      group: 'Files',
      keys: ['Control+Shift+Tab'],
      inInputs: true,
      enabled: hasDocument,
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
      enabled: () => useSession.getState().documents[index] !== undefined,
      run: () => useSession.getState().activate(useSession.getState().documents[index]?.id ?? null),
    })),
  ];
}
