// One watch: what its moments cost.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const kilobytes = (pid, key) =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Watches for so many moments or milliseconds; answers rows of `moments` and `weight`, and the sampler's memory in MB. */
export async function watch({ startSampler, watchProcess }, binary, asked, enough) {
  const sampler = await startSampler(binary);
  if (!sampler.ok) throw new Error(sampler.error.message);
  const { pid } = sampler.value;
  const began = performance.now();
  const moments = [];
  const weights = [];
  const steady = [];
  const stop = new AbortController();
  const timer = setInterval(() => {
    if (enough(moments, performance.now() - began)) stop.abort();
  }, 20);
  const rows = (batch) =>
    Array.from({ length: batch.rows }, (_, i) =>
      Object.fromEntries([...batch.columns].map(([name, { values }]) => [name, values[i]])),
    );
  const { done } = watchProcess(
    sampler.value,
    { budgetPercent: 10_000, ...asked },
    (batch) => {
      if (batch.table === 'weight') {
        weights.push(...rows(batch));
        steady.push(kilobytes(pid, 'VmRSS'));
      }
      if (batch.table !== 'moments') return;
      moments.push(...rows(batch).map((row) => ({ ...row, arrivedMs: performance.now() - began })));
    },
    stop.signal,
  );
  const answer = await done;
  clearInterval(timer);
  const peakMb = kilobytes(pid, 'VmHWM') / 1024;
  await sampler.value.close();
  if (!answer.ok && answer.error.code !== 'cancelled') throw new Error(JSON.stringify(answer.error));
  return { moments, weights, peakMb, steadyMb: steady.length > 0 ? steady.at(-1) / 1024 : NaN };
}
