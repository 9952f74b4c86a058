import type { Compression } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { describeLegacy } from './legacy-strangers';
import { hex } from './unpack-answers';

const READS =
  'Parkscope reads pprof profiles, goroutine text (debug=1 and debug=2), crash dumps, heap, block and mutex text (debug=1), execution traces, metrics (expvar, Prometheus), and what other tools write: collapsed stacks, speedscope, Chrome traces, perf script, .cpuprofile and .heapprofile of V8.';

/** The start of an input that no format claims. */
export interface Stranger {
  readonly name: string;
  /** Unpacked. */
  readonly head: Uint8Array;
  /** `head` as latin-1. */
  readonly text: string;
  readonly compression: Compression;
}

/** The most helpful answer to an input that no format claims: what it is instead, and how to get what was meant. */
export function describeStranger(stranger: Stranger): EngineError {
  const { name, head, text, compression } = stranger;
  if (!/\S/.test(text)) {
    return engineError('empty', `${name} holds only blank space`, {
      reason: `${head.length} bytes, no visible character among them.`,
      hint: 'Fetch it again and check for status 200.',
      command: fetchCommand(name),
    });
  }
  const trace = describeTrace(name, text);
  if (trace) return trace;
  const legacy = describeLegacy(name, head, text);
  if (legacy) return legacy;
  const start = text.slice(0, 4096).trimStart();
  if (/^(?:<!doctype html|<html|<head|<\?xml[^>]*>\s*<(?:!doctype )?html)/i.test(start))
    return webPage(stranger, start);
  const known = SIGNATURES.find(({ pattern }) => pattern.test(text));
  if (known) {
    return engineError('unrecognised', `${name} is ${known.what}, not a profile`, {
      reason: known.reason,
      hint: known.hint === '' ? READS : known.hint,
      offset: 0,
      excerpt: hex(head, 0),
    });
  }
  if (looksBinary(text)) {
    return engineError('unrecognised', `${name} is not a profile`, {
      reason: `It ${compression !== 'none' ? 'unpacks to' : 'holds'} binary data of a kind that is not known here.`,
      hint: READS,
      offset: 0,
      excerpt: hex(head, 0),
    });
  }
  return describeText(stranger, start);
}

interface Signature {
  readonly pattern: RegExp;
  readonly what: string;
  readonly reason: string;
  readonly hint: string;
}

const SIGNATURES: readonly Signature[] = [
  { pattern: /^\x89PNG/, what: 'a picture (PNG)', reason: 'It starts as every PNG picture does.', hint: '' },
  { pattern: /^\xff\xd8\xff/, what: 'a picture (JPEG)', reason: 'It starts as every JPEG picture does.', hint: '' },
  {
    pattern: /^PK\x03\x04/,
    what: 'a ZIP archive',
    reason: 'It starts as every ZIP archive does.',
    hint: 'Unpack it and open the profiles inside.',
  },
  {
    // e_type 4 in either byte order.
    pattern: /^\x7fELF[^][\x01][^]{10}\x04\x00|^\x7fELF[^][\x02][^]{10}\x00\x04/,
    what: 'a core dump (ELF)',
    reason: 'It is the memory of a process. Reading it takes the executable that ran, too.',
    hint: 'For its goroutines, and those that can never wake, name the executable: parkscope check CORE --exe PROGRAM (cores of Go on Linux, amd64 and arm64).',
  },
  {
    pattern: /^(?:\x7fELF|MZ[^]{62}|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe)/,
    what: 'a program',
    reason: 'It is an executable file, not what a profiler wrote about one.',
    hint: 'Open the profile that the program wrote; its executable is not needed.',
  },
  {
    pattern: /^\x28\xb5\x2f\xfd/,
    what: 'packed with zstd',
    reason: 'It starts as every zstd file does.',
    hint: 'Unpack it first: zstd -d FILE.',
  },
  {
    pattern: /^\xfd7zXZ/,
    what: 'packed with xz',
    reason: 'It starts as every xz file does.',
    hint: 'Unpack it first: xz -d FILE.',
  },
  {
    pattern: /^BZh\d/,
    what: 'packed with bzip2',
    reason: 'It starts as every bzip2 file does.',
    hint: 'Unpack it first: bzip2 -d FILE.',
  },
  {
    pattern: /^\x1f\x8b/,
    what: 'packed twice',
    reason: 'It is a gzip file inside a gzip file: a server or a browser packed it once more.',
    hint: 'Unpack it once: gzip -d FILE.',
  },
  {
    pattern: /^[^]{257}ustar/,
    what: 'a tar archive',
    reason: 'It has the mark of a tar archive.',
    hint: 'Unpack it and open the profiles inside.',
  },
  { pattern: /^%PDF-/, what: 'a PDF document', reason: 'It starts as every PDF document does.', hint: '' },
  {
    pattern: /^PERFILE2/,
    what: 'a recording of perf',
    reason: 'It is the binary file that perf record writes.',
    hint: 'Turn it into text on the machine where it was recorded, and open that: perf script > out.perf.txt.',
  },
  {
    // Messages with their length in front, which begin with the name, then help or type of a metric.
    pattern: /^[\x05-\xff][\x01-\x7f]?\x0a[\x02-\x7f][a-zA-Z_:][\w:]+[\x12\x18]/,
    what: 'metrics of Prometheus as protobuf',
    reason:
      'It begins with the name of a metric as the protobuf form of an exposition has it (the only form with native histograms).',
    hint: 'Fetch the text: curl -H "Accept: text/plain" http://HOST:PORT/metrics > metrics.txt',
  },
  { pattern: /^JAVA PROFILE/, what: 'a Java heap dump', reason: 'It starts as every HPROF file does.', hint: '' },
];

/** Headers of runtime/trace: `go 1.NN trace` and three zero bytes. NN below 22 is the old format, 22, 23, 25 and 26 the new one. */
function describeTrace(name: string, text: string): EngineError | null {
  const match = /^go 1\.(\d+) trace\0\0\0/.exec(text);
  if (!match) return null;
  const minor = Number(match[1]);
  const version = `go1.${minor}`;
  if (minor < 22) {
    return engineError('unsupported-version', `${name} is an execution trace in the old format`, {
      reason: `It is a trace of format ${version}; the format of Go 1.22 and later is a different one, and the old one is not read.`,
      hint: `Look at it with go tool trace of Go 1.21, or record it again with a program built by Go 1.22 or later.`,
      offset: 0,
    });
  }
  return engineError('unsupported-version', `${name} is an execution trace in a format that is not known`, {
    reason: `It is a trace of format ${version}; those of go1.22, go1.23, go1.25 and go1.26 are read.`,
    hint: 'Look at it with go tool trace. For goroutines and memory open /debug/pprof/goroutine and /debug/pprof/heap of the same process.',
    command: `go tool trace ${quoted(name)}`,
    offset: 0,
  });
}

function webPage({ name, compression }: Stranger, start: string): EngineError {
  const title = /<title[^>]*>\s*([^<]{1,120}?)\s*</i.exec(start)?.[1]?.replace(/\s+/g, ' ') ?? '';
  const opening = /^<[^>\s]*[^>]{0,40}>/.exec(start)?.[0] ?? start.slice(0, 20);
  const titled = title === '' ? '' : ` and its title is “${title}”`;
  return engineError('unrecognised', `${name} is a web page, not a profile`, {
    reason: `${compression !== 'none' ? 'Unpacked, it' : 'It'} starts with ${opening}${titled}. The server answered with an error page when this was saved.`,
    hint: `Fetch it again from ${endpoint(name)} and check for status 200.`,
    command: fetchCommand(name),
    offset: 0,
    excerpt: start.slice(0, 4096),
  });
}

function describeText({ name }: Stranger, start: string): EngineError {
  const first = start.split('\n', 1)[0]?.trim().slice(0, 120) ?? '';
  if (
    /^(?:404 page not found|unknown profile|profile (?:duration|not found)|could not enable|internal server error|not found)/i.test(
      first,
    )
  ) {
    return engineError('unrecognised', `${name} is an error message, not a profile`, {
      reason: `The server answered “${first}”.`,
      hint: `Check that the program imports net/http/pprof and fetch it again from ${endpoint(name)}.`,
      command: fetchCommand(name),
      offset: 0,
      excerpt: start.slice(0, 4096),
    });
  }
  const crash = /^(?:.{0,200}\s)?(?:panic: |fatal error: |\[signal SIG)[^\n]{0,200}/m.exec(start)?.[0].trim();
  if (crash !== undefined) {
    return engineError('unrecognised', `${name} is the message of a crash without its goroutines`, {
      reason: `It says “${crash.slice(0, 120)}”, and no goroutine follows: none was left, or Go was told to print none (GOTRACEBACK=none).`,
      hint: 'Run the program with GOTRACEBACK=all and keep everything that it writes to standard error.',
      offset: 0,
      excerpt: start.slice(0, 4096),
    });
  }
  if (/^[[{]\s*["{[\]}\d]/.test(start)) {
    return engineError('unrecognised', `${name} is JSON, not a profile`, {
      reason: 'It has neither the variables of /debug/vars nor the form of a trace or a profile that is known here.',
      hint: READS,
      offset: 0,
      excerpt: start.slice(0, 4096),
    });
  }
  return engineError('unrecognised', `${name} is text, but not a goroutine dump or a profile`, {
    reason: `Its first line is “${first}”. No line like “goroutine 1 [running]:” or “goroutine profile: total 9” was found in its first 64 KiB.`,
    hint: READS,
    offset: 0,
    excerpt: start.slice(0, 4096),
  });
}

/** Text of which more may be worth reading: no binary, no web page, no JSON document. */
export function isPlainText(text: string): boolean {
  return (
    /\S/.test(text) &&
    !looksBinary(text) &&
    (isLogOfRecords(text) || !/^\s*(?:<(?!\d)|[[{]\s*["{[\]}\d])/.test(text)) &&
    !/^%PDF-|^go 1\.\d+ trace/.test(text)
  );
}

/** Records of JSON, one a line: a log, deep in which a dump may be. */
function isLogOfRecords(text: string): boolean {
  return /^\s*\{"[^\n]*\}[ \t]*\r?\n\{"/.test(text);
}

/** Control bytes other than those that terminals and editors leave in text. */
function looksBinary(text: string): boolean {
  let odd = 0;
  const length = Math.min(text.length, 4096);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12 && code !== 27) odd++;
  }
  return odd * 50 > length;
}

/** The endpoint that a file of this name most likely came from. */
function endpoint(name: string): string {
  const found = ['goroutineleak', 'goroutine', 'allocs', 'mutex', 'block', 'threadcreate'].find((kind) =>
    name.includes(kind),
  );
  if (found !== undefined) return `/debug/pprof/${found}`;
  if (/cpu/i.test(name)) return '/debug/pprof/profile?seconds=10';
  return '/debug/pprof/heap';
}

function fetchCommand(name: string): string {
  return `curl -f -o ${quoted(name)} "http://HOST:PORT${endpoint(name)}"`;
}

/** Safe in a shell: names come from wherever the file came from. */
function quoted(name: string): string {
  return /^[\w.][\w.-]*$/.test(name) ? name : `'${name.replace(/'/g, `'\\''`)}'`;
}
