import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardShape, type Board } from '../../src/api/board.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { adminKey } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

const headers = { authorization: `Bearer ${adminKey}` };

/** Boards as a supervisor's page gets them. */
async function watch() {
  const abort = new AbortController();
  const response = await fetch(`${office.url()}/api/board/stream`, { headers, signal: abort.signal });
  const boards: Board[] = [];
  const reading = (async () => {
    let rest = '';
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^event: board\ndata: (.*)$/m.exec(frame)?.[1];
        if (data !== undefined) boards.push(boardShape.parse(JSON.parse(data)));
      }
    }
  })().catch(() => undefined);
  return { boards, end: () => (abort.abort(), reading) };
}

test('a supervisor sees phones ring, somebody answer, and the call go', async () => {
  const board = await watch();
  const when = (what: string, look: (now: Board) => boolean | undefined) =>
    until(what, () => {
      const now = board.boards.at(-1);
      return now !== undefined && look(now) === true && now;
    });
  await when('nobody calls', ({ calls }) => calls.length === 0);

  const cast = aCast();
  const steps = scenarios.linuxbox.queue(cast);
  const answer = steps.findIndex(({ event }) => event === 'answered_internal');
  await office.play('office', steps.slice(0, answer));
  const ringing = await when('it rings', ({ calls }) => calls[0]?.state === 'ringing');
  expect(ringing.calls).toMatchObject([{ customer: 'Karel Novák', queue: 'helpdesk', source: 'office' }]);
  expect(ringing.queues).toMatchObject([{ queue: 'helpdesk', waiting: 1, talking: 0 }]);

  await office.play('office', steps.slice(answer, answer + 1));
  const talking = await when('it is answered', ({ calls }) => calls[0]?.state === 'answered');
  const talks = talking.agents.find(({ call }) => call !== null);
  expect(talks?.call).toMatchObject({ state: 'answered', with: 'Karel Novák' });
  expect(talking.queues).toMatchObject([{ waiting: 0, talking: 1, longestSince: null }]);

  await office.play('office', steps.slice(answer + 1));
  await when(
    'it is over',
    ({ calls, agents }) => calls.length === 0 && agents.every(({ call }) => call === null),
  );
  await board.end();
});

test('presence shows, and so do the queues somebody is in', async () => {
  await office.tell('office', {
    afterMs: 0,
    event: 'pbx_agent_login',
    fields: { userid: 'eva', exten: '101' },
  });
  const now = boardShape.parse(await office.get('/api/board'));
  expect(now.agents.find(({ name }) => name === 'Eva')?.presence.state).toBe('available');
  expect(now.agents.map(({ name }) => name)).toEqual(['Eva', 'Iva', 'Jan', 'Ota']);
});

test('only so many may watch', async () => {
  const watching = await Promise.all(Array.from({ length: 50 }, watch));
  const refused = await fetch(`${office.url()}/api/board/stream`, { headers });
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('10');
  await Promise.all(watching.map(({ end }) => end()));
});
