import { describe, expect, it } from 'vitest';
import { paint, printable, table, wrap } from '../../../electron/cli/terminal';
import { cli } from '../../support/cli';
import { capturePath } from '../../support/fixtures';

const ESC = '\u001b';
const plain = { colour: false, width: null };

describe('terminal', () => {
  it('lets no control character of a file through', async () => {
    const hostile = `goroutine 1 [chan send]:\nmain.evil${ESC}]0;owned\u0007\u202e(0x1)\n\t/src/${ESC}[2Jmain.go:1 +0x1\n`;
    for (const command of ['check', 'goroutines', 'top', 'info']) {
      const { stdout, stderr } = await cli([command, '-'], hostile);
      expect([...(stdout + stderr)].filter((ch) => (ch < ' ' && ch !== '\n') || ch === '\u202e')).toEqual([]);
    }
    expect(printable({ [`a${ESC}`]: [`b\r\nc`, 5, null] })).toEqual({ 'a\ufffd': ['b\ufffd\ufffdc', 5, null] });
  });
  it('keeps control characters as escapes in JSON', async () => {
    const { stdout } = await cli(
      ['goroutines', '-', '--format', 'json'],
      `goroutine 1 [chan send]:\nmain.e${ESC}x(0x1)\n\t/m.go:1 +0x1\n`,
    );
    expect(stdout).not.toContain(ESC);
    expect(stdout).toContain('main.e\\u001bx');
  });
  it('colours only where asked', async () => {
    const file = capturePath('parked100k/go1.26/goroutine.pb.gz');
    expect((await cli(['check', file])).stdout).not.toContain(ESC);
    const coloured = (await cli(['check', file], '', { colour: true })).stdout;
    expect(coloured).toContain(ESC);
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe((await cli(['check', file])).stdout);
    expect(paint(plain, 'bold', 'x')).toBe('x');
  });
  it('keeps tables within the terminal and names whole in a pipe', async () => {
    const file = capturePath('busy/go1.26/cpu.pb.gz');
    const narrow = (await cli(['top', file, '--cum'], '', { width: 72 })).stdout.split('\n').slice(1);
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(narrow.some((line) => line.includes('…'))).toBe(true);
    expect((await cli(['top', file, '--cum'])).stdout).toContain('parkscope.test/generators/internal/render.');
  });
  it('aligns columns', () => {
    const columns = [
      { head: 'n', align: 'right' },
      { head: 'name', align: 'left' },
    ] as const;
    expect(
      table(plain, columns, [
        ['5', 'a'],
        ['1,000', 'bcd'],
      ]),
    ).toEqual(['    n  name', '    5  a', '1,000  bcd']);
  });
  it('wraps words under a lead', () => {
    expect(wrap('  why  ', 'one two three four five', 27)).toEqual(['  why  one two three four', '       five']);
  });
});
