import type { PanelOffers } from '../api/agent.ts';
import type { Config } from '../config.ts';
import type { Connections } from '../crm/connections.ts';

/** What the panel offers beside the calls themselves. */
export function panelOffers(
  { dispositions }: Config['panel'],
  connections: Pick<Connections, 'list'>,
): PanelOffers {
  const able = connections.list().filter(({ capabilities }) => capabilities.createsPeople);
  return { dispositions, newPeople: able.map(({ name }) => name) };
}
