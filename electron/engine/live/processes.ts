import type { EngineError } from '@core/api/errors';
import type { ProcessesAnswer, ProcessRow } from '@core/api/live';
import { err, ok, type Result } from '@core/base/result';
import { userInfo } from 'node:os';
import type { LocalProcess } from '../../sidecar/processes';
import { ListeningPorts } from './ports';
import type { Samplers } from './samplers';
import { liveError } from './words';

const listening = new ListeningPorts();

/** What this machine runs, as the sampler sees it. */
export async function listProcesses(
  samplers: Samplers,
  signal: AbortSignal | null,
): Promise<Result<ProcessesAnswer, EngineError>> {
  const sampler = await samplers.get();
  if (!sampler.ok) return err(liveError(sampler.error));
  const list = await sampler.value.call('list', {}, signal ?? undefined);
  if (!list.ok) {
    if (list.error.code === 'lost' || list.error.code === 'protocol') await samplers.lost(sampler.value);
    return err(liveError(list.error));
  }
  const { uid } = userInfo();
  const { takenMs, notes } = list.value;
  // Our own sampler is not in it; the rest of this app is no program of the user's, but the system does not tell them apart.
  // Of what may be looked into: of the others nobody could tell, and there may be thousands.
  const ports = await listening.of(
    list.value.processes.filter((process) => process.go !== null && process.uid === uid),
  );
  const rows = list.value.processes.map((process) => row(process, uid, ports.get(process.pid) ?? []));
  return ok({ processes: rows, takenMs, notes });
}

function row(process: LocalProcess, uid: number, ports: readonly number[]): ProcessRow {
  const { pid, user, name, command, startMs, cpuPercent, rssBytes, threads, container, go, goUnknown } = process;
  const features = process.features.map((feature) => ({
    ...{ name: feature.name, available: feature.available, why: feature.why, command: feature.command },
  }));
  // Nothing was tried of what may be no Go program; the command that would tell would let it be read, too.
  if (features.length === 0 && goUnknown !== null && goUnknown.hint !== '') {
    const { message, hint } = goUnknown;
    features.push({ name: 'memory', available: false, why: message, command: hint });
  }
  const available = features.filter((feature) => feature.available).length;
  const memory = features.some((feature) => feature.name === 'memory' && feature.available);
  return {
    ...{
      pid,
      name,
      user,
      mine: process.uid === uid,
      command,
      startMs,
      cpuPercent,
      rssBytes,
      threads,
      container,
      ports,
    },
    go:
      go === null ? null : { version: go.version, module: go.module, revision: go.revision, dirty: go.dirty === true },
    goUnknown: goUnknown?.message ?? '',
    goroutines: process.goroutines,
    readable: !memory ? 'none' : available === features.length ? 'all' : 'most',
    features,
  };
}
