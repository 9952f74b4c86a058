import { shortFile, type Site } from './runs';

interface Frame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** Whether a finding's places (its site first, then its stack) stand at a site of truth. */
export function standsAt(site: Site, frames: readonly Frame[]): boolean {
  switch (site.kind) {
    case 'process':
      return false;
    case 'library':
      return frames.some((frame) => plainName(frame.function) === plainName(site.function));
    case 'goroutine':
    case 'heap':
      return frames.some((frame) => frame.line === site.line && shortFile(frame.file) === site.file);
  }
}

/** Without type arguments, which formats print differently. */
function plainName(name: string): string {
  return name.replace(/\[[^\]]*\]/g, '');
}
