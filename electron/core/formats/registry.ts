import type { Format, Probe } from './format';
import { chromeTraceFormat } from './chrome-trace/parse';
import { collapsedFormat } from './collapsed/parse';
import { contentionText } from './contention-text/parse';
import { cpuprofileFormat } from './cpuprofile/parse';
import { expvar } from './expvar/parse';
import { goroutineDump } from './goroutine-dump/parse';
import { goroutineText } from './goroutine-text/parse';
import { heapprofileFormat } from './heapprofile/parse';
import { heapText } from './heap-text/parse';
import { perfScriptFormat } from './perf-script/parse';
import { pprofFormat } from './pprof/parse';
import { prometheus } from './prometheus/parse';
import { runtimeMetrics } from './runtime-metrics/parse';
import { recordingFormat } from './live/parse';
import { speedscopeFormat } from './speedscope/parse';
import { traceFormat } from './trace/parse';

/** Every format that can be opened. The order means nothing: at most one may claim an input (test/core/formats/detection.test.ts). */
const FORMATS: readonly Format[] = [
  pprofFormat,
  goroutineText,
  goroutineDump,
  heapText,
  contentionText,
  expvar,
  prometheus,
  runtimeMetrics,
  collapsedFormat,
  speedscopeFormat,
  traceFormat,
  chromeTraceFormat,
  perfScriptFormat,
  cpuprofileFormat,
  heapprofileFormat,
  recordingFormat,
];

/** All formats that claim a probe; more than one is a defect of a detector. */
export function claimants(probe: Probe): readonly Format[] {
  return FORMATS.filter((format) => format.detect(probe));
}
