import { createRoot } from 'react-dom/client';
import './ui/base.css';
import { App } from './app/app';
import { findBridge } from './client/bridge';
import { Workspace } from './client/workspace';
import { useSettings } from './state/settings';

async function main(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  const bridge = await findBridge();
  document.documentElement.dataset['theme'] = bridge.boot.theme;
  document.documentElement.dataset['platform'] = bridge.boot.platform;
  useSettings.getState().show(bridge.boot.theme);
  useSettings.subscribe(({ shownTheme }) => {
    document.documentElement.dataset['theme'] = shownTheme;
  });
  createRoot(root).render(<App workspace={new Workspace(bridge)} />);
}

void main();
