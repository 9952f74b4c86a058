/** One polite live region; at most one message in five seconds, the newest one wins. */
const EVERY_MS = 5000;

let show: (text: string) => void = () => undefined;
let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something to screen readers: a result that is on screen elsewhere. */
export function announce(text: string): void {
  if (timer !== undefined) {
    waiting = text;
    return;
  }
  show(text);
  timer = setTimeout(() => {
    timer = undefined;
    const next = waiting;
    waiting = null;
    if (next !== null) announce(next);
  }, EVERY_MS);
}

/** The region that shows messages; there is one. */
export function onAnnounce(listener: (text: string) => void): () => void {
  show = listener;
  return () => {
    show = () => undefined;
  };
}
