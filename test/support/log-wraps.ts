/** What log collectors make of the lines that a program prints: one function a collector, text in, log out. */

const START = Date.UTC(2026, 10, 21, 11, 0, 0);
const two = (n: number): string => String(n).padStart(2, '0');
const clock = (ms: number): string => {
  const at = new Date(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
};
/** RFC 3339 with nanoseconds as Go prints them: without trailing zeros, so its length changes. */
const nano = (ms: number, i: number): string =>
  `${new Date(ms).toISOString().slice(0, 19)}.${String((i * 7919) % 1e9).padStart(9, '0')}`.replace(/\.?0+$/, '') + 'Z';
/** Blank lines at the end of a text are none of its lines. */
const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');
const each = (text: string, wrap: (line: string, i: number, ms: number) => string, startMs = START): string =>
  linesOf(text)
    .map((line, i) => wrap(line, i, startMs + i * 3) + '\n')
    .join('');
/** journald takes no empty lines from standard error. */
const filled = (text: string): string => text.replace(/^\n+|(?<=\n)\n+/g, '');

export const lineWraps: Readonly<Record<string, (text: string, startMs?: number) => string>> = {
  'journalctl -o short': (text, ms) =>
    each(filled(text), (line, _, at) => `Nov 21 ${clock(at)} host-1 ingestd[4711]: ${line}`, ms),
  'journalctl -o short-iso': (text, ms) =>
    each(
      filled(text),
      (line, _, at) => `${new Date(at).toISOString().slice(0, 19)}+0000 host-1 ingestd[4711]: ${line}`,
      ms,
    ),
  'journalctl -o json': (text, ms) =>
    each(
      filled(text),
      (line, i, at) =>
        JSON.stringify({
          __CURSOR: `s=1;i=${i}`,
          __REALTIME_TIMESTAMP: String(at * 1000),
          PRIORITY: '6',
          _PID: '4711',
          _SYSTEMD_UNIT: 'ingestd.service',
          MESSAGE: line.includes('0x') && i % 5 === 0 ? Array.from(new TextEncoder().encode(line)) : line,
          _HOSTNAME: 'host-1',
        }),
      ms,
    ),
  'journalctl -o cat': (text) => filled(text),
  'docker json-file': (text, ms) =>
    each(text, (line, i, at) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: nano(at, i) }), ms),
  'kubernetes CRI': (text, ms) =>
    each(
      text,
      (line, i, at) =>
        line.length > 60
          ? `${nano(at, i)} stderr P ${line.slice(0, 40)}\n${nano(at, i + 1)} stderr F ${line.slice(40)}`
          : `${nano(at, i)} stderr F ${line}`,
      ms,
    ),
  'docker compose': (text) => each(text, (line) => `web-1     | ${line}`.trimEnd()),
  'docker compose in colour': (text) => each(text, (line) => `\x1b[36mweb-1     | \x1b[0m${line}`),
  'docker compose --timestamps': (text, ms) => each(text, (line, i, at) => `web-1  | ${nano(at, i)} ${line}`, ms),
  'kubectl logs --prefix': (text) => each(text, (line) => `[pod/web-6d4b-x2x/app] ${line}`),
  'GitHub Actions': (text, ms) =>
    each(text, (line, i, at) => `${new Date(at).toISOString().slice(0, 19)}.${1000000 + i}Z ${line}`, ms),
  'syslog RFC 5424': (text, ms) =>
    each(text, (line, _, at) => `<14>1 ${new Date(at).toISOString()} host-1 ingestd 4711 - - ${line}`, ms),
  'syslog RFC 3164': (text, ms) =>
    each(text, (line, _, at) => `<14>Nov 21 ${clock(at)} host-1 ingestd[4711]: ${line}`, ms),
  fluentbit: (text, ms) =>
    each(
      text,
      (line, _, at) =>
        JSON.stringify({ date: at / 1000, kubernetes: { pod_name: 'web-1', labels: { app: 'web' } }, log: line }),
      ms,
    ),
  'Google Cloud': (text, ms) =>
    each(
      text,
      (line, i, at) =>
        JSON.stringify({
          insertId: `a${i}`,
          resource: { labels: { pod_name: 'web' } },
          textPayload: line,
          timestamp: nano(at, i),
        }),
      ms,
    ),
  'ts(1)': (text, ms) => each(text, (line, _, at) => `Nov 21 ${clock(at)} ${line}`, ms),
};

/** strconv.Quote, as far as dumps need it. */
const quote = (text: string): string => JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1');

/** The whole text in one string of one record. */
export const recordWraps: Readonly<Record<string, (text: string, ms?: number) => string>> = {
  zap: (text, ms = START) =>
    JSON.stringify({ level: 'error', ts: ms / 1000, caller: 'a/b.go:12', msg: 'recovered', stacktrace: text }) + '\n',
  'slog JSON': (text, ms = START) =>
    JSON.stringify({ time: new Date(ms).toISOString(), level: 'ERROR', msg: 'dump', stack: text }) + '\n',
  'logrus JSON': (text, ms = START) =>
    JSON.stringify({ level: 'error', msg: text, time: new Date(ms).toISOString() }) + '\n',
  'logrus text': (text, ms = START) => `time="${new Date(ms).toISOString()}" level=error msg=${quote(text)}\n`,
  'slog text': (text, ms = START) => `time=${new Date(ms).toISOString()} level=ERROR msg=dump stack=${quote(text)}\n`,
  klog: (text) => `E1121 11:00:00.123456   12345 main.go:12] ${text}`,
  'nested: zap in docker': (text, ms = START) =>
    JSON.stringify({
      log: JSON.stringify({ level: 'error', msg: 'recovered', stack: text }) + '\n',
      stream: 'stderr',
      time: new Date(ms).toISOString(),
    }) + '\n',
  'nested, in parts of 16 KiB': (text, ms = START) =>
    (JSON.stringify({ level: 'error', msg: 'recovered', stack: text }) + '\n')
      .match(/[^]{1,16384}/g)!
      .map((log) => JSON.stringify({ log, stream: 'stderr', time: new Date(ms).toISOString() }) + '\n')
      .join(''),
  'zap in CRI': (text, ms = START) =>
    `${new Date(ms).toISOString()} stderr F ${JSON.stringify({ level: 'error', stack: text })}\n`,
  'zap in CRI, in parts': (text, ms = START) => {
    const parts = JSON.stringify({ level: 'error', stack: text }).match(/[^]{1,16384}/g)!;
    return parts
      .map((part, i) => `${new Date(ms).toISOString()} stderr ${i === parts.length - 1 ? 'F' : 'P'} ${part}\n`)
      .join('');
  },
};
