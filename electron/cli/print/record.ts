import type { LooksAnswer } from '@core/api/live';
import { formatCount, formatFileSize } from '@core/base/format';
import { formatMs } from '../../engine/url/moment';
import type { RecordReport } from '../../engine/url/record';
import type { ProcessReport } from '../recorded';
import { printable } from '../terminal';
import { counted } from './names';

/** What one run of `record` has written, and what happened meanwhile. */
export function recordText(report: RecordReport, folder: string, tookMs: number): string {
  const { before, moments, files, bytes, costs, gaps, restarts, late, stopped, absent } = report;
  const lines: string[] = [];
  const ended = stopped ? ', stopped' : '';
  lines.push(
    `${counted(moments, 'moment')} in ${formatMs(tookMs)}${ended}: ${counted(files, 'file')}, ${formatFileSize(bytes)}, in ${folder}`,
  );
  if (before !== null) {
    const recovered = before.recovered > 0 ? ` (${formatCount(before.recovered)} of them not listed before)` : '';
    lines.push(`goes on from ${counted(before.moments, 'moment')} and ${counted(before.files, 'file')}${recovered}`);
  }
  for (const [profile, ms] of costs) {
    const mean = ms.reduce((sum, one) => sum + one, 0) / ms.length;
    lines.push(`${profile.padEnd(12)} ${formatMs(mean)} a request, ${formatMs(Math.max(...ms))} at most`);
  }
  const asked = [...costs.values()].flat().reduce((sum, ms) => sum + ms, 0);
  if (tookMs > 0 && moments > 1)
    lines.push(
      `asking took ${((100 * asked) / tookMs).toFixed(1)} % of the time, which is the most that it can have cost`,
    );
  if (absent.length > 0) lines.push(`the program has no ${absent.join(', no ')}`);
  for (const { fromMs, toMs, why } of gaps) {
    const from = new Date(fromMs).toISOString();
    lines.push(
      toMs === null
        ? `no answer from ${from} to the end: ${why}`
        : `no answer for ${formatMs(toMs - fromMs)} from ${from}: ${why}`,
    );
  }
  for (const why of restarts) lines.push(`the program was started anew: ${why}`);
  if (late > 0) lines.push(`${counted(late, 'moment')} passed over: one took longer than the step`);
  return `${printable(lines).join('\n')}\n`;
}

/** What was found of goroutines that can never wake. */
function lookLines({ look, proof, refused }: LooksAnswer): string[] {
  const lines: string[] = [];
  if (proof !== null) lines.push(`${counted(proof.found, 'goroutine')} that nothing can wake, proven`);
  if (look !== null && look.grade !== 'proven')
    lines.push(
      `${counted(look.found, 'goroutine')} of ${formatCount(look.suspects)} that wait for others unreachable, not confirmed; silence is not innocence`,
    );
  if (look !== null && look.unproven !== '') lines.push(`not proven: ${look.unproven}`);
  if (refused !== '') lines.push(`not looked for what can never wake: ${refused}`);
  return lines;
}

/** What one run of `record` has written of a process. */
export function processRecordText({ file, before, bytes, tookMs, stopped, live, looks }: ProcessReport): string {
  const { weight, goroutines, status, reason } = live;
  const ended = status === 'ended' ? `, ${reason}` : stopped ? ', stopped' : '';
  const lines = [
    `${counted(weight.snapshots, 'moment')} in ${formatMs(tookMs)}${ended}: ${formatFileSize(bytes)} in ${file}`,
    `${counted(goroutines.at, 'goroutine')} at the end`,
  ];
  const { cyclesPerMinute, assistPercent } = live.pauses;
  if (cyclesPerMinute !== null && assistPercent !== null)
    lines.push(
      `${formatCount(Math.round(cyclesPerMinute))} garbage collections a minute, mark assists ${assistPercent.toFixed(1)} % of its CPU time`,
    );
  lines.push(...lookLines(looks));
  if (before > 0) lines.push(`goes on from ${formatFileSize(before)} of the same process`);
  if (weight.cpuPercent !== null)
    lines.push(`the sampler used ${weight.cpuPercent.toFixed(1)} % of a core${weight.limited ? ', its limit' : ''}`);
  if (weight.dropped > 0) lines.push(`${counted(weight.dropped, 'moment')} missed: it was late`);
  if (weight.rejected > 0) lines.push(`${counted(weight.rejected, 'stack')} of the last moment not accepted`);
  for (const sentence of live.missing) lines.push(sentence);
  return `${printable(lines).join('\n')}\n`;
}
