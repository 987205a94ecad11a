import { request } from 'node:https';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { nginxIsThere, site, startNginx, type Proxy } from '../support/nginx.ts';
import { adminKey, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

describe.skipIf(!nginxIsThere)('behind nginx as deploy/nginx has it', () => {
  let office: TestService;
  let proxy: Proxy;
  beforeAll(async () => {
    office = await startTestService({ env: { TRUST_PROXY: '1' } });
    proxy = await startNginx([new URL(office.url()).host.replace('localhost', '127.0.0.1')]);
    await until('nginx answers', async () => (await ask('/healthz')).status === 200);
  });
  afterAll(async () => {
    await proxy.stop();
    await office.stop();
  });

  /** The answer as it comes; `heard` grows for as long as it is open. */
  function open(path: string, heard: (text: string) => void): Promise<{ status: number; close: () => void }> {
    const headers = { authorization: `Bearer ${adminKey}`, host: site };
    return new Promise((resolve, reject) => {
      const asked = request(
        { port: proxy.port, host: '127.0.0.1', path, headers, rejectUnauthorized: false },
        (answer) => {
          answer
            .setEncoding('utf8')
            .on('data', heard)
            .on('error', () => undefined);
          resolve({ status: answer.statusCode ?? 0, close: () => asked.destroy() });
        },
      );
      asked.on('error', reject).end();
    });
  }
  const ask = (path: string) => open(path, () => undefined).catch(() => ({ status: 0 }));

  test('a pop comes through the open stream at once, not when a buffer is full', async () => {
    let text = '';
    const stream = await open(`/api/agent/stream?agent=${encodeURIComponent(staff.eva.email)}`, (more) => {
      text += more;
    });
    await until('the snapshot is there', () => text.includes('event: snapshot'));
    const cast = aCast();
    await office.play('hub', scenarios.contaqt.simple(cast).slice(0, 1));
    await until('the pop is there', () => text.includes('event: call') && text.includes(cast.callId));
    stream.close();
  });
});
