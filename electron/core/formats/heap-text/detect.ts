import type { Probe } from '../format';

/**
 * First line of /debug/pprof/heap?debug=1: in use and ever allocated, objects and bytes; twice the sampling rate at the end. C++
 * allocators write the others.
 */
export const FIRST_LINE =
  /^\s*heap profile: *(\d{1,16}): *(\d{1,16}) *\[ *(\d{1,16}): *(\d{1,16}) *\] *@ *(heap|heap_v2|heapz_v2|heapprofile|growthz?|fragmentationz?)\/?(\d{0,16})[ \t]*\r?(?:\n|$)/;

export function detectHeapText(probe: Probe): boolean {
  return FIRST_LINE.test(probe.text);
}
