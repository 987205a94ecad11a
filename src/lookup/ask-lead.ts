import { LRUCache } from 'lru-cache';
import type { Connector, Ctx } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import type { LeadAnswer } from '../model/call.ts';
import type { Match } from '../model/contact.ts';
import type { Log } from '../platform/log.ts';

interface LeadConnection {
  id: string;
  name: string;
  connector: Pick<Connector, 'findById'>;
}

interface AskLeadDeps {
  /** Connections whose CRM can be asked for a record by its id. */
  connections(): readonly LeadConnection[];
  /** How long a ring waits for a CRM, ms. */
  deadlineMs: number;
  log: Log;
}

const rememberHitMs = 10 * 60_000;
const rememberMissMs = 60_000;
const mostRemembered = 5_000;

/**
 * Asks every CRM for the record that a PBX named by `lead_id`: all in parallel, each on its own, none longer than the
 * deadline. `tell` hears a record as soon as it is known, and at the end which CRMs have none. Who did not answer is
 * not told of. Answers are remembered, and questions under way shared.
 */
export function createAskLead(
  deps: AskLeadDeps,
): (leadId: string, tell: (answers: LeadAnswer[]) => void) => void {
  const remembered = new LRUCache<string, Promise<Match | null>>({ max: mostRemembered, ttl: rememberHitMs });

  const ask = ({ id, connector }: LeadConnection, leadId: string): Promise<Match | null> => {
    const key = `${id} ${leadId}`;
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const find = (x: Ctx): Promise<Match | null> =>
      connector.findById?.({ type: '', id: leadId }, x) ?? Promise.resolve(null);
    const asked = withDeadline({ ms: deps.deadlineMs, missed: 'unavailable' }, find);
    remembered.set(key, asked);
    asked.then(
      (match) => match === null && remembered.set(key, asked, { ttl: rememberMissMs }),
      () => remembered.delete(key),
    );
    return asked;
  };

  return (leadId, tell) => {
    const answers = deps.connections().map(async (connection): Promise<LeadAnswer[]> => {
      try {
        const match = await ask(connection, leadId);
        if (match === null) return [{ connection: connection.name, match }];
        tell([{ connection: connection.name, match }]);
      } catch (error) {
        deps.log.warn({ err: error, connection: connection.name }, 'the CRM did not say who the lead is');
      }
      return [];
    });
    void Promise.all(answers).then((missed) => {
      if (missed.flat().length > 0) tell(missed.flat());
    });
  };
}
