import { describe, expect, it } from 'vitest';
import { probeUrl } from '../../../../electron/engine/url/probe';
import { indexPage, serve, type Answer } from '../../../support/pprof-server';

const withServer = async (answer: Answer, test: (address: string, asked: () => readonly string[]) => Promise<void>) => {
  const server = await serve(answer);
  try {
    await test(server.address, () => server.asked.map(({ path }) => path));
  } finally {
    await server.close();
  }
};

describe('looking at a URL', () => {
  it('reads the index and asks for nothing else', () =>
    withServer(
      (_, response) => response.end(indexPage({ goroutine: 4813, heap: 12, goroutineleak: 0 })),
      async (address, asked) => {
        const probed = await probeUrl(`http://${address}/debug/pprof/`, null);
        expect(probed).toMatchObject({ ok: true, value: { host: address, kind: 'index', leakProfile: 'yes' } });
        expect(probed.ok && probed.value.profiles).toEqual([
          { name: 'goroutine', count: 4813 },
          { name: 'heap', count: 12 },
          { name: 'goroutineleak', count: 0 },
        ]);
        expect(asked()).toEqual(['/debug/pprof/']);
      },
    ));
  it('says when there is no index, and why there is nothing', async () => {
    await withServer(
      (_, response) => response.writeHead(404).end('404 page not found'),
      async (address) => {
        expect(await probeUrl(address, null)).toMatchObject({ ok: true, value: { kind: 'custom', profiles: [] } });
      },
    );
    expect(await probeUrl('http://127.0.0.1:1/', null)).toMatchObject({ ok: false, error: { code: 'unreadable' } });
    expect(await probeUrl(null, null)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect((await probeUrl('file:///etc/passwd', null)).ok).toBe(false);
  });
  it('does not fetch the URL of one profile: it may take half a minute', () =>
    withServer(
      (_, response) => response.end(),
      async (address, asked) => {
        const probed = await probeUrl(`http://${address}/debug/pprof/profile?seconds=30`, null);
        expect(probed).toMatchObject({ ok: true, value: { kind: 'file', ms: null } });
        expect(asked()).toEqual([]);
      },
    ));
});
