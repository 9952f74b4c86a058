import { shortFile, type Site } from './runs';
import type { PlainGoroutine } from './stacks';

/**
 * What the comments of a source say is leaked, without counts:
 * `// leak NN` at the end of the line where goroutines stand · `// leak-site NN function` a function on their stacks ·
 * `// leak-heap NN` at the line that allocates · `// leak-process NN`. Several numbers may stand in a row.
 */
export function marksOf(path: string, source: string): Site[] {
  return source.split('\n').flatMap((text, i): Site[] => {
    const mark = /\/\/ leak(-site|-heap|-process)?((?:[ ,]+\d+)+)(?: +(\S+))?/.exec(text);
    if (mark === null) return [];
    const patterns = (mark[2].match(/\d+/g) ?? []).map(Number);
    const here = { file: shortFile(path), line: i + 1, patterns, counts: [] };
    switch (mark[1]) {
      case '-site':
        return [{ ...here, kind: 'library', file: '', line: 0, function: mark[3] ?? '' }];
      case '-heap':
        return [{ ...here, kind: 'heap', function: '' }];
      case '-process':
        return [{ ...here, kind: 'process', file: '', line: 0, function: '' }];
      default:
        return [{ ...here, kind: 'goroutine', function: '' }];
    }
  });
}

/** What a source says about how it is run: `// moments 6`, `// warm 3s`, `// every 2s`, `// env GOGC=50`. */
export function settingsOf(source: string): {
  moments: number;
  flags: string[];
  env: Record<string, string>;
} {
  const settings = { moments: 3, flags: [] as string[], env: {} as Record<string, string> };
  for (const [, name, value] of source.matchAll(/^\/\/ (moments|warm|every|env) (\S+)\s*$/gm)) {
    if (name === 'moments') settings.moments = Number(value);
    else if (name === 'env') settings.env[value.split('=')[0]] = value.slice(value.indexOf('=') + 1);
    else settings.flags.push(`-${name}`, value);
  }
  return settings;
}

/** The same site with how many goroutines stand there at each moment. */
export function withCounts(site: Site, moments: readonly (readonly PlainGoroutine[])[]): Site {
  if (site.kind === 'heap' || site.kind === 'process') return site;
  const stands = ({ frames }: PlainGoroutine): boolean =>
    frames.some((frame) =>
      site.kind === 'library' ? frame.function === site.function : frame.line === site.line && frame.file === site.file,
    );
  return { ...site, counts: moments.map((all) => all.filter(stands).length) };
}
