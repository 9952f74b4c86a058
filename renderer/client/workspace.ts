import type { UrlSeries } from '@core/api/live';
import type { OpenInput } from '@core/api/protocol';
import { engineError, type EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import type { Bridge, BridgeError, EngineState, FileSet, MenuCommand, Notice, Start } from '@ipc/channels';
import { useLiveStore } from '../state/live';
import { useMarks } from '../state/marks';
import { useSession, type InputRef, type OpenDocument } from '../state/session';
import { useSettings } from '../state/settings';
import { INITIAL_VIEW, useViewStore } from '../state/view';
import { readView } from '../state/view-link';
import { EngineClient, isPortMessage, type EnginePort } from './engine-client';
import { keepSettings } from './keep-settings';
import { followLive } from './live-ticks';
import { newDocument, titleOf } from './new-document';
import { QueryCache } from './query-cache';
import { Watches } from './watches';
import { t } from '../i18n/t';

const CRASHES_ALLOWED = 2;
/** Files that a drop promised come from the host at once, or not at all. */
const DROP_WITHIN_MS = 5000;

export interface WorkspaceListener {
  readonly notice: (notice: Notice) => void;
  readonly command: (command: MenuCommand) => void;
  readonly recent: (recent: Start['recent']) => void;
}

/**
 * What the window does with documents: opens them, closes them, and opens them again when the engine was lost. Bytes and
 * paths stay with the host; the stores hold what the window shows of it.
 */
export class Workspace {
  readonly client = new EngineClient();
  readonly cache = new QueryCache(this.client);
  readonly watches = new Watches(this.client);
  readonly bridge: Bridge;
  readonly #inputs = new Map<string, readonly OpenInput[]>();
  readonly #opening = new Map<string, AbortController>();
  /** Document on whose tab files were dropped that are on their way from the host. */
  #dropOn: { readonly doc: string; readonly at: number } | null = null;
  #listener: WorkspaceListener | null = null;
  #generation = 0;
  #nextDoc = 1;
  /** How often the engine stopped while a document was being opened. */
  readonly #crashes = new Map<string, number>();

  constructor(bridge: Bridge) {
    this.bridge = bridge;
  }

  /** Listens to host and engine, asks the host for its start state and opens what the app was started with. */
  async start(listener: WorkspaceListener): Promise<Start | null> {
    const { bridge } = this;
    this.#listener = listener;
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const port = event.ports[0];
      if (event.source !== window || port === undefined || !isPortMessage(event.data)) return;
      this.engineArrived(port, event.data.generation);
    });
    this.client.onEvent((event) => {
      if (event.type === 'progress') useSession.getState().patch(event.doc, { progress: event.progress });
      if (event.type === 'rules-changed') void this.#judgeAgain();
    });
    followLive(this.client, this.cache);
    bridge.on('openFiles', ({ sets }) => void this.#taken(sets));
    bridge.on('notice', listener.notice);
    bridge.on('menuCommand', ({ command }) => listener.command(command));
    bridge.on('engineState', (state) => this.engineState(state));
    bridge.on('themeChanged', ({ theme }) => useSettings.getState().show(theme));

    const started = await bridge.start({});
    if (!started.ok) {
      listener.notice(started.error);
      return null;
    }
    const { settings, open, notices, engine } = started.value;
    useSettings.getState().load(settings);
    keepSettings(bridge);
    this.engineState(engine);
    listener.recent(started.value.recent);
    notices.forEach(listener.notice);
    this.openSets(open);
    return started.value;
  }

  /** A set of files becomes one document; of several the first is in front, and its id the answer. `series`: how URLs are asked. */
  openSets(sets: readonly FileSet[], series?: UrlSeries): string | null {
    let first: string | null = null;
    for (const set of sets) {
      if (set.sources.length === 0) continue;
      const inputs = set.sources.map(({ id }) => ({ source: id, ...(series === undefined ? {} : { series }) }));
      const refs = set.sources.map(({ id, name, size }) => ({ source: id, name, size }));
      const id = this.#begin(set.title || titleOf(refs), inputs, refs);
      // A link leads to one finding of the files.
      if (set.finding !== undefined) {
        const { selection } = INITIAL_VIEW;
        useViewStore.getState().touch(id, { view: 'findings', selection: { ...selection, finding: set.finding } });
      }
      const view = set.view === undefined ? null : readView(parsed(set.view));
      if (view !== null) useViewStore.getState().touch(id, view);
      first ??= id;
    }
    if (first !== null) useSession.getState().activate(first);
    return first;
  }

  /**
   * Two documents as one that compares them, both staying open; what is watched cannot be joined. `sides` are captures of each, else B is the
   * newest of its kind. Returns the new document's id.
   */
  join(a: string, b: string, sides?: { readonly a: number; readonly b: number }): string | null {
    const { documents } = useSession.getState();
    const [one, other] = [a, b].map((id) => documents.find((document) => document.id === id));
    const [inputsA, inputsB] = [this.#inputs.get(a), this.#inputs.get(b)];
    if (one === undefined || other === undefined || inputsA === undefined || inputsB === undefined) return null;
    if (one.info?.live !== undefined || other.info?.live !== undefined) {
      this.notify({
        message: t('A process that is watched is not compared with another document.'),
        hint: t('Freeze a moment of it, save it, and compare the file.'),
      });
      return null;
    }
    const title = t('{older} vs {newer}', { older: one.title, newer: other.title });
    const before = one.info?.captures.length ?? 0;
    const chosen = sides === undefined || one.info === null ? null : { base: sides.a, capture: before + sides.b };
    return this.#beginJoined(one, title, [...inputsA, ...inputsB], [...one.inputs, ...other.inputs], chosen);
  }

  /** Files that are about to arrive belong beside this document: they were dropped on its tab. */
  dropOn(doc: string): void {
    this.#dropOn = { doc, at: Date.now() };
  }

  #taken(sets: readonly FileSet[]): void {
    const drop = this.#dropOn;
    this.#dropOn = null;
    const below = useSession.getState().documents.find(({ id }) => id === drop?.doc);
    const inputs = drop === null ? undefined : this.#inputs.get(drop.doc);
    const late = drop !== null && Date.now() - drop.at > DROP_WITHIN_MS;
    if (below === undefined || inputs === undefined || late || below.info?.live !== undefined) {
      this.openSets(sets);
      return;
    }
    const files = sets.flatMap(({ sources }) => sources);
    if (files.length === 0) return;
    const refs = files.map(({ id, name, size }) => ({ source: id, name, size }));
    const title = t('{older} vs {newer}', { older: below.title, newer: titleOf(refs) });
    this.#beginJoined(
      below,
      title,
      [...inputs, ...files.map(({ id }) => ({ source: id }))],
      [...below.inputs, ...refs],
      null,
    );
  }

  #beginJoined(
    a: OpenDocument,
    title: string,
    inputs: readonly OpenInput[],
    refs: readonly InputRef[],
    chosen: { readonly base: number; readonly capture: number } | null,
  ): string {
    const id = this.#begin(title, inputs, refs);
    const last = a.info?.captures.filter(({ sampleTypes }) => sampleTypes.length > 0).at(-1);
    const flame = {
      ...INITIAL_VIEW.flame,
      base: chosen?.base ?? last?.index ?? null,
      // Recordings of CPU time are seldom of one length: shares are what compares.
      normalize: (chosen === null ? last : a.info?.captures[chosen.base])?.kind === 'cpu',
    };
    useViewStore.getState().touch(id, { view: 'compare', capture: chosen?.capture ?? null, flame });
    return id;
  }

  /** A set that the host looks up (recent files, demo); says so when it is gone. */
  async openFrom(set: Promise<Result<FileSet, BridgeError>>): Promise<void> {
    const found = await set;
    if (found.ok) this.openSets([found.value]);
    else this.notify(found.error);
    const recent = await this.bridge.recentList({});
    if (recent.ok) this.#listener?.recent(recent.value);
  }

  /** Forgets the files that were opened. */
  async clearRecent(): Promise<void> {
    const left = await this.bridge.recentClear({});
    if (left.ok) this.#listener?.recent(left.value);
    else this.notify(left.error);
  }

  /** Tells the user something that belongs to no document. */
  notify(notice: Notice): void {
    this.#listener?.notice({ message: notice.message, hint: notice.hint });
  }

  /** Pasted text becomes a document. */
  openText(text: string, name: string): void {
    this.#begin(name, [{ text, name }], [{ source: '', name, size: text.length }]);
  }

  /** Gives up an open that is under way; the document goes. */
  cancel(doc: string): void {
    this.#opening.get(doc)?.abort();
    this.close(doc);
  }

  /**
   * Lets the user choose a folder that source files are looked for in, for every document. It stays as long as the window; an engine that is
   * started again is told of it, too.
   */
  async chooseSources(): Promise<void> {
    const chosen = await this.bridge.sourcesDialog({});
    if (!chosen.ok) this.notify(chosen.error);
    if (!chosen.ok || chosen.value.source === null) return;
    const { id, name } = chosen.value.source;
    useSession.getState().addSourceFolder({ id, name });
    await this.#addSources(id);
    this.cache.refresh(['source']);
  }

  async #addSources(id: string): Promise<void> {
    const added = await this.client.call('addSources', { source: id });
    if (!added.ok && added.error.code !== 'engine-lost') this.notify(added.error);
  }

  close(doc: string): void {
    this.#opening.get(doc)?.abort();
    this.#inputs.delete(doc);
    useSession.getState().remove(doc);
    useViewStore.getState().forget(doc);
    this.cache.forget(doc);
    useLiveStore.getState().forget(doc);
    useMarks.getState().forget(doc);
    this.watches.forget(doc);
    // An engine that never heard of it answers `not-found`, which is as good.
    void this.client.call('close', { doc }).then(() => this.measure());
  }

  /** Asks the engine how much it holds, for the status bar. */
  async measure(): Promise<void> {
    if (!this.client.attached) return;
    const status = await this.client.call('status', {});
    if (!status.ok) return;
    const { processBytes, memoryBytes } = status.value;
    useSession.getState().setEngineMemory({ process: processBytes, tables: memoryBytes });
  }

  engineArrived(port: EnginePort, generation: number): void {
    if (generation < this.#generation) return;
    const replaced = this.#generation !== 0;
    this.#generation = generation;
    if (replaced && this.client.attached) this.#engineGone('');
    this.client.attach(port);
    if (!replaced) return;
    for (const { id } of useSession.getState().sourceFolders) void this.#addSources(id);
    void this.#reopenAll();
  }

  engineState({ state, reason, generation }: EngineState): void {
    if (generation < this.#generation) return;
    if (state === 'lost' || state === 'failed') {
      this.#engineGone(reason);
      const session = useSession.getState();
      if (state === 'failed' && session.trouble !== null) session.setTrouble({ ...session.trouble, stopped: true });
    }
  }

  #engineGone(reason: string): void {
    const session = useSession.getState();
    this.client.detach();
    const total = session.documents.filter((d) => d.status !== 'failed').length;
    if (session.trouble === null) {
      session.setTrouble({ since: Date.now(), detail: reason, stopped: false, total, reopened: 0 });
    }
    for (const document of session.documents) {
      if (document.status === 'ready') session.patch(document.id, { status: 'lost' });
    }
  }

  async #reopenAll(): Promise<void> {
    const session = useSession.getState;
    const before = session().trouble;
    if (before !== null) session().setTrouble({ ...before, stopped: false });
    for (const document of session().documents) {
      const inputs = this.#inputs.get(document.id);
      if (document.status === 'failed' || inputs === undefined) continue;
      await this.#open(document.id, this.watches.inputs(document.id, inputs));
      await this.#goOn(document);
      const trouble = session().trouble;
      if (!this.client.attached) return; // lost again; the next engine begins anew
      if (trouble !== null) session().setTrouble({ ...trouble, reopened: trouble.reopened + 1 });
    }
    session().setTrouble(null);
  }

  /** A watch begins anew with another engine: what was done to it is done again, and what is gone is told. */
  async #goOn({ id, title, info }: OpenDocument): Promise<void> {
    const now = useSession.getState().documents.find((one) => one.id === id);
    if (info?.live === undefined || now?.info?.live === undefined || now.status !== 'ready') return;
    // Captures have other numbers now.
    useViewStore.getState().touch(id, { capture: null });
    const { kept, problems } = await this.watches.goOn(id);
    for (const { message, reason, hint } of problems)
      this.notify({ message, hint: [reason, hint].filter((part) => part !== '').join(' ') });
    if (kept || info.captures.every(({ format }) => format === 'recording')) return;
    this.notify({
      message: t('The engine stopped: what was seen of {title} before is gone.', { title }),
      hint: t('Record a watch, and nothing is lost.'),
    });
  }

  /** Asks anew what a document holds: a moment of it was read again. */
  async refresh(doc: string): Promise<void> {
    const info = await this.client.call('document', { doc });
    if (info.ok) useSession.getState().patch(doc, { info: info.value });
    this.cache.renew(['live'], doc);
  }

  #begin(title: string, inputs: readonly OpenInput[], refs: readonly InputRef[]): string {
    const id = `d-${this.#nextDoc++}`;
    this.#inputs.set(id, inputs);
    useSession.getState().add(newDocument(id, title, refs));
    void this.#open(id, inputs);
    return id;
  }

  async #open(id: string, inputs: readonly OpenInput[]): Promise<void> {
    const session = useSession.getState;
    const controller = new AbortController();
    this.#opening.set(id, controller);
    session().patch(id, { progress: null, since: Date.now() });
    const result = await this.client.call('open', { doc: id, inputs }, controller.signal);
    if (this.#opening.get(id) === controller) this.#opening.delete(id);
    const document = session().documents.find((d) => d.id === id);
    if (document === undefined) return; // closed meanwhile
    if (!result.ok) {
      if (result.error.code === 'cancelled') return;
      const error = result.error.code === 'engine-lost' ? this.#blame(id, document.title) : result.error;
      if (error !== null) session().patch(id, { status: 'failed', error, progress: null });
      return;
    }
    const info = result.value;
    session().patch(id, {
      status: 'ready',
      info,
      title: document.title || info.title,
      error: null,
      progress: null,
      epoch: document.epoch + 1,
    });
    // Of metrics alone there is little to judge: what there is to see comes first.
    const untouched = useViewStore.getState().byDocument[id] === undefined;
    if (untouched && info.live === undefined && info.captures.every(({ kind }) => kind === 'metrics'))
      useViewStore.getState().touch(id, { view: 'metrics' });
    // Who pressed a key meanwhile has chosen a view.
    if (untouched && document.epoch === 0 && info.live !== undefined && info.live.core === undefined)
      useViewStore.getState().touch(id, { view: 'live' });
    await this.#judge(id);
    void this.measure();
  }

  async #judge(id: string): Promise<void> {
    const judged = await this.client.call('findings', { doc: id });
    useSession.getState().patch(id, { findings: judged.ok ? judged.value.summary : null });
  }

  /** Rules or suppressions changed: every open document may have other findings. */
  async #judgeAgain(): Promise<void> {
    this.cache.refresh(['findings', 'ruleResults']);
    for (const { id, status } of useSession.getState().documents) if (status === 'ready') await this.#judge(id);
  }

  /** A document that stopped the engine twice is not opened a third time. */
  #blame(id: string, title: string): EngineError | null {
    const crashes = (this.#crashes.get(id) ?? 0) + 1;
    this.#crashes.set(id, crashes);
    if (crashes < CRASHES_ALLOWED) return null;
    return engineError('internal', `The engine stopped twice while reading ${title}`, {
      reason: t('This is a defect of Parkscope, not of your file. The other documents are not affected.'),
      hint: t('Please report it with the file, if you may share it.'),
    });
  }
}

/** What a link says of a view comes from anywhere: null for what is not even JSON, which is shown as it begins. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
