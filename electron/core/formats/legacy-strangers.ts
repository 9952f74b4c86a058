import { engineError, type EngineError } from '@core/api/errors';

/**
 * Profiles of old profilers that are known and not read (profile/legacy_profile.go reads them): the binary CPU profile of gperftools
 * and of Go before 1.10, and thread lists. Null for anything else.
 */
export function describeLegacy(name: string, head: Uint8Array, text: string): EngineError | null {
  const cpu = legacyCpu(head);
  if (cpu !== null) {
    return engineError('unsupported-version', `${name} is a CPU profile in the binary form of old profilers`, {
      reason: `It has the header of ${cpu} profiles (words 0, 3), as gperftools writes them; programs built by Go 1.9 and later write protobuf.`,
      hint: 'Convert it where its program is: go tool pprof -proto -output=cpu.pb.gz PROGRAM FILE.',
      offset: 0,
    });
  }
  if (/^(?:\s|#[^\n]*\n)*--- (?:threadz \d+ ---|Thread [0-9a-f]+ \(name: )/i.test(text)) {
    return engineError('unsupported-version', `${name} is a list of threads (threadz), which is not read`, {
      reason: 'Servers in C++ answer /threadz so; it has addresses without names. Go has no such page.',
      hint: 'Of a Go program open /debug/pprof/goroutine; of others convert it: go tool pprof -proto -output=threads.pb.gz PROGRAM FILE.',
      offset: 0,
    });
  }
  return null;
}

/** Words of 4 or 8 bytes in either order: 0, 3, 0 or 1, the period in µs, 0. The language that wrote it, or null. */
function legacyCpu(head: Uint8Array): 'C++' | 'Java' | null {
  for (const size of [4, 8]) {
    if (head.length < size * 5) continue;
    for (const little of [true, false]) {
      const words = Array.from({ length: 5 }, (_, i) => word(head, i * size, size, little));
      const [zero, three, java, period, padding] = words;
      if (zero === 0 && three === 3 && (java === 0 || java === 1) && period > 0 && padding === 0) {
        return java === 1 ? 'Java' : 'C++';
      }
    }
  }
  return null;
}

function word(bytes: Uint8Array, at: number, size: number, little: boolean): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + bytes[at + (little ? size - 1 - i : i)];
  return value;
}
