import type { LiveInfo } from '@core/api/live';
import type { EngineError } from '@core/api/errors';
import type { Workspace } from '../../client/workspace';
import { togglePause } from '../../state/live';
import { activeDocument } from '../../state/session';
import { announce } from '../../ui/announce';
import type { Command } from '../../ui/commands';
import { t } from '../../i18n/t';

interface Watched {
  readonly doc: string;
  readonly live: LiveInfo;
}

function watched(): Watched | null {
  const document = activeDocument();
  const live = document?.info?.live;
  return document === null || live === undefined ? null : { doc: document.id, live };
}

/** Pause, freeze, record, detach: in every view of a document that is watched. */
export function liveCommands(workspace: Workspace): readonly Command[] {
  const { client } = workspace;
  const possible = (): boolean => watched() !== null;
  const failed = ({ message, reason, hint }: EngineError): void =>
    workspace.notify({ message, hint: [reason, hint].filter((part) => part !== '').join(' ') });
  const on = (run: (of: Watched) => Promise<void> | void) => () => {
    const of = watched();
    if (of !== null) void run(of);
  };
  const command = (id: string, title: string, key: string | null, run: () => void): Command => ({
    id: `live.${id}`,
    title,
    group: 'Live',
    keys: key === null ? [] : [key],
    enabled: possible,
    run,
  });
  return [
    command(
      'pause',
      t('Live: pause the view, or go on'),
      'p',
      on(({ doc }) => togglePause(doc, Date.now())),
    ),
    command(
      'freeze',
      t('Live: freeze the newest moment'),
      'Shift+F',
      on(async ({ doc }) => {
        const kept = await client.call('freeze', { doc });
        if (kept.ok) announce(t('The newest moment is kept'));
        else failed(kept.error);
      }),
    ),
    command(
      'record',
      t('Live: record into a file, or end it'),
      'Shift+R',
      on(async ({ doc, live }) => {
        const ended = await workspace.watches.record(doc, '');
        if (!ended.ok) return failed(ended.error);
        if (ended.value !== null) {
          announce(t('The recording {name} is complete', { name: ended.value.name }));
          return;
        }
        const chosen = await workspace.bridge.recordDialog({ suggestedName: `${live.name}-${live.pid}.parkrec` });
        if (!chosen.ok) return workspace.notify(chosen.error);
        const { target, name } = chosen.value;
        if (target === '') return;
        const begun = await workspace.watches.record(doc, target);
        if (begun.ok) announce(t('Recording to {name}', { name }));
        else failed(begun.error);
      }),
    ),
    command(
      'detach',
      t('Live: end the watch'),
      null,
      on(async ({ doc }) => {
        const ended = await workspace.watches.detach(doc);
        if (ended.ok) announce(t('Detached; what was read stays'));
        else failed(ended.error);
      }),
    ),
  ];
}
