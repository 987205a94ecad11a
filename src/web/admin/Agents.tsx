import { useState } from 'react';
import type { Agent, Source } from '../../api/admin.ts';
import type { List } from '../api/endpoints.ts';
import type { Resource } from '../api/use-resource.ts';
import { Button } from '../components/Button.tsx';
import { Card } from '../components/Card.tsx';
import { Chip } from '../components/Chip.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { AgentDialog } from './AgentDialog.tsx';
import { phoneInWords } from './phones.ts';

export function Agents({
  resource,
  sources,
}: {
  resource: Resource<List<Agent>>;
  sources: readonly Source[];
}) {
  const [adding, setAdding] = useState(false);
  return (
    <Card title="Agents" aside={<Button onClick={() => setAdding(true)}>Add an agent</Button>}>
      <Loaded resource={resource}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">Nobody answers phones yet. Add the people whose calls should pop.</p>
          ) : (
            <ul className="rows">
              {items.map((agent) => (
                <AgentRow key={agent.id} agent={agent} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <AgentDialog sources={sources} onAdded={resource.reload} onClose={() => setAdding(false)} />}
    </Card>
  );
}

function AgentRow({ agent }: { agent: Agent }) {
  return (
    <li className="agent-row">
      <div className="agent-who">
        <p className="agent-name foreign">{agent.name}</p>
        <p className="soft small foreign">{agent.email}</p>
      </div>
      <div className="cluster">
        {agent.pbx.map((phone, index) => (
          <Chip key={index} icon="phone">
            {phone.source}: {phoneInWords(phone)}
          </Chip>
        ))}
        {agent.pbx.length === 0 && <Chip tone="warn">No phone</Chip>}
        {agent.provisioned && <Chip title="Read-only here">From a file</Chip>}
      </div>
    </li>
  );
}
