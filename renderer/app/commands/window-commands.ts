import { t } from '../../i18n/t';
import { activeDocument, useSession } from '../../state/session';
import { useSettings } from '../../state/settings';
import { viewOf } from '../../state/view';
import type { Command } from '../../ui/commands';
import type { Overlay } from '../overlays/use-overlay';
import { stepRegion } from '../regions';
import { hasDocument, isReady } from './possible';

/** The window's own parts: overlays, panes, regions, themes. */
export function windowCommands(show: Overlay['show']): readonly Command[] {
  const { setTheme } = useSettings.getState();
  const themes = {
    light: t('Theme: light'),
    dark: t('Theme: dark'),
    hc: t('Theme: high contrast'),
    system: t('Theme: as the system'),
  };
  return [
    {
      id: 'palette',
      title: t('Go to or run'),
      group: 'Window',
      keys: ['$mod+k'],
      inInputs: true,
      keyOnly: true,
      run: () => show('palette'),
    },
    {
      id: 'functions',
      title: t('Go to a function'),
      group: 'Window',
      keys: ['$mod+p'],
      inInputs: true,
      run: () => show('palette', '@'),
    },
    {
      id: 'commands',
      title: t('Run a command'),
      group: 'Window',
      keys: ['$mod+Shift+p', 'F1'],
      inInputs: true,
      run: () => show('palette', '>'),
    },
    {
      id: 'toggle-rail',
      title: t('Show or hide the rail’s words'),
      group: 'Window',
      keys: ['$mod+b'],
      inInputs: true,
      enabled: hasDocument,
      run: toggleRail,
    },
    {
      id: 'toggle-inspector',
      title: t('Show or hide the inspector'),
      group: 'Window',
      keys: ['$mod+i'],
      inInputs: true,
      enabled: isReady,
      run: toggleInspector,
    },
    {
      id: 'next-region',
      title: t('Next region'),
      group: 'Window',
      keys: ['F6'],
      inInputs: true,
      keyOnly: true,
      run: () => stepRegion(1),
    },
    {
      id: 'previous-region',
      title: t('Previous region'),
      group: 'Window',
      keys: ['Shift+F6'],
      inInputs: true,
      keyOnly: true,
      run: () => stepRegion(-1),
    },
    {
      id: 'settings',
      title: t('Settings'),
      group: 'Window',
      keys: ['$mod+,'],
      inInputs: true,
      run: () => useSession.getState().openSettings(),
    },
    { id: 'keys', title: t('All keys'), group: 'Window', keys: ['?', 'Shift+?'], run: () => show('keys') },
    { id: 'about', title: t('About Parkscope'), group: 'Window', keys: [], run: () => show('about') },
    ...Object.entries(themes).map(([theme, title]): Command => ({
      id: `theme-${theme}`,
      title,
      group: 'Window',
      keys: [],
      run: () => setTheme(theme as keyof typeof themes),
    })),
  ];
}

function toggleRail(): void {
  const { layout, setLayout } = useSettings.getState();
  const key = matchMedia('(max-width: 1099px)').matches ? 'rail.forced' : 'rail.hidden';
  setLayout(key, layout[key] !== true);
}

function toggleInspector(): void {
  const document = activeDocument();
  if (document === null) return;
  const { view } = viewOf(document.id).get();
  const { layout, setLayout } = useSettings.getState();
  const key = `inspector.${view}`;
  setLayout(key, !(layout[key] ?? ['flame', 'trace', 'waiters'].includes(view)));
}
