import { OPERATIONS } from '@core/api/operation';
import { below, fail, sized } from './integrity-checks';
import { METRIC_TYPES, type MetricTables } from './metrics';
import type { Capture, StackRuns, StackTable } from './tables';
import { assertTrace } from './trace-integrity';

/**
 * Walks every reference of a capture and throws on the first that leads nowhere: run after every import (linear in the columns,
 * no allocation). A failure here is a defect of a parser, never the user's file.
 */
export function assertIntegrity(capture: Capture): void {
  const { strings, functions, frames, stacks, labelSets, samples, goroutines, mappings, details } = capture;
  below('functions.name', functions.name, functions.count, strings.count);
  below('functions.file', functions.file, functions.count, strings.count);
  below('frames.func', frames.func, frames.count, functions.count);
  sized('frames', frames.count, [frames.line, frames.flags, frames.addressLow, frames.addressHigh]);
  if (mappings !== null) {
    const { count, file, buildId, ...rest } = mappings;
    below('mappings.file', file, count, strings.count);
    below('mappings.buildId', buildId, count, strings.count);
    sized('mappings', count, Object.values(rest));
  }
  if (details !== null) {
    below('details.systemName', details.systemName, functions.count, strings.count);
    below('details.mapping', details.mapping, frames.count, (mappings?.count ?? 0) + 1);
    sized('details of functions', functions.count, [details.startLine]);
    sized('details of frames', frames.count, [details.column]);
  }
  if (stacks.runs) assertRuns(stacks.runs, samples.count, frames.count);
  else assertStacks(stacks, samples.stack, samples.count, frames.count);
  const entries = labelSets.key.length;
  sized('labelSets', labelSets.count + 1, [labelSets.start]);
  sized('labelSets entries', entries, [labelSets.value, labelSets.number, labelSets.unit]);
  for (let i = 0; i < labelSets.count; i++) {
    if (labelSets.start[i] > labelSets.start[i + 1]) fail('labelSets.start', `row ${i} goes backwards`);
  }
  if (labelSets.start[labelSets.count] !== entries) fail('labelSets.start', 'does not end at the last entry');
  if (labelSets.start[1] !== 0) fail('labelSets', 'set 0 is not empty');
  below('labelSets.key', labelSets.key, entries, strings.count);
  below('labelSets.value', labelSets.value, entries, strings.count);
  below('labelSets.unit', labelSets.unit, entries, strings.count);
  below('samples.labels', samples.labels, samples.count, labelSets.count);
  if (samples.values.length !== samples.types.length) fail('samples', 'columns and types differ in number');
  if (samples.types.length > 0 && samples.defaultType >= samples.types.length)
    fail('samples.defaultType', 'is out of range');
  sized('samples', samples.count, [...samples.values]);
  if (capture.metrics !== null) assertMetrics(capture.metrics, capture);
  if (capture.trace !== null) assertTrace(capture.trace, capture);
  if (goroutines === null) return;
  const { count } = goroutines;
  sized('goroutines', count, [
    goroutines.goid,
    goroutines.weight,
    goroutines.operation,
    goroutines.flags,
    goroutines.waitMinutes,
    goroutines.creatorGoid,
  ]);
  below('goroutines.stack', goroutines.stack, count, stacks.count);
  below('goroutines.state', goroutines.state, count, strings.count);
  below('goroutines.operation', goroutines.operation, count, OPERATIONS.length);
  below('goroutines.creator', goroutines.creator, count, frames.count + 1);
  below('goroutines.labels', goroutines.labels, count, labelSets.count);
  checkAncestry(capture);
  checkWords(capture);
  let total = 0;
  for (let i = 0; i < count; i++) total += goroutines.weight[i];
  if (total !== goroutines.total) fail('goroutines.total', `is ${goroutines.total}, the weights sum to ${total}`);
}

/** The part of the walk that stacks which are grown later get when they are. */
export function assertStacks(stacks: StackTable, sampleStack: Uint32Array, samples: number, frames: number): void {
  if (stacks.count < 1) fail('stacks', 'has no empty stack');
  const { count, prefix, frame, depth } = stacks;
  sized('stacks', count, [depth]);
  below('stacks.frame', frame, count, Math.max(1, frames));
  for (let i = 1; i < count; i++) {
    if (prefix[i] >= i) fail('stacks.prefix', `row ${i} is not after its prefix ${prefix[i]}`);
    if (depth[i] !== depth[prefix[i]] + 1) fail('stacks.depth', `row ${i} is not one deeper than its prefix`);
  }
  below('samples.stack', sampleStack, samples, count);
}

function assertRuns({ start, location, frameStart, frame }: StackRuns, samples: number, frames: number): void {
  sized('runs', samples + 1, [start]);
  for (let i = 0; i < samples; i++) if (start[i] > start[i + 1]) fail('runs.start', `row ${i} goes backwards`);
  if (start[0] !== 0 || start[samples] !== location.length) fail('runs.start', 'does not cover the locations');
  const locations = frameStart.length - 1;
  below('runs.location', location, location.length, locations);
  for (let i = 0; i < locations; i++)
    if (frameStart[i] > frameStart[i + 1]) fail('runs.frameStart', `row ${i} goes backwards`);
  if (frameStart[locations] !== frame.length) fail('runs.frameStart', 'does not end at the last frame');
  below('runs.frame', frame, frame.length, frames);
}

function assertMetrics({ series, points, scrapeTimeMs }: MetricTables, { strings, labelSets }: Capture): void {
  below('metrics.series.name', series.name, series.count, strings.count);
  below('metrics.series.labels', series.labels, series.count, labelSets.count);
  below('metrics.series.type', series.type, series.count, METRIC_TYPES.length);
  below('metrics.series.unit', series.unit, series.count, strings.count);
  below('metrics.series.help', series.help, series.count, strings.count);
  sized('metrics.series', series.count + 1, [series.first]);
  for (let i = 0; i < series.count; i++)
    if (series.first[i] > series.first[i + 1]) fail('metrics.series.first', `row ${i} goes backwards`);
  if (series.first[0] !== 0 || series.first[series.count] !== points.count)
    fail('metrics.series.first', 'does not cover the points');
  if (scrapeTimeMs.length < 1) fail('metrics', 'has no scrape');
  sized('metrics.points', points.count, [points.timeMs, points.value]);
  below('metrics.points.scrape', points.scrape, points.count, scrapeTimeMs.length);
}

function checkAncestry({ goroutines, frames, stacks }: Capture): void {
  const ancestry = goroutines?.ancestry;
  if (goroutines === null || ancestry === undefined) return;
  const entries = ancestry.goid.length;
  sized('ancestry', goroutines.count + 1, [ancestry.start]);
  for (let i = 0; i < goroutines.count; i++) {
    if (ancestry.start[i] > ancestry.start[i + 1]) fail('ancestry.start', `row ${i} goes backwards`);
  }
  if (ancestry.start[goroutines.count] !== entries) fail('ancestry.start', 'does not end at the last entry');
  below('ancestry.stack', ancestry.stack, entries, stacks.count);
  below('ancestry.creator', ancestry.creator, entries, frames.count + 1);
}

function checkWords({ goroutines, stacks }: Capture): void {
  const words = goroutines?.words;
  if (goroutines === null || words === undefined) return;
  const { start, value, depth, position, flags } = words;
  const { count } = goroutines;
  sized('words', count + 1, [start]);
  sized('words entries', value.length, [depth, position, flags]);
  if (start[0] !== 0 || start[count] !== value.length) fail('words.start', 'does not cover the entries');
  for (let row = 0; row < count; row++) {
    if (start[row] > start[row + 1]) fail('words.start', `row ${row} goes backwards`);
    const frames = stacks.depth[goroutines.stack[row]];
    for (let i = start[row]; i < start[row + 1]; i++) {
      if (depth[i] >= frames) fail('words.depth', `entry ${i} is of frame ${depth[i]} of ${frames}`);
      if (!(value[i] >= 0 && value[i] < 2 ** 48)) fail('words.value', `entry ${i} is ${value[i]}`);
    }
  }
}
