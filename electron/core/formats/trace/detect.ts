import type { Probe } from '../format';
import { WIRE_VERSIONS } from './wire';

const HEADER = /^go 1\.(\d{1,3}) trace\0\0\0/;

/** NN of the header `go 1.NN trace`, padded to 16 bytes with zeros; null when it is none. */
export function wireVersion(text: string): number | null {
  const match = HEADER.exec(text);
  return match === null || match[0].length !== 16 ? null : Number(match[1]);
}

/** Versions that are read; the others are told what they are by unrecognised.ts. */
export function isTrace(probe: Probe): boolean {
  const version = wireVersion(probe.text);
  return version !== null && WIRE_VERSIONS.includes(version);
}
