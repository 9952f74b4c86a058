import type { Capture } from '@core/model/tables';

/** `…/golang.org/toolchain@v0.0.1-go1.22.12.linux-amd64/src/runtime/proc.go`, `/home/me/sdk/go1.26.3/src/runtime/proc.go`. */
const TOOLCHAIN = /[/\\@-](go1\.\d+(?:\.\d+|rc\d+)?)(?:\.[a-z0-9]+-[a-z0-9]+)?[/\\]src[/\\]runtime[/\\][^/\\]+$/;
/** Functions looked at for a path of the runtime: it is at the root of most stacks, so among the first. */
const LOOKED_AT = 4096;

/** The Go version, where the paths of the runtime's sources hold it (a toolchain that go downloaded, an SDK folder); else null. */
export function goVersionOf({ strings, functions }: Pick<Capture, 'strings' | 'functions'>): string | null {
  for (let i = 0; i < Math.min(functions.count, LOOKED_AT); i++) {
    if (!strings.get(functions.name[i]).startsWith('runtime.')) continue;
    const found = TOOLCHAIN.exec(strings.get(functions.file[i]));
    if (found) return found[1];
  }
  return null;
}
