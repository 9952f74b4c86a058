import type { JSX } from 'react';
import { formatCount, formatFileSize } from '@core/base/format';
import { useWorkspace } from '../../client/use-workspace';
import { runCommand } from '../../ui/commands';
import { Screen } from '../../ui/screen';
import type { HostFacts } from '../host-facts';
import { Banners } from '../banners';
import { openFiles, pasteDump } from '../open-files';
import { dayOf } from '../time';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';

/** The empty window: ways to begin. */
export function StartScreen(props: {
  readonly facts: HostFacts;
  readonly onDismiss: (index: number) => void;
}): JSX.Element {
  const workspace = useWorkspace();
  const { start, recent, notices } = props.facts;
  const demo = start?.demo ?? [];
  return (
    <div id="body" className="bare">
      <main className="pane" data-region="main" tabIndex={-1}>
        <Banners document={null} notices={notices} onDismiss={props.onDismiss} />
        <Screen
          alone
          title={t('Open a capture, or attach to a process')}
          actions={
            <>
              <button type="button" className="btn p" onClick={() => void openFiles(workspace)}>
                {t('Open…')}
              </button>
              <button type="button" className="btn" onClick={() => runCommand('attach')}>
                {t('Attach…')}
              </button>
              <button type="button" className="btn" onClick={() => void pasteDump(workspace)}>
                {t('Paste a dump')}
              </button>
            </>
          }
          below={
            (recent.length > 0 || demo.length > 0) && (
              <ul className="begin" aria-label={t('Recent files and demo')}>
                {recent.map((entry) => (
                  <li key={entry.id}>
                    <button
                      type="button"
                      className="lnk clip"
                      onClick={() => void workspace.openFrom(workspace.bridge.recentOpen({ id: entry.id }))}
                    >
                      {entry.title}
                    </button>
                    <span className="d2">
                      {t('{size}, {day}', {
                        size:
                          entry.files > 1
                            ? t('{files} files', { files: formatCount(entry.files) })
                            : sizeText(entry.size),
                        day: dayOf(entry.openedMs, Date.now()),
                      })}
                    </span>
                  </li>
                ))}
                {demo.map((entry) => (
                  <li key={entry.id}>
                    <button
                      type="button"
                      className="lnk clip"
                      onClick={() => void workspace.openFrom(workspace.bridge.demoOpen({ id: entry.id }))}
                    >
                      {entry.title.startsWith('Demo')
                        ? fromEngine(entry.title)
                        : t('Demo: {title}', { title: fromEngine(entry.title) })}
                    </button>
                    <span className="d2">{formatFileSize(entry.size)}</span>
                  </li>
                ))}
              </ul>
            )
          }
        >
          <p>
            {t(
              'pprof profiles, execution traces, goroutine dumps and crash output. Drop files here; several from one process become a series.',
            )}
          </p>
        </Screen>
      </main>
    </div>
  );
}

/** A folder has no size of its own. */
function sizeText(size: number): string {
  return size === 0 ? 'folder' : formatFileSize(size);
}
