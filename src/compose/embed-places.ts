import type { Connections } from '../crm/connections.ts';
import type { EmbedPlaces } from '../http/embed.ts';

/** Where the connections of a CRM show the panel inside its own window. */
export function embedPlacesOf(connections: Pick<Connections, 'list'>): EmbedPlaces {
  return (crm) =>
    connections.list().flatMap(({ name, crm: own, connector: { embed } }) => {
      return own === crm && embed !== undefined ? [{ connection: name, ...embed }] : [];
    });
}
