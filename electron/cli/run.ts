import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from './io';

type Command = (args: readonly string[], io: CliIo, version: () => string) => Promise<ExitCode>;

/** Each loaded when it runs: a command starts as fast as what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./commands/check')).check,
  info: async () => (await import('./commands/info')).info,
  list: async () => withoutVersion((await import('./commands/list')).list),
  top: async () => (await import('./commands/top')).top,
  goroutines: async () => (await import('./commands/goroutines')).goroutines,
  diff: async () => (await import('./commands/diff')).diff,
  convert: async () => (await import('./commands/convert')).convert,
  cpu: async () => withoutVersion((await import('./commands/cpu')).cpu),
  ps: async () => withoutVersion((await import('./commands/ps')).ps),
  record: async () => withoutVersion((await import('./commands/record')).record),
  report: async () => withoutVersion((await import('./commands/report')).report),
  run: async () => withoutVersion((await import('./commands/run')).run),
  snapshot: async () => withoutVersion((await import('./commands/snapshot')).snapshot),
  trace: async () => (await import('./commands/trace')).trace,
  wall: async () => withoutVersion((await import('./commands/wall')).wall),
};

/** For commands whose third parameter is the tests' sampler. */
function withoutVersion(command: (args: readonly string[], io: CliIo) => Promise<ExitCode>): Command {
  return (args, io) => command(args, io);
}

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
      return help([], io);
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
  return (await command())(rest, io, version);
}

async function help([topic]: readonly string[], io: CliIo): Promise<ExitCode> {
  const { COMMAND_HELP, OVERVIEW } = await import('./help');
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
