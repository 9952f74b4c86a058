import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '@core/base/result';
import type { Batch, Column } from '@core/base/wire/batches';
import { decodeAnswer } from '../../../electron/sidecar/messages';
import type { LookProgress } from '@core/base/wire/unreachable';
import { findUnreachable } from '../../../electron/sidecar/reach';
import type { ReachAnswer } from '../../../electron/sidecar/reach-answer';
import { startSampler, type Sampler } from '../../../electron/sidecar/supervisor';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const ANSWER: ReachAnswer = {
  ...{ pid: 1, version: 'go1.27.4', arch: 'amd64', takenMs: 0, grade: 'strong', unproven: '', notes: [] },
  scanned: {
    ...{ passes: 3, retried: 0, heapBytes: 1, copiedBytes: 1, objects: 1, reached: 1, rootWords: 1, goroutines: 1 },
    ...{ suspects: 1, unclear: 0, readNs: 1, markNs: 1, expectedStopNs: 1, stopNs: [] },
  },
};

const batch = (table: string, columns: Readonly<Record<string, Column>>): Batch => {
  const all = new Map(Object.entries(columns));
  const rows = [...all.values()][0]?.values.length ?? 0;
  return { call: 1, table, rows, columns: all, payload: new Uint8Array() };
};
const f64 = (...values: number[]): Column => ({ type: 'f64', values: Float64Array.from(values) });
const u32 = (...values: number[]): Column => ({ type: 'u32', values: Uint32Array.from(values) });
const u8 = (...values: number[]): Column => ({ type: 'u8', values: Uint8Array.from(values) });
const u64 = (...values: bigint[]): Column => ({ type: 'u64', values: BigUint64Array.from(values) });
const text = (...values: string[]): Column => ({ type: 'text', values });

const GROUPS = batch('groups', {
  reasons: text('chan receive', 'select (no cases)'),
  ...{ retainedObjects: f64(5, 1), retainedBytes: f64(4096, 480), stackBytes: f64(4096, 2048) },
});
const VERDICTS = batch('verdicts', { goroutine: f64(7, 9, 12), group: u32(0, 0, 1) });
const OBJECTS = batch('objects', { group: u32(0), address: u64(0xc000012300n), kind: u8(0) });

/** A sampler that sends these tables. */
const sending = (...batches: Batch[]): Pick<Sampler, 'call'> => {
  const call = (_name: string, _params: unknown, _signal?: AbortSignal, on?: (batch: Batch) => void): unknown => {
    for (const each of batches) on?.(each);
    return Promise.resolve(ok(ANSWER));
  };
  return { call: call as Sampler['call'] };
};

describe('findUnreachable', () => {
  it('puts goroutines and objects to their groups', async () => {
    const found = await findUnreachable(sending(VERDICTS, OBJECTS, GROUPS), { pid: 1 });
    expect(found).toEqual(
      ok({
        ...ANSWER,
        ways: [],
        verdicts: [
          {
            ...{ goroutines: [7, 9], reasons: 'chan receive', objects: [{ address: '0xc000012300', kind: 'channel' }] },
            ...{ retainedObjects: 5, retainedBytes: 4096, stackBytes: 4096 },
          },
          {
            ...{ goroutines: [12], reasons: 'select (no cases)', objects: [] },
            ...{ retainedObjects: 1, retainedBytes: 480, stackBytes: 2048 },
          },
        ],
      }),
    );
  });
  it('puts steps to their ways', async () => {
    const ways = batch('ways', { goroutine: f64(3, 4), steps: u32(0, 2), why: text('it has ended', '') });
    const steps = batch('steps', {
      ...{
        kind: u8(0, 3),
        address: u64(16n, 32n),
        bytes: f64(0, 96),
        goroutine: f64(0, 0),
        name: text('main.all', ''),
      },
    });
    const found = await findUnreachable(sending(ways, steps), { pid: 1 });
    expect(found.ok && found.value.ways).toEqual([
      { goroutine: 3, steps: [], why: 'it has ended' },
      {
        goroutine: 4,
        steps: [
          { kind: 'global', address: '0x10', bytes: 0, goroutine: 0, name: 'main.all' },
          { kind: 'object', address: '0x20', bytes: 96, goroutine: 0, name: '' },
        ],
        why: '',
      },
    ]);
  });
  it.each([
    { what: 'a group that is not there', batches: [VERDICTS] },
    { what: 'steps that are missing', batches: [batch('ways', { goroutine: f64(3), steps: u32(1), why: text('') })] },
    {
      what: 'a kind that is not known',
      batches: [GROUPS, batch('objects', { group: u32(0), address: u64(1n), kind: u8(9) })],
    },
  ])('refuses $what', async ({ batches }) => {
    const found = await findUnreachable(sending(...batches), { pid: 1 });
    expect(found).toMatchObject({ ok: false, error: { code: 'protocol' } });
  });
  it('tells how far it is, and refuses what is no progress', async () => {
    const progress = (phase: number): Batch =>
      batch('progress', { phase: u8(phase), pass: u8(2), passes: u8(3), done: f64(512), total: f64(1024) });
    const told: LookProgress[] = [];
    const far = (each: LookProgress): void => void told.push(each);
    const found = await findUnreachable(sending(progress(0), progress(1)), { pid: 1 }, undefined, far);
    expect(found.ok).toBe(true);
    expect(told).toEqual([
      { phase: 'read', pass: 2, passes: 3, done: 512, total: 1024 },
      { phase: 'mark', pass: 2, passes: 3, done: 512, total: 1024 },
    ]);
    const unknown = await findUnreachable(sending(progress(9)), { pid: 1 }, undefined, far);
    expect(unknown).toMatchObject({ ok: false, error: { code: 'protocol' } });
  });
  it('checks the answer', () => {
    expect(decodeAnswer('reach', ANSWER)).toEqual(ok(ANSWER));
    expect(decodeAnswer('reach', { ...ANSWER, grade: 'certain' })).toMatchObject({ ok: false });
    expect(decodeAnswer('reach', { ...ANSWER, scanned: { ...ANSWER.scanned, stopNs: 3 } })).toMatchObject({
      ok: false,
    });
  });
});

const PROGRAM = `package main

import (
	"fmt"
	"os"
	"time"
)

type job struct {
	done chan *int
	data [1 << 16]byte
}

var registry = map[string]*job{}

func main() {
	for i := 0; i < 20; i++ {
		forgotten := &job{done: make(chan *int)}
		go func() { <-forgotten.done; fmt.Println(forgotten.data[0]) }()
	}
	ready := make(chan bool)
	go func() {
		registry["kept"] = &job{done: make(chan *int)}
		go func() { <-registry["kept"].done }()
		ready <- true
	}()
	<-ready
	time.Sleep(100 * time.Millisecond)
	fmt.Println("ready")
	for {
		time.Sleep(10 * time.Millisecond)
		if os.Getppid() == 1 {
			return
		}
	}
}
`;

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux tells what a process holds';
if (missing !== null) console.warn(`goroutines that can never wake are not looked for: ${missing}`);

describe.skipIf(missing !== null)('a program that forgets goroutines', () => {
  let built: ReturnType<typeof buildSampler>;
  let sampler: Sampler;
  let target: ChildProcess;
  let pid = 0;
  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, PROGRAM);
    const binary = path.join(built.folder, 'target');
    buildGo(built.folder, binary, [source]);
    target = spawn(binary, { stdio: ['ignore', 'pipe', 'inherit'] });
    pid = target.pid ?? 0;
    if (target.stdout === null) throw new Error('no output');
    await once(createInterface(target.stdout), 'line');
    const started = await startSampler(built.binary);
    if (!started.ok) throw new Error(started.error.message);
    sampler = started.value;
  }, 180_000);
  afterAll(async () => {
    target?.kill('SIGKILL');
    await sampler?.close();
    built?.remove();
  });

  it('is looked at as it runs', async () => {
    const found = await findUnreachable(sampler, { pid, explain: Array.from({ length: 200 }, (_, i) => i + 1) });
    if (!found.ok) throw new Error(found.error.message);
    const { grade, scanned, verdicts, ways } = found.value;
    expect([grade, scanned.passes, scanned.stopNs]).toEqual(['strong', 3, []]);
    expect(verdicts.flatMap(({ goroutines }) => goroutines).length).toBe(20);
    for (const { reasons, objects } of verdicts) expect([reasons, objects.length]).toEqual(['chan receive', 1]);
    // A stale word keeps a job now and then, though not its channel.
    expect(verdicts.filter(({ retainedBytes }) => retainedBytes > 1 << 16).length).toBeGreaterThan(15);
    const held = ways.filter(({ steps }) => steps[0]?.kind === 'global').map(({ steps }) => steps[0]?.name);
    expect(held).toEqual(['main.registry']);
  });
  it('is stopped twice for a proof, and runs on', async () => {
    const found = await findUnreachable(sampler, { pid, prove: true, maxStopMs: 5_000 });
    if (!found.ok) throw new Error(found.error.message);
    expect([found.value.grade, found.value.unproven, found.value.scanned.stopNs.length]).toEqual(['proven', '', 2]);
    expect(found.value.verdicts.flatMap(({ goroutines }) => goroutines).length).toBe(20);
    expect(fs.readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/State:\s+[SR]/);
  });
  it('is not stopped where that would take too long', async () => {
    const found = await findUnreachable(sampler, { pid, prove: true, maxStopMs: 1 });
    expect(found).toMatchObject({ ok: true, value: { grade: 'strong', scanned: { stopNs: [] } } });
    expect(found.ok && found.value.unproven).toMatch(
      /^It would stand still for about \d+ ms each time; 1 ms are allowed\.$/,
    );
  });
  it('of a process that is none of Go, or is not there, is an error', async () => {
    expect(await findUnreachable(sampler, { pid: process.pid })).toMatchObject({
      ok: false,
      error: { code: 'not-go' },
    });
    expect(await findUnreachable(sampler, { pid: 2_000_000_000 })).toMatchObject({
      ok: false,
      error: { code: 'gone' },
    });
  });
});
