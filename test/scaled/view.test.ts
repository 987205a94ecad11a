import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardShape, type Board } from '../../src/api/board.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { describeScaled, startInstallation, type Installation } from '../support/installation.ts';
import { staff } from '../support/office.ts';
import type { RunningProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

describeScaled('what an admin sees is the same at every process', () => {
  let installation: Installation;
  let here: RunningProcess;
  let there: RunningProcess;

  beforeAll(async () => {
    installation = await startInstallation(['worker']);
    [here, there] = await Promise.all([installation.add('web'), installation.add('web')]);
  }, 120_000);
  afterAll(() => installation.stop());

  const both = (): readonly RunningProcess[] => [here, there];
  const boardAt = async (one: RunningProcess): Promise<Board> =>
    boardShape.parse(await one.get('/api/board'));
  /** Of what Ringside did itself, what it says of screens. */
  const screensAt = async (one: RunningProcess, callId: string): Promise<string[]> =>
    (await one.callOf(callId)).timeline
      .map(({ summary }) => summary)
      .filter((summary) => /^(Not )?shown to/i.test(summary));

  test('a call says who was shown it, though the event came to one process and the panel is at the other', async () => {
    const eva = await here.stream(staff.eva.email);
    const cast = aCast();
    await there.play('office', scenarios.linuxbox.ringGroup(cast));
    await eva.until('a colleague answered', () => {
      return eva.popsOf(cast.callId).at(-1)?.popState === 'answered_elsewhere';
    });
    eva.close();
    for (const one of both())
      await until('all of it is noted', async () => {
        const screens = await screensAt(one, cast.callId);
        return screens.length === 4 && screens.includes('Shown to Eva: ringing');
      });
    for (const one of both())
      expect((await screensAt(one, cast.callId)).toSorted()).toEqual([
        'Not shown to Jan: no panel was open',
        'Not shown to Ota: no panel was open',
        'Shown to Eva: a colleague answered',
        'Shown to Eva: ringing',
      ]);
  });

  test('the live board knows who is there and who calls, whichever process was told', async () => {
    const login = { afterMs: 0, event: 'pbx_agent_login', fields: { userid: 'eva', exten: '101' } };
    await there.tell('office', login);
    const cast = aCast();
    await there.play('office', scenarios.linuxbox.queue(cast).slice(0, 3));
    for (const one of both()) {
      const board = await until('she is there and it rings', async () => {
        const now = await boardAt(one);
        const eva = now.agents.find(({ name }) => name === 'Eva');
        return eva?.presence.state === 'available' && now.calls[0]?.state === 'ringing' && now;
      });
      expect(board.calls).toMatchObject([{ customer: 'Karel Novák', queue: 'helpdesk', agents: ['Eva'] }]);
      expect(board.queues).toMatchObject([{ queue: 'helpdesk', waiting: 1, talking: 0 }]);
      expect(board.agents.find(({ name }) => name === 'Eva')?.call).toMatchObject({ state: 'ringing' });
    }
  });
});
