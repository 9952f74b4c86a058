import path from 'node:path';
import { isInputError, type EngineError } from '@core/api/errors';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { ExportAnswer, ExportParams } from '@core/api/export';
import type { Progress } from '@core/api/protocol';
import type { Answer, Params, QueryName } from '@core/api/queries';
import type { FlamePictureParams } from '@core/api/picture';
import type { ReportParams } from '@core/api/report';
import type { TableParams } from '@core/api/table';
import type { RuleBookAnswer } from '@core/api/rules';
import { formatCount, formatFileSize } from '@core/base/format';
import type { ByteSink } from '@core/base/sink';
import type { ByteSource } from '@core/base/source';
import { Engine, type FailedInput } from '@core/query/engine';
import type { RuleFolders } from '@core/query/rule-files';
import type { SourceFinder } from '@core/query/sources';
import { isCoreFile } from '../engine/live/core-file';
import type { NamedCore } from '../engine/live/core-source';
import { openFile, openStdin, type FileSource } from '../engine/file-source';
import { openFolder } from '../engine/folder';
import { poolScript, threadPool } from '../engine/pool';
import type { UrlPlan } from '../engine/url/source';
import { CliFailure, EXIT, type CliIo } from './io';
import { pidOf } from './pid';
import { printable } from './terminal';
import { isUrl } from './url';
import type { ProcessPlan } from './watched';

/** A URL with a plan of its own; fetched when what is named before it was read. */
export interface LaterInputs {
  readonly url: string;
  readonly plan: UrlPlan;
}

/** One document opened for one command. */
export interface Session {
  readonly info: DocumentInfo;
  /** The only capture of commands that take one file. */
  readonly capture: CaptureInfo;
  /** Files of a folder that could not be read: not those that are simply no captures. */
  readonly failed: DocumentInfo['failed'];
  /** What is in force of the rules that the session was opened with. */
  readonly rules: RuleBookAnswer;
  ask<N extends QueryName>(name: N, params: Omit<Params<N>, 'doc'>): Promise<Answer<N>>;
  /** Writes a capture; the sink is closed or aborted in any case. */
  export(
    params:
      | Omit<ExportParams, 'doc'>
      | Omit<ReportParams, 'doc'>
      | Omit<TableParams, 'doc'>
      | Omit<FlamePictureParams, 'doc'>,
    sink: ByteSink,
  ): Promise<ExportAnswer>;
}

const DOC = 'd-1';
const SHOW_PROGRESS_AFTER_MS = 300;
const ONE: ProcessPlan = { moments: 1, everyMs: 0 };

/**
 * Opens files (`-` = standard input), the files of folders, what URLs give, processes (by pid, with the binary `sampler`) and core files as one
 * document. When none can be read the command ends. Files of a folder that are no captures are named on standard error and are no failure. With `reportPage` a report can be
 * exported.
 */
export async function openSession(
  files: readonly (string | ByteSource | LaterInputs | NamedCore)[],
  io: CliIo,
  folders: RuleFolders = { folders: [], files: [], writable: [] },
  urlPlan: UrlPlan | null = null,
  processPlan: ProcessPlan = ONE,
  sources?: SourceFinder,
  sampler?: string,
  reportPage?: () => Promise<string>,
): Promise<Session> {
  if (files.filter((file) => file === '-').length > 1) {
    throw new CliFailure(EXIT.usage, 'standard input (-) can be read once only');
  }
  const engine = new Engine({
    now: () => io.now(),
    pool: threadPool(poolScript(import.meta.url)),
    date: () => Date.now(),
    ...(sources === undefined ? {} : { sources }),
    ...(reportPage === undefined ? {} : { reportPage }),
  });
  const rules = engine.loadRules(folders);
  const inputs: (ByteSource | FailedInput)[] = [];
  const opened: FileSource[] = [];
  const ofFolders = new Set<string>();
  for (const file of files) {
    if (typeof file !== 'string' && 'plan' in file) {
      inputs.push(...(await fetchUrl(file.url, file.plan, io)));
      continue;
    }
    if (typeof file !== 'string' && 'read' in file) {
      inputs.push(file);
      continue;
    }
    if (typeof file !== 'string') {
      inputs.push(await readCore(file));
      continue;
    }
    if (file === '-') {
      const source = await openStdin(io.stdin);
      inputs.push(source.ok ? source.value : { name: file, error: source.error });
      continue;
    }
    if (isUrl(file)) {
      inputs.push(...(await fetchUrl(file, urlPlan, io)));
      continue;
    }
    const pid = pidOf(file);
    if (pid !== null) {
      const { watchedSource } = await import('./watched');
      inputs.push(await watchedSource(pid, processPlan, sampler));
      continue;
    }
    if (await isCoreFile(file)) {
      inputs.push(await readCore({ core: path.resolve(file), executable: null }));
      continue;
    }
    const folder = await openFolder(file);
    if (folder !== null) {
      inputs.push(...folder);
      for (const { name } of folder) ofFolders.add(name);
      continue;
    }
    const source = await openFile(file);
    inputs.push(source.ok ? source.value : { name: file, error: source.error });
    if (source.ok) opened.push(source.value);
  }
  async function readCore(named: NamedCore): Promise<ByteSource | FailedInput> {
    const { coreInput } = await import('./core-file');
    return coreInput(named, processPlan.look !== undefined, sampler);
  }
  const progress = progressLine(io);
  const keepInputs = reportPage !== undefined;
  const answer = await engine.open({ doc: DOC, inputs, keepInputs }, { onProgress: progress.show });
  progress.clear();
  await Promise.all(opened.map((source) => source.close()));
  if (!answer.ok) throw failureOf(answer.error);
  const info = answer.value;
  const [capture] = info.captures;
  if (capture === undefined) throw new Error('a document without captures');
  const isStranger = ({ name, error }: DocumentInfo['failed'][number]): boolean =>
    ofFolders.has(name) && (error.code === 'unrecognised' || error.code === 'empty');
  const strangers = info.failed.filter(isStranger).map(({ name }) => name);
  if (strangers.length > 0) io.err(`parkscope: ${strangersLine(strangers)}\n`);
  return {
    info,
    capture,
    failed: info.failed.filter((input) => !isStranger(input)),
    rules,
    async ask(name, params) {
      const result = await engine.query(name, { ...params, doc: DOC } as Params<typeof name>);
      if (!result.ok) throw failureOf(result.error);
      return result.value;
    },
    async export(params, sink) {
      const share = progressLine(io, ({ done, total }) => `${Math.floor((100 * done) / total)} %`);
      const result = await engine.export({ ...params, doc: DOC }, sink, { onProgress: share.show });
      share.clear();
      if (!result.ok) throw failureOf(result.error);
      return result.value;
    },
  };
}

/** Files beside the captures, the first few by name. */
function strangersLine(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${formatCount(names.length - 5)} more` : '';
  const what =
    names.length === 1 ? '1 file is no capture and is' : `${formatCount(names.length)} files are no captures and are`;
  return printable(`${what} left out: ${names.slice(0, 5).join(', ')}${more}`);
}

/** What was fetched, as inputs; what that cost is said on standard error. */
async function fetchUrl(
  text: string,
  asked: UrlPlan | null,
  io: CliIo,
): Promise<readonly (ByteSource | FailedInput)[]> {
  // Only when needed: what fetches costs every other command a tenth of its start.
  const { ONE_MOMENT, openUrl } = await import('../engine/url/source');
  const plan = asked ?? ONE_MOMENT;
  const { inputs, remarks } = await openUrl(text, plan, {
    onProgress(moment, moments, host) {
      if (io.showProgress && moments > 1)
        io.err(`\r\u001b[K${printable(`Moment ${moment} of ${moments} from ${host}`)}`);
    },
  });
  if (io.showProgress && plan.moments > 1) io.err('\r\u001b[K');
  for (const remark of remarks) io.err(`parkscope: ${printable(remark)}\n`);
  return inputs;
}

function failureOf(error: EngineError): CliFailure {
  if (error.code === 'internal') return new CliFailure(EXIT.input, errorLine(error));
  return new CliFailure(isInputError(error.code) ? EXIT.input : EXIT.usage, errorLine(error));
}

/** What, why and what to do, as one line. */
export function errorLine(error: EngineError): string {
  const sentences = [
    error.message,
    error.reason,
    error.hint,
    error.command === null ? '' : `Command: ${error.command}`,
  ];
  const line = sentences
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?:]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
  return printable(line);
}

function progressLine(
  io: CliIo,
  amount: (progress: Progress) => string = ({ done, total }) => `${formatFileSize(done)} of ${formatFileSize(total)}`,
): { show(progress: Progress): void; clear(): void } {
  const started = io.now();
  let last = -Infinity;
  let shown = false;
  return {
    show(progress) {
      const { what, found, noun } = progress;
      const at = io.now();
      if (!io.showProgress || at - started < SHOW_PROGRESS_AFTER_MS || at - last < 100) return;
      last = at;
      shown = true;
      io.err(`\r\u001b[K${printable(what)}  ${amount(progress)}${found > 0 ? `, ${formatCount(found)} ${noun}` : ''}`);
    },
    clear() {
      if (shown) io.err('\r\u001b[K');
    },
  };
}
