import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import { Engine } from '@core/query/engine';
import { serve, type AddSources, type ResolveSource, type ResolveTarget } from '@core/query/serve';
import type { FromEngine, ToEngine } from '@ipc/engine-control';
import { openFile, type FileSource } from './file-source';
import { openFolder } from './folder';
import { openFileSink } from './file-sink';
import { Granted, TARGET_ID } from './granted';
import { pagePort, type HostPort } from './page-port';
import { poolScript, threadPool } from './pool';
import { openCore, readCore } from './live/core-source';
import { launchProgram, readProgram } from './live/launch';
import { liveError } from './live/words';
import { listProcesses } from './live/processes';
import { Samplers } from './live/samplers';
import { processPath, readProcess } from './live/target';
import { watchInput, WATCH_PLAN } from './live/watch';
import { samplerPath } from '../sidecar/supervisor';
import { leakProfile } from './url/leaks';
import { probeUrl } from './url/probe';
import { openUrl, planOf, WINDOW_SERIES } from './url/source';
import { SourceFiles } from './source-files';
import type { PlaceHints } from './rule-places';
import { RuleWatch } from './rule-watch';
import { ruleWriter } from './rule-writer';

/** The engine in Electron's utility process: main grants files and connects pages, pages ask over their own port. */
const { parentPort } = process;
const sources = new SourceFiles({ cwd: process.cwd(), home: homedir(), env: process.env });
const samplers = new Samplers(samplerPath(import.meta.url));
const engine = new Engine({
  now: () => performance.now(),
  processBytes: () => process.memoryUsage().rss,
  pool: threadPool(poolScript(import.meta.url)),
  date: () => Date.now(),
  processes: (signal) => listProcesses(samplers, signal),
  leaks: async (source, signal) => leakProfile((await granted.find(source))?.path ?? null, signal),
  probe: async (source, signal) => probeUrl((await granted.find(source))?.path ?? null, signal),
  sources,
  reportPage: () => readFile(new URL('../report/page.html', import.meta.url), 'utf8'),
  failed: log,
});
const places: PlaceHints = {
  cwd: process.cwd(),
  home: homedir(),
  platform: process.platform,
  env: process.env,
};
const rules = new RuleWatch(places, (found) => engine.loadRules(found), log);
const writer = ruleWriter(places, () => rules.read());
const granted = new Granted();
const targets = new Granted(undefined, TARGET_ID);
/** Places of recordings, which may be ended and go on. */
const recordings = new Granted(undefined, TARGET_ID);

parentPort.on('message', ({ data, ports }) => {
  const message = data as ToEngine;
  switch (message.type) {
    case 'grant':
      granted.add(message.files);
      break;
    case 'target':
      (message.lasting ? recordings : targets).add([message.file]);
      break;
    case 'connect':
      for (const port of ports) connect(port);
      break;
  }
});

function connect(port: HostPort): void {
  const open = new Set<FileSource>();
  const resolve: ResolveSource = async (id, { signal, onProgress, continues, series }) => {
    const file = await granted.find(id);
    if (file === null) {
      const hint = 'Choose the file with Open, or drop it on the window.';
      return { name: id, error: engineError('not-found', `${id} is not a file that was chosen`, { hint }) };
    }
    if (/^https?:\/\//.test(file.path)) {
      const tell = (moment: number, moments: number, host: string): void => {
        const what = moments > 1 ? `Moment ${moment} of ${moments} from ${host}` : `Asking ${host}`;
        onProgress({ what, done: 0, total: 0, found: 0, noun: '' });
      };
      return (await openUrl(file.path, series === null ? WINDOW_SERIES : planOf(series), { signal, onProgress: tell }))
        .inputs;
    }
    const target = readProcess(file.path);
    if (target !== null) return watchInput(samplers, file.name, { ...WATCH_PLAN, ...target, continues }, recordingFile);
    const program = readProgram(file.path);
    if (program !== null) {
      const launched = await launchProgram(samplers, program, signal);
      if (!launched.ok) return { name: file.name, error: launched.error };
      const { pid, startMs, problem } = launched.value;
      const path = processPath(pid, startMs);
      // The user agreed to one start: opened again, by another engine too, it is this process.
      granted.add([{ ...file, path }]);
      tell({ type: 'launched', id, pid, path });
      if (problem !== null) return { name: file.name, error: problem };
      return watchInput(samplers, `${file.name} (${pid})`, { ...WATCH_PLAN, pid, startMs }, recordingFile);
    }
    const core = await readCore(file.path);
    if (core !== null) {
      // Of its own: what the other one watches goes on meanwhile.
      const sampler = await samplers.another();
      if (!sampler.ok) return { name: file.name, error: liveError(sampler.error) };
      const opened = await openCore(sampler.value, core, { look: true, signal, onProgress });
      await sampler.value.close();
      return opened.ok ? opened.value : { name: file.name, error: opened.error };
    }
    const folder = await openFolder(file.path);
    if (folder !== null) return folder;
    const source = await openFile(file.path);
    if (!source.ok) return { name: file.name, error: source.error };
    open.add(source.value);
    return source.value;
  };
  const closeAll = (): void => {
    for (const source of open) source.close().catch(log);
    open.clear();
  };
  const now = (): number => performance.now();
  const end = serve(engine, pagePort(port, closeAll), resolve, now, resolveTarget, writer, addSources);
  port.on('close', end);
}

/** A folder of sources is chosen as a folder of captures is; it need not hold any. */
const addSources: AddSources = async (id) => {
  const folder = await granted.find(id);
  const hint = 'Choose the folder with Choose a folder….';
  if (folder === null) return err(engineError('not-found', `${id} is not a folder that was chosen`, { hint }));
  sources.addFolder(folder.path);
  return ok(null);
};

async function recordingFile(id: string): Promise<Result<string, EngineError>> {
  const file = await recordings.find(id);
  if (file !== null) return ok(file.path);
  const hint = 'Choose the place with Record.';
  return err(engineError('not-found', `${id} is not a place that was chosen`, { hint }));
}

const resolveTarget: ResolveTarget = async (id) => {
  const file = await targets.take(id);
  if (file === null) {
    const hint = 'Choose the place with Export.';
    return { error: engineError('not-found', `${id} is not a place that was chosen`, { hint }) };
  }
  try {
    return await openFileSink(file.path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'Choose another folder.';
    return { error: engineError('unwritable', `${file.name} could not be written`, { reason, hint }) };
  }
};

// The engine answers every failure it can foresee; what gets here is a defect. Main is told why, then starts another process.
process.on('uncaughtException', (error) => {
  tell({ type: 'defect', text: `${error.name}: ${error.message}` });
  log(error);
  // A moment for the message to leave.
  setTimeout(() => process.exit(1), 50);
});

/** Standard error is the terminal the app was started from. */
function log(error: unknown): void {
  process.stderr.write(`engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

function tell(message: FromEngine): void {
  parentPort.postMessage(message);
}

rules.read().catch(log);
tell({ type: 'ready' });
