import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { woes, type CallInCrm, type StormyCrm } from '../stormy-crm.ts';

const crmOrder = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['describe', 'calls', 'down', 'up', 'disturbed']) }),
  z.object({ do: z.literal('weather'), woes: z.array(z.enum(woes)), chance: z.number() }),
  z.object({ do: z.literal('trust'), is: z.boolean() }),
]);

/** What the process of a fake CRM is told to do. */
export type CrmOrder = z.infer<typeof crmOrder>;
export const orderShape = z.object({ id: z.number(), order: crmOrder });

const answerShape = z.object({
  id: z.number(),
  answer: z.unknown().optional(),
  fault: z.string().optional(),
});

export type CrmDescription = Pick<StormyCrm, 'name' | 'settings' | 'owners' | 'records' | 'ownerOfNobodys'>;

/** A fake CRM in another process. */
export interface RemoteCrm extends CrmDescription {
  tell(order: CrmOrder): Promise<unknown>;
  calls(): Promise<CallInCrm[]>;
  close(): Promise<void>;
}

export async function startCrm(name: StormyCrm['name'], seed: number): Promise<RemoteCrm> {
  const file = fileURLToPath(new URL('crm-process.ts', import.meta.url));
  const child = fork(file, [name, String(seed)], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  await once(child, 'message');
  child.on('message', (message) => {
    const { id, answer, fault } = answerShape.parse(message);
    const one = waiting.get(id);
    waiting.delete(id);
    if (fault === undefined) one?.resolve(answer);
    else one?.reject(new Error(`${name}: ${fault}`));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} is gone`));
  });
  let orders = 0;
  const tell = (order: CrmOrder): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = (orders += 1);
      waiting.set(id, { resolve, reject });
      child.send({ id, order });
    });
  return {
    ...((await tell({ do: 'describe' })) as CrmDescription),
    tell,
    calls: async () => (await tell({ do: 'calls' })) as CallInCrm[],
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
