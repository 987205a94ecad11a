import type { Fault } from '../model/event.ts';
import { Refusal } from '../platform/refusal.ts';
import type { AgentDraft } from './agent.ts';

/** An agent as people and files write it: sources and connections by name. */
export interface NamedAgent {
  name: string;
  email: string;
  pbx: readonly {
    source: string;
    user?: string | undefined;
    extension?: string | undefined;
    device?: string | undefined;
  }[];
  crm: readonly { connection: string; user: string }[];
}

interface Named {
  id: string;
  name: string;
}

/** Sources and connections there are. */
export interface Names {
  sources: readonly Named[];
  connections: readonly Named[];
}

/** Names to ids; refuses (`invalid`) with every name that does not exist and every phone without an identity. */
export function toDraft(agent: NamedAgent, names: Names): AgentDraft {
  const faults: Fault[] = [];
  const idOf = (list: readonly Named[], name: string, field: string, what: string): string => {
    const id = list.find((item) => item.name === name)?.id;
    if (id === undefined) faults.push({ field, message: `There is no ${what} named ${name}` });
    return id ?? '';
  };
  const identities = agent.pbx.map((phone, at) => {
    if (!phone.user && !phone.extension && !phone.device) {
      faults.push({ field: `pbx[${at}]`, message: 'Give a user, an extension or a device' });
    }
    return {
      sourceId: idOf(names.sources, phone.source, `pbx[${at}].source`, 'source'),
      userId: phone.user || null,
      extension: phone.extension || null,
      deviceId: phone.device || null,
    };
  });
  const crmUsers = agent.crm.map((entry, at) => ({
    connectionId: idOf(names.connections, entry.connection, `crm[${at}].connection`, 'connection'),
    userId: entry.user,
  }));
  crmUsers.forEach((entry, at) => {
    if (crmUsers.findIndex((other) => other.connectionId === entry.connectionId) === at) return;
    faults.push({ field: `crm[${at}]`, message: 'One user for each connection' });
  });
  if (faults.length > 0) throw new Refusal('invalid', 'The agent cannot be saved like this', faults);
  return { name: agent.name, email: agent.email, identities, crmUsers };
}

/** Ids to names; what belongs to a source or a connection that is gone is left out. */
export function toNamed(agent: AgentDraft, names: Names): NamedAgent {
  const nameOf = (list: readonly Named[], id: string): string | null =>
    list.find((item) => item.id === id)?.name ?? null;
  return {
    name: agent.name,
    email: agent.email,
    pbx: agent.identities.flatMap((phone) => {
      const source = nameOf(names.sources, phone.sourceId);
      if (source === null) return [];
      return [
        {
          source,
          ...(phone.userId !== null && { user: phone.userId }),
          ...(phone.extension !== null && { extension: phone.extension }),
          ...(phone.deviceId !== null && { device: phone.deviceId }),
        },
      ];
    }),
    crm: agent.crmUsers.flatMap((entry) => {
      const connection = nameOf(names.connections, entry.connectionId);
      return connection === null ? [] : [{ connection, user: entry.userId }];
    }),
  };
}
