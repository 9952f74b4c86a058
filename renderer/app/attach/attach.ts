import type { EngineError } from '@core/api/errors';
import type { ProbeAnswer, ProcessRow } from '@core/api/live';
import type { BridgeError, FileSet, Grant } from '@ipc/channels';
import { errorText } from '../../client/error-text';
import type { Workspace } from '../../client/workspace';
import { useSession } from '../../state/session';
import { FIRST_PREFERENCES, type Sampling } from '../../state/preferences';
import { t } from '../../i18n/t';

/** Whether the choice became a document; `problem` is what to tell where it did not, `` where the user changed his mind. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly problem: string };

const DONE: Outcome = { done: true };
const failed = (problem: string): Outcome => ({ done: false, problem });
const bridgeText = ({ message, hint }: BridgeError): string => [message, hint].filter((part) => part !== '').join(' ');

/** Watches a process. `once`: looks a single time; the document then stays as it is. */
export async function attachTo(workspace: Workspace, row: ProcessRow, how: Sampling | 'once'): Promise<Outcome> {
  const { pid, startMs, name } = row;
  // What the system shows as a name may be no name of a file.
  const named = /^[^/\\\0]{1,120}$/.test(name) ? { name } : {};
  const granted = await workspace.bridge.attachGrant({ pid, startMs, ...named });
  if (!granted.ok) return failed(bridgeText(granted.error));
  return how === 'once'
    ? watch(workspace, granted.value, `${name} ${pid}`, null)
    : watch(workspace, granted.value, `${name} ${pid}`, how);
}

/** Starts a program, after the host has asked, and watches it. */
export async function startProgram(
  workspace: Workspace,
  words: readonly string[],
  folder: 'home' | 'choose',
  sampling: Sampling,
): Promise<Outcome> {
  const [command, ...args] = words;
  if (command === undefined) return failed(t('Name a program.'));
  const granted = await workspace.bridge.launchGrant({ command, args, folder });
  if (!granted.ok) return failed(bridgeText(granted.error));
  const { source } = granted.value;
  return source === null ? failed('') : watch(workspace, source, source.name, sampling);
}

/** What a granted URL offers. */
export interface Probed {
  readonly set: FileSet;
  readonly found: ProbeAnswer;
}

/** Looks at what a program serves under a URL; the index page is all that is fetched. */
export async function probeUrl(workspace: Workspace, url: string): Promise<Probed | string> {
  const granted = await workspace.bridge.urlGrant({ url });
  if (!granted.ok) return bridgeText(granted.error);
  const [source] = granted.value.sources;
  if (source === undefined) return t('This is no address.');
  const found = await workspace.client.call('probe', { source: source.id });
  return found.ok ? { set: granted.value, found: found.value } : errorText(found.error);
}

/** Opens the one profile of a URL. */
export async function openProfile(workspace: Workspace, url: string): Promise<Outcome> {
  const granted = await workspace.bridge.urlGrant({ url });
  if (!granted.ok) return failed(bridgeText(granted.error));
  workspace.openSets([granted.value]);
  return DONE;
}

/** Opens a grant as a document; what concerns how it is watched follows once it is there. */
async function watch(workspace: Workspace, grant: Grant, title: string, sampling: Sampling | null): Promise<Outcome> {
  let target = '';
  if (sampling?.record === true) {
    const chosen = await workspace.bridge.recordDialog({ suggestedName: `${title.replace(/[/\\\0 ]/g, '-')}.parkrec` });
    if (!chosen.ok) return failed(bridgeText(chosen.error));
    if (chosen.value.target === '') return failed('');
    ({ target } = chosen.value);
  }
  const doc = workspace.openSets([{ title, sources: [grant] }]);
  if (doc !== null) void settle(workspace, doc, sampling, target);
  return DONE;
}

async function settle(workspace: Workspace, doc: string, sampling: Sampling | null, target: string): Promise<void> {
  const tell = (error: EngineError): void => workspace.notify({ message: error.message, hint: errorText(error) });
  if (!(await ready(doc))) return;
  if (sampling === null) {
    await firstMoment(workspace, doc);
    const ended = await workspace.watches.detach(doc);
    if (!ended.ok) tell(ended.error);
    return;
  }
  const { countersEveryMs, goroutinesEveryMs } = sampling;
  if (
    countersEveryMs !== FIRST_PREFERENCES.countersEveryMs ||
    goroutinesEveryMs !== FIRST_PREFERENCES.goroutinesEveryMs
  ) {
    const paced = await workspace.watches.pace(doc, { countersEveryMs, goroutinesEveryMs });
    if (!paced.ok) tell(paced.error);
  }
  if (target === '') return;
  const begun = await workspace.watches.record(doc, target);
  if (!begun.ok) tell(begun.error);
}

/** Whether a document can be asked; false when it could not be opened or was closed. */
function ready(doc: string): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const document = useSession.getState().documents.find(({ id }) => id === doc);
      if (document !== undefined && document.status !== 'ready' && document.status !== 'failed') return false;
      resolve(document?.status === 'ready');
      return true;
    };
    if (look()) return;
    const end = useSession.subscribe(() => {
      if (look()) end();
    });
  });
}

/** Until something was read; at most half a minute. */
function firstMoment({ client }: Workspace, doc: string): Promise<void> {
  const captures = useSession.getState().documents.find(({ id }) => id === doc)?.info?.captures.length ?? 0;
  if (captures > 0) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      end();
      resolve();
    };
    const timer = setTimeout(finish, 30_000);
    const end = client.onEvent((event) => {
      if (event.type === 'live-tick' && event.doc === doc && (event.moments > 0 || event.status !== 'watching'))
        finish();
    });
  });
}
