import { t } from '../../i18n/t';
import { activeDocument } from '../../state/session';
import { useViewStore, viewOf } from '../../state/view';
import type { Command } from '../../ui/commands';
import { VIEWS } from '../../views/registry';
import { hasDocument } from './possible';

/** Which view and which moment of the document is shown, and the way back. */
export function viewCommands(): readonly Command[] {
  const step = (by: number) => () => {
    const document = activeDocument();
    const captures = document?.info?.captures ?? [];
    if (document === null || captures.length < 2) return;
    viewOf(document.id).change((now) => {
      // Of a watched process they come and go: an index is not a position.
      const at = now.capture === null ? captures.length - 1 : captures.findIndex(({ index }) => index === now.capture);
      const next = captures[Math.min(captures.length - 1, Math.max(0, at + by))];
      return { capture: next?.index ?? null, sampleType: null };
    });
  };
  const travel = (direction: 'back' | 'forward' | 'undo' | 'redo') => () => {
    const document = activeDocument();
    if (document !== null) useViewStore.getState()[direction](document.id);
  };
  const has = (stack: 'back' | 'forward' | 'undo' | 'redo') => () => {
    const document = activeDocument();
    return document !== null && (useViewStore.getState().byDocument[document.id]?.[stack].length ?? 0) > 0;
  };
  const several = (): boolean => (activeDocument()?.info?.captures.length ?? 0) > 1;
  return [
    ...VIEWS.map((view): Command => ({
      id: `view-${view.id}`,
      title: t('Go to {title}', { title: t(view.title) }),
      group: 'Views',
      keys: [`v ${view.key}`],
      enabled: hasDocument,
      run: () => {
        const document = activeDocument();
        if (document !== null) viewOf(document.id).change({ view: view.id });
      },
    })),
    {
      id: 'back',
      title: t('Back'),
      group: 'Views',
      keys: ['Alt+ArrowLeft'],
      enabled: has('back'),
      run: travel('back'),
    },
    {
      id: 'forward',
      title: t('Forward'),
      group: 'Views',
      keys: ['Alt+ArrowRight'],
      enabled: has('forward'),
      run: travel('forward'),
    },
    {
      id: 'undo',
      title: t('Undo the last change of the view'),
      group: 'Views',
      keys: ['$mod+z'],
      enabled: has('undo'),
      run: travel('undo'),
    },
    { id: 'redo', title: t('Redo'), group: 'Views', keys: ['$mod+Shift+z'], enabled: has('redo'), run: travel('redo') },
    {
      id: 'previous-capture',
      title: t('Previous capture'),
      group: 'Views',
      keys: ['['],
      enabled: several,
      run: step(-1),
    },
    { id: 'next-capture', title: t('Next capture'), group: 'Views', keys: [']'], enabled: several, run: step(1) },
  ];
}
