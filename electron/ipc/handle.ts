import { err, ok, type Result } from '@core/base/result';
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import * as v from 'valibot';
import {
  APP_ORIGIN,
  CHANNELS,
  CHANNEL_NAMES,
  EVENTS,
  PRELOAD_CHANNELS,
  type BridgeError,
  type ChannelName,
  type EventName,
  type EventPayload,
  type Response,
} from './channels';

type Answered<T> = Promise<Result<T, BridgeError>> | Result<T, BridgeError>;

/** What main answers, one function a channel. Requests arrive checked; the second argument is the window that asked. */
export type Answers = {
  readonly [N in ChannelName]: (
    request: v.InferOutput<(typeof CHANNELS)[N]['request']>,
    page: WebContents,
  ) => Answered<Response<N>>;
} & {
  readonly grantDropped: (
    request: v.InferOutput<(typeof PRELOAD_CHANNELS)['grantDropped']['request']>,
    page: WebContents,
  ) => Answered<Record<string, never>>;
};

export function bridgeError(code: BridgeError['code'], message: string, hint = ''): Result<never, BridgeError> {
  return err({ code, message, hint });
}

/** The part of an event that says who sent it. A frame is null once it is gone. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null;
}

/** Only the main frame of a page of our own origin may ask; a frame inside it or any other page may not. */
export function isOurMainFrame({ senderFrame }: Sender): boolean {
  if (senderFrame === null || senderFrame.parent !== null) return false;
  return isOurPage(senderFrame.url);
}

export function isOurPage(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}

/** Sender, then schema, then the answer; whatever is thrown becomes `internal`, so that the page's promise never rejects. */
export async function answerRequest<S extends v.GenericSchema, T>(
  name: string,
  schema: S,
  sender: Sender,
  payload: unknown,
  answer: (request: v.InferOutput<S>) => Answered<T>,
): Promise<Result<T, BridgeError>> {
  if (!isOurMainFrame(sender))
    return bridgeError('forbidden', `${name} was refused: the sender is not the page of this app.`);
  const request = v.safeParse(schema, payload);
  if (!request.success) {
    const issue = request.issues[0];
    const at = v.getDotPath(issue);
    return bridgeError('invalid', `${name} was refused${at === null ? '' : ` at ${at}`}: ${issue.message}`);
  }
  try {
    return await answer(request.output);
  } catch (error) {
    return bridgeError('internal', `${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Puts every channel of the table to work. `isWindow` says whether the sender is one of this app's windows. */
export function serveBridge(answers: Answers, isWindow: (page: WebContents) => boolean): void {
  const serve = <N extends ChannelName | 'grantDropped'>(name: N, schema: v.GenericSchema): void => {
    ipcMain.handle(channelOf(name), (event: IpcMainInvokeEvent, payload: unknown) => {
      if (!isWindow(event.sender))
        return bridgeError('forbidden', `${name} was refused: the sender is not a window of this app.`);
      // The row's schema has made the payload the row's request; a generic call over the table cannot tell the compiler so.
      const answer = answers[name] as (request: unknown, page: WebContents) => Answered<unknown>;
      return answerRequest(name, schema, event, payload, (request) => answer(request, event.sender));
    });
  };
  for (const name of CHANNEL_NAMES) serve(name, CHANNELS[name].request);
  serve('grantDropped', PRELOAD_CHANNELS.grantDropped.request);
}

/** Tells the page; nothing when its window is gone. */
export function sendEvent<N extends EventName>(page: WebContents, name: N, payload: EventPayload<N>): void {
  if (page.isDestroyed()) return;
  page.send(channelOf(name), v.parse(EVENTS[name], payload));
}

/** Our names are kept apart from Electron's own. */
export function channelOf(name: string): string {
  return `parkscope:${name}`;
}

export const DONE = ok({});
