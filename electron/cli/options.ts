import { parseArgs, type ParseArgsConfig } from 'node:util';
import { usage } from './io';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options of every command. */
const COMMON: Options = { help: { type: 'boolean', short: 'h' }, format: { type: 'string' } };

export interface Parsed {
  readonly files: readonly string[];
  readonly help: boolean;
  text(name: string): string | null;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

/** Splits arguments by the command's options; what does not fit is wrong usage with the command named. */
export function parseOptions(command: string, args: readonly string[], options: Options): Parsed {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options: { ...COMMON, ...options }, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node's second sentence explains `--`; the first says what is wrong.
    const what = error.message.split(/\. |\n/)[0] ?? error.message;
    throw usage(`${what}; see \`parkscope help ${command}\``);
  }
  const { values, positionals } = parsed;
  return {
    files: positionals,
    help: values['help'] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : null;
    },
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    },
    flag: (name) => values[name] === true,
  };
}

export type OutputFormat = 'text' | 'json';

export function outputFormat(parsed: Parsed, command: string): OutputFormat {
  const format = parsed.text('format') ?? 'text';
  if (format === 'text' || format === 'json') return format;
  throw usage(`--format is ${JSON.stringify(format)}; use text or json, see \`parkscope help ${command}\``);
}

export function oneOf<T extends string>(name: string, value: string | null, allowed: readonly T[], otherwise: T): T {
  if (value === null) return otherwise;
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw usage(
    `--${name} is ${JSON.stringify(value)}; use ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1) ?? ''}`,
  );
}

/** Rows to print; Infinity for 0. */
export function rowCount(parsed: Parsed, otherwise: number): number {
  const text = parsed.text('n');
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw usage(`-n is ${JSON.stringify(text)}; use a number of rows, or 0 for all`);
  return Number(text) === 0 ? Infinity : Number(text);
}

/** `K=V`; the value may hold further equals signs. */
export function tagOf(text: string): { readonly key: string; readonly value: string } {
  const equals = text.indexOf('=');
  if (equals < 1) throw usage(`--tag is ${JSON.stringify(text)}; use KEY=VALUE`);
  return { key: text.slice(0, equals), value: text.slice(equals + 1) };
}

export function oneFile(parsed: Parsed, command: string): string {
  const [file, second] = parsed.files;
  if (file === undefined)
    throw usage(`${command} needs a file (or - for standard input); see \`parkscope help ${command}\``);
  if (second !== undefined) throw usage(`${command} takes one file, and ${JSON.stringify(second)} is a second one`);
  return file;
}
