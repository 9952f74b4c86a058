import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CAPTURES = path.join(ROOT, 'test/fixtures/captures');
export const BAD = path.join(ROOT, 'test/fixtures/bad');

/**
 * Captures as paths below test/fixtures/captures (`busy/go1.26/cpu.pb.gz`), sorted. Without a pattern those with a profile: no traces, no metrics. */
export function captureFiles(matches: RegExp = /^(?!metrics-).*\.(?:pb\.gz|txt)$/): string[] {
  return (fs.readdirSync(CAPTURES, { recursive: true }) as string[])
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => matches.test(file) && !file.endsWith('README.md'))
    .sort();
}

export const capturePath = (file: string): string => path.join(CAPTURES, file);
export const badPath = (file: string): string => path.join(BAD, file);
