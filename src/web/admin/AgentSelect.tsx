import { useState } from 'react';
import type { Agent } from '../../api/admin.ts';
import { Button } from '../components/Button.tsx';

/** Picks another agent for a phone; those from files cannot be changed here. */
export function AgentSelect({
  label,
  agents,
  busy,
  onAssign,
}: {
  label: string;
  agents: readonly Agent[];
  busy: boolean;
  onAssign: (agent: Agent) => void;
}) {
  const [chosenId, setChosenId] = useState('');
  const chosen = agents.find(({ id }) => id === chosenId);
  return (
    <>
      <select
        className="field-input"
        aria-label={label}
        value={chosenId}
        onChange={(event) => setChosenId(event.target.value)}
      >
        <option value="">Someone else…</option>
        {agents.map((agent) => (
          <option key={agent.id} value={agent.id} disabled={agent.provisioned}>
            {agent.name}
            {agent.provisioned && ' (from a file)'}
          </option>
        ))}
      </select>
      {chosen && (
        <Button look="primary" busy={busy} onClick={() => onAssign(chosen)}>
          Assign
        </Button>
      )}
    </>
  );
}
