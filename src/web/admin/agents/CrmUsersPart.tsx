import { useMemo } from 'react';
import type { Mapping } from '../../../api/mapping.ts';
import type { AgentInput } from '../../api/agent-endpoints.ts';
import { ComboBoxField } from '../../controls/ComboBoxField.tsx';
import { Help } from '../../controls/Help.tsx';
import { TextField } from '../../controls/TextField.tsx';

type CrmUsers = AgentInput['crm'];

interface Props {
  users: CrmUsers;
  mapping: Mapping | null;
  isDisabled: boolean;
  onChange: (users: CrmUsers) => void;
}

/** Who the agent is in each CRM: picked by name where the CRM tells its users, typed where it does not. */
export function CrmUsersPart({ users, mapping, isDisabled, onChange }: Props) {
  const connections = connectionsOf(users, mapping);
  if (connections.length === 0) return null;
  const set = (connection: string, user: string | null) => {
    const others = users.filter((one) => one.connection !== connection);
    onChange(user ? [...others, { connection, user }] : others);
  };
  return (
    <section className="form-part" aria-labelledby="agent-crm">
      <h2 id="agent-crm" className="section-title">
        In the CRM
        <Help about="the CRM user">
          <p>
            Calls that this agent answers are logged as this user’s. Without one, the connection’s default
            owner has them.
          </p>
        </Help>
      </h2>
      <div className="form-pair">
        {connections.map((connection) => (
          <CrmUserField
            key={connection}
            connection={connection}
            user={users.find((one) => one.connection === connection)?.user ?? null}
            crmUsers={mapping?.crmUsers ?? []}
            isDisabled={isDisabled}
            onChange={(user) => set(connection, user)}
          />
        ))}
      </div>
    </section>
  );
}

function CrmUserField({
  connection,
  user,
  crmUsers,
  isDisabled,
  onChange,
}: {
  connection: string;
  user: string | null;
  crmUsers: Mapping['crmUsers'];
  isDisabled: boolean;
  onChange: (user: string | null) => void;
}) {
  const options = useMemo(() => {
    const known = crmUsers.filter((one) => one.connection === connection);
    const listed = known.map(({ id, name, email }) => ({ id, name, about: email ?? id }));
    // Someone who left the CRM is still who the agent was mapped to.
    return user === null || known.some(({ id }) => id === user)
      ? listed
      : [...listed, { id: user, name: user }];
  }, [crmUsers, connection, user]);
  if (!crmUsers.some((one) => one.connection === connection)) {
    return (
      <TextField
        label={`User id in ${connection}`}
        maxLength={200}
        isDisabled={isDisabled}
        value={user ?? ''}
        onChange={(text) => onChange(text.trim() || null)}
      />
    );
  }
  return (
    <ComboBoxField
      key={options.length}
      label={`User in ${connection}`}
      isDisabled={isDisabled}
      options={options}
      value={user}
      onChange={onChange}
      placeholder="Nobody"
    />
  );
}

function connectionsOf(users: CrmUsers, mapping: Mapping | null): string[] {
  const named = [...users, ...(mapping?.crmUsers ?? []), ...(mapping?.unavailable ?? [])];
  return [...new Set(named.map(({ connection }) => connection))];
}
