import { formatNanoseconds } from '@core/base/format';
import type { AwaitAnswer } from '../../sidecar/programs';
import { printable } from '../terminal';

/** `parkscope: server ended with 0 after 12 s, 3.4 s of CPU; recorded in server-4711.parkrec`. */
export function runText(program: string, end: AwaitAnswer, recording: string | null): string {
  const how = end.signal === 0 ? `ended with ${end.code}` : `was ended by signal ${end.signal}`;
  const time = (ms: number): string => formatNanoseconds(ms * 1e6).replaceAll('\u00a0', ' ');
  const kept = recording === null ? '' : `; recorded in ${recording}`;
  return `${printable(`parkscope: ${program} ${how} after ${time(end.lastedMs)}, ${time(end.cpuMs)} of CPU${kept}`)}\n`;
}
