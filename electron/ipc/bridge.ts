import type { IpcRenderer } from 'electron';
import {
  CHANNEL_NAMES,
  EVENT_NAMES,
  type Boot,
  type Bridge,
  type BridgeCalls,
  type EventName,
  type EventPayload,
} from './channels';

const BOOT_ARGUMENT = '--parkscope-boot=';

/** How main tells the preload what the page must know before its first paint. */
export function bootArgument(boot: Boot): string {
  return BOOT_ARGUMENT + encodeURIComponent(JSON.stringify(boot));
}

export function readBoot(argv: readonly string[]): Boot {
  const argument = argv.find((arg) => arg.startsWith(BOOT_ARGUMENT));
  if (argument === undefined) throw new Error('this page was not opened by the app: no boot argument');
  return JSON.parse(decodeURIComponent(argument.slice(BOOT_ARGUMENT.length))) as Boot;
}

/** The page's end, made from the table: no name that is not in it can be sent or listened to. */
export function makeBridge(ipc: Pick<IpcRenderer, 'invoke' | 'on' | 'off'>, boot: Boot): Bridge {
  const calls = Object.fromEntries(
    CHANNEL_NAMES.map((name) => [name, (request: unknown) => ipc.invoke(`parkscope:${name}`, request)]),
  ) as BridgeCalls;
  return {
    ...calls,
    boot,
    on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) {
      if (!EVENT_NAMES.includes(name)) throw new Error(`there is no event ${name}`);
      // The event object stays on this side: it carries the sender, which is a way to send anything.
      const deliver = (_event: unknown, payload: EventPayload<N>): void => listener(payload);
      ipc.on(`parkscope:${name}`, deliver);
      return () => {
        ipc.off(`parkscope:${name}`, deliver);
      };
    },
  };
}
