import type { ApiCall, Presence } from '../api/call.ts';
import type { Board } from '../api/board.ts';

export interface BoardAgent {
  name: string;
  email: string;
  presence: Presence;
}

type BoardCall = Board['calls'][number];

/** The board of one moment. `calls`: those that are not over. Pure. */
export function toBoard(agents: readonly BoardAgent[], calls: readonly ApiCall[], more: boolean): Board {
  const shown = calls
    .flatMap((call) => toBoardCall(call) ?? [])
    .sort((a, b) => compare(a.startedAt, b.startedAt) || compare(a.id, b.id));
  return {
    agents: agents
      .map((agent) => ({ ...agent, call: callOf(agent.email, calls) }))
      .sort((a, b) => compare(a.name, b.name) || compare(a.email, b.email)),
    calls: shown,
    queues: queuesOf(agents, shown),
    more,
  };
}

function toBoardCall(call: ApiCall): BoardCall | null {
  const { id, source, direction, state, queue, startedAt, answeredAt } = call;
  if (state === 'ended') return null;
  const names = call.legs.flatMap((leg) =>
    leg.state === 'ended' ? [] : (leg.agentName ?? leg.extension ?? []),
  );
  const customer = customerOf(call);
  return {
    id,
    source,
    direction,
    state,
    customer,
    queue,
    startedAt,
    answeredAt,
    agents: [...new Set(names)],
  };
}

function customerOf({ customer, matches, chosen }: ApiCall & { chosen?: { id: string } | null }): string {
  const match = matches.find(({ id }) => id === chosen?.id) ?? matches[0];
  const { name, formatted, number } = customer;
  return match?.name ?? name ?? formatted ?? number ?? 'Withheld number';
}

/** Who talks is not shown as ringing, whatever else rings at their phone. */
function callOf(email: string, calls: readonly ApiCall[]): Board['agents'][number]['call'] {
  const live = calls.flatMap((call) =>
    call.legs.flatMap((leg) => {
      if (leg.agent !== email || leg.state === 'ended') return [];
      const since = leg.state === 'answered' ? leg.answeredAt : leg.ringingAt;
      return [{ id: call.id, state: leg.state, with: customerOf(call), since: since ?? call.startedAt }];
    }),
  );
  return live.find(({ state }) => state === 'answered') ?? live[0] ?? null;
}

/** A call waits in its queue until somebody answers; its phones may ring meanwhile. */
function queuesOf(agents: readonly BoardAgent[], calls: readonly BoardCall[]): Board['queues'] {
  const names = new Set([
    ...calls.flatMap(({ queue }) => queue ?? []),
    ...agents.flatMap(({ presence }) => presence.queues),
  ]);
  return [...names].sort(compare).map((queue) => {
    const own = calls.filter((call) => call.queue === queue);
    const waiting = own.filter(({ state }) => state !== 'answered');
    return {
      queue,
      waiting: waiting.length,
      longestSince: waiting[0]?.startedAt ?? null,
      talking: own.length - waiting.length,
      agents: agents.filter(
        ({ presence }) => presence.state === 'available' && presence.queues.includes(queue),
      ).length,
    };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
