import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenersIn, ListeningPorts } from '../../../../electron/engine/live/ports';

describe('ports that are listened on', () => {
  it('are those of the kernel, by the inode of the socket', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:17AC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0',
      '   1: 0100007F:17AC 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1',
      'not a line',
      '',
    ].join('\n');
    expect([...listenersIn(table)]).toEqual([['4711', 6060]]);
    expect([...listenersIn('')]).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('of a process, looked at anew when it may have changed', async () => {
    let now = 0;
    const ports = new ListeningPorts(() => now);
    const own = { pid: process.pid, startMs: 1 };
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    expect((await ports.of([own])).get(process.pid)).toContain(address.port);
    server.close();
    await once(server, 'close');
    now = 1_000;
    expect((await ports.of([own])).get(process.pid)).toContain(address.port);
    now = 10_000;
    expect((await ports.of([own])).get(process.pid)).not.toContain(address.port);
    expect((await ports.of([{ pid: 1_999_999_999, startMs: 0 }])).get(1_999_999_999)).toEqual([]);
  });
});
