import type { JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useWorkspace } from '../client/use-workspace';
import { useLayout } from '../state/settings';
import type { OpenDocument } from '../state/session';
import { useView } from '../state/view';
import { VIEWS } from '../views/registry';
import { Banners } from './banners';
import { ErrorBoundary } from './error-boundary';
import { FilterBar } from './filter-bar';
import type { HostFacts } from './host-facts';
import { Inspector } from './inspector/inspector';
import { Rail } from './rail';
import { FailedScreen } from './screens/failed';
import { LoadingScreen } from './screens/loading';
import { MissingScreen } from './screens/missing';
import { useNarrow } from './use-narrow';
import { Waiting } from './waiting';
import { t } from '../i18n/t';

const INSPECTOR = { least: 264, first: 288, most: 340 };

/** Everything below the title bar for one document. */
export function Work(props: {
  readonly document: OpenDocument;
  readonly facts: HostFacts;
  readonly onDismiss: (index: number) => void;
}): JSX.Element {
  const { document } = props;
  const { view: shown } = useView(document.id);
  const narrow = useNarrow();
  const [railHidden] = useLayout('rail.hidden', false);
  const [railForced] = useLayout('rail.forced', false);
  const [inspector, setInspector] = useInspector(shown);
  if (document.status === 'failed' && document.error !== null) {
    return (
      <div id="body" className="bare">
        <main>
          <div className="pane" data-region="main" tabIndex={-1}>
            <FailedScreen document={document} error={document.error} />
          </div>
        </main>
      </div>
    );
  }
  return (
    <div id="body">
      <Rail document={document} narrow={narrow ? !railForced : railHidden} />
      <div id="work">
        <FilterBar document={document} inspector={inspector} onInspector={() => setInspector(!inspector)} />
        <Banners document={document} notices={props.facts.notices} onDismiss={props.onDismiss} />
        <Panes document={document} inspector={inspector} />
      </div>
    </div>
  );
}

/** Whether the inspector is open is remembered for each view; in Flame, Waiters and the Timeline it starts open. */
function useInspector(view: string): [boolean, (open: boolean) => void] {
  return useLayout(`inspector.${view}`, ['flame', 'trace', 'waiters'].includes(view));
}

function Panes({ document, inspector }: { readonly document: OpenDocument; readonly inspector: boolean }): JSX.Element {
  const [width, setWidth] = useLayout('inspector.width', INSPECTOR.first);
  const { view: shown } = useView(document.id);
  const { info } = document;
  // A view that lacks its data has nothing to look into.
  const missing = info === null || VIEWS.find((view) => view.id === shown)?.needs(info) != null;
  if (!inspector || missing) {
    return (
      <main>
        <Pane document={document} />
      </main>
    );
  }
  return (
    <main>
      <Group orientation="horizontal" className="panes" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
        <Panel id="main">
          <Pane document={document} />
        </Panel>
        <Separator className="split" aria-label={t('Width of the inspector')} />
        <Panel
          id="inspector"
          defaultSize={Math.min(INSPECTOR.most, Math.max(INSPECTOR.least, width))}
          minSize={INSPECTOR.least}
          maxSize={INSPECTOR.most}
          groupResizeBehavior="preserve-pixel-size"
          onResize={(size) => setWidth(Math.round(size.inPixels))}
        >
          <Inspector info={info} />
        </Panel>
      </Group>
    </main>
  );
}

function Pane({ document }: { readonly document: OpenDocument }): JSX.Element {
  const { bridge } = useWorkspace();
  const state = useView(document.id);
  const view = VIEWS.find((v) => v.id === state.view) ?? VIEWS[0];
  const { info } = document;
  return (
    <div className="pane" data-region="main" tabIndex={-1}>
      {info === null ? (
        <LoadingScreen document={document} />
      ) : view === undefined ? null : (
        <ErrorBoundary key={view.id} name={view.title} onCopy={(text) => void bridge.clipboardWrite({ text })}>
          <ViewOrMissing view={view} info={info} />
          <Waiting doc={info.doc} />
        </ErrorBoundary>
      )}
    </div>
  );
}

function ViewOrMissing(props: {
  readonly view: (typeof VIEWS)[number];
  readonly info: NonNullable<OpenDocument['info']>;
}): JSX.Element {
  const { view, info } = props;
  const missing = view.needs(info);
  return missing === null ? <view.component info={info} /> : <MissingScreen doc={info.doc} missing={missing} />;
}
