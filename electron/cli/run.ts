import { check } from './commands/check';
import { convert } from './commands/convert';
import { cpu } from './commands/cpu';
import { diff } from './commands/diff';
import { goroutines } from './commands/goroutines';
import { info } from './commands/info';
import { ps } from './commands/ps';
import { record } from './commands/record';
import { snapshot } from './commands/snapshot';
import { top } from './commands/top';
import { trace } from './commands/trace';
import { COMMAND_HELP, OVERVIEW } from './help';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from './io';

const COMMANDS: Readonly<
  Record<string, (args: readonly string[], io: CliIo, version: () => string) => Promise<ExitCode>>
> = {
  check,
  info,
  top,
  goroutines,
  diff,
  convert,
  cpu: (args, io) => cpu(args, io),
  ps: (args, io) => ps(args, io),
  record,
  snapshot: (args, io) => snapshot(args, io),
  trace,
};

/** Runs one command line without the program's name and answers its exit code. Never throws for anything a user or a file can do. */
export async function runCli(args: readonly string[], io: CliIo, version: () => string): Promise<ExitCode> {
  try {
    return await dispatch(args, io, version);
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    io.err(`parkscope: ${error.message}\n`);
    return error.exitCode;
  }
}

async function dispatch(args: readonly string[], io: CliIo, version: () => string): Promise<ExitCode> {
  const [first, ...rest] = args;
  switch (first) {
    case undefined:
    case '-h':
    case '--help':
      await io.out(OVERVIEW);
      return EXIT.fine;
    case '-v':
    case '--version':
      await io.out(`parkscope ${version()}\n`);
      return EXIT.fine;
    case 'help':
      return help(rest, io);
    default:
  }
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command === undefined) throw unknownCommand(first);
  const own = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
  if (own.includes('--help') || own.includes('-h')) return help([first], io);
  return command(rest, io, version);
}

async function help([topic]: readonly string[], io: CliIo): Promise<ExitCode> {
  if (topic === undefined) {
    await io.out(OVERVIEW);
    return EXIT.fine;
  }
  const text = Object.hasOwn(COMMAND_HELP, topic) ? COMMAND_HELP[topic] : undefined;
  if (text === undefined) throw unknownCommand(topic);
  await io.out(text);
  return EXIT.fine;
}

function unknownCommand(name: string): CliFailure {
  if (name.startsWith('-')) return usage(`${JSON.stringify(name)} is no option of parkscope; see \`parkscope help\``);
  return usage(`${JSON.stringify(name)} is no command; use ${Object.keys(COMMANDS).join(', ')} or help`);
}
