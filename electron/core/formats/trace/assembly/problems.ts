/** What can be wrong with events; the host knows the words (machine.ts). Plain numbers: WebAssembly is compiled from this file too. */
export const UNDECODABLE = 0;
export const CONTRADICTION = 1;
export const WAITED = 2;
export const LARGE_ID = 3;
