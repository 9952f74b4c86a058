/**
 * One row's cycles and events as nanoseconds and contentions, with the arithmetic of pprof's legacy parser (parseContentionSample),
 * truncation included. `period` and `hertz` 0 = not said by the text: then that step is left out.
 */
export function unsample(
  cycles: number,
  events: number,
  period: number,
  hertz: number,
): { readonly contentions: number; readonly delay: number } {
  if (period <= 0) return { contentions: events, delay: cycles };
  return {
    contentions: events * period,
    delay: hertz > 0 ? Math.trunc((cycles * period) / (hertz / 1e9)) : cycles,
  };
}
