import { LucideProvider } from 'lucide-react';
import { Fragment, useEffect, useMemo, useState, type JSX } from 'react';
import { QueryCacheContext } from '../client/use-query';
import { WorkspaceContext } from '../client/use-workspace';
import type { Workspace } from '../client/workspace';
import { SETTINGS_TAB, useSession } from '../state/session';
import { useSettings } from '../state/settings';
import { StatusSlotsContext } from '../ui/status-slot';
import { CopyMenu } from './copy/copy-menu';
import { AttachDialog } from './attach/attach-dialog';
import { DropOverlay } from './drop-overlay';
import { ExportDialog } from './export/export-dialog';
import type { HostFacts } from './host-facts';
import { LiveRegion } from './live-region';
import { AboutDialog } from './overlays/about';
import { KeysDialog } from './overlays/keys';
import { Palette } from './overlays/palette';
import { SettingsTab } from './settings/settings-tab';
import { useOverlay, type Overlay } from './overlays/use-overlay';
import { runMenuCommand, useShellCommands } from './commands/shell-commands';
import { StartScreen } from './screens/start';
import { StatusBar } from './status-bar';
import { TitleBar } from './title-bar';
import { useKeys } from './keys';
import { Work } from './work';
import './shell.css';

export function App({ workspace }: { readonly workspace: Workspace }): JSX.Element {
  const [facts, setFacts] = useState<HostFacts>({ start: null, recent: [], notices: [] });
  const overlay = useOverlay();
  useEffect(() => {
    const started = workspace.start({
      notice: (notice) => setFacts((now) => ({ ...now, notices: [...now.notices, notice] })),
      command: runMenuCommand,
      recent: (recent) => setFacts((now) => ({ ...now, recent })),
    });
    void started.then((start) => setFacts((now) => ({ ...now, start })));
  }, [workspace]);

  // Text is made while drawing: in another language everything is drawn anew.
  const language = useSettings((s) => s.shownLanguage);
  useKeys();

  const active = useSession((s) => s.documents.find((d) => d.id === s.active) ?? null);
  const settings = useSession((s) => s.active === SETTINGS_TAB);
  const [left, setLeft] = useState<HTMLElement | null>(null);
  const [right, setRight] = useState<HTMLElement | null>(null);
  const slots = useMemo(() => ({ left, right }), [left, right]);
  const dismiss = (index: number): void =>
    setFacts((now) => ({ ...now, notices: now.notices.filter((_, i) => i !== index) }));
  return (
    <LucideProvider strokeWidth={1.3} absoluteStrokeWidth>
      <WorkspaceContext value={workspace}>
        <QueryCacheContext value={workspace.cache}>
          <StatusSlotsContext value={slots}>
            <Fragment key={language}>
              <ShellCommands workspace={workspace} overlay={overlay} facts={facts} />
              <CopyMenu />
              <div id="app">
                <TitleBar boot={workspace.bridge.boot} onPalette={() => overlay.show('palette')} />
                {settings ? (
                  <SettingsTab facts={facts} onDismiss={dismiss} />
                ) : active === null ? (
                  <StartScreen facts={facts} onDismiss={dismiss} />
                ) : (
                  <Work key={active.id} document={active} facts={facts} onDismiss={dismiss} />
                )}
                <StatusBar document={active} leftRef={setLeft} rightRef={setRight} />
              </div>
              <Palette
                open={overlay.shown === 'palette'}
                start={overlay.text}
                onClose={() => overlay.close('palette')}
                document={active}
              />
              <KeysDialog open={overlay.shown === 'keys'} onClose={() => overlay.close('keys')} />
              <ExportDialog
                open={overlay.shown === 'export'}
                onClose={() => overlay.close('export')}
                document={active}
              />
              <AttachDialog open={overlay.shown === 'attach'} onClose={() => overlay.close('attach')} />
              <AboutDialog
                open={overlay.shown === 'about'}
                onClose={() => overlay.close('about')}
                start={facts.start}
              />
              <DropOverlay />
              <LiveRegion />
            </Fragment>
          </StatusSlotsContext>
        </QueryCacheContext>
      </WorkspaceContext>
    </LucideProvider>
  );
}

/** Below what is drawn anew with the language, and before the views, whose commands win. */
function ShellCommands(props: {
  readonly workspace: Workspace;
  readonly overlay: Overlay;
  readonly facts: HostFacts;
}): null {
  useShellCommands(props.workspace, props.overlay, props.facts);
  return null;
}
