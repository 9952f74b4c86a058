/**
 * Dumps from text art, with the words a test does not care about filled in:
 *
 *     goDump(`
 *       7 chan send, 3 minutes
 *         main.work main.go:12
 *         main.outer+ main.go:20        + inlined
 *         < main.main main.go:5 @1      created by, in goroutine 1
 *     `)
 *
 * A line of its own with a number begins a goroutine: id, then what stands between its brackets; ` | ` and what follows stands
 * behind them (labels). A line that begins with `!` is copied as it is.
 */
export function goDump(art: string): Uint8Array {
  return new TextEncoder().encode(goDumpText(art));
}

export function goDumpText(art: string): string {
  const out: string[] = [];
  let word = 0xc000010000;
  for (const raw of art.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    const header = /^(\d+) (.*?)(?: \| (.*))?$/.exec(line);
    const creator = /^< (\S+) (\S+:\d+)(?: @(\d+))?$/.exec(line);
    const frame = /^(\S+?)(\+?) (.+:\d+)$/.exec(line);
    if (line.startsWith('!')) out.push(line.slice(1));
    else if (header) {
      if (out.length > 0) out.push('');
      out.push(`goroutine ${header[1]} [${header[2]}]${header[3] === undefined ? '' : ` ${header[3]}`}:`);
    } else if (creator) {
      out.push(`created by ${creator[1]}${creator[3] === undefined ? '' : ` in goroutine ${creator[3]}`}`);
      out.push(`\t${creator[2]} +0x1d`);
    } else if (frame) {
      const inlined = frame[2] === '+';
      out.push(`${frame[1]}(${inlined ? '...' : `0x${(word += 16).toString(16)}, {0x1, 0x2?}`})`);
      out.push(inlined ? `\t${frame[3]}` : `\t${frame[3]} +0x2a`);
    } else throw new Error(`no line of a dump: ${line}`);
  }
  return out.join('\n') + '\n';
}
