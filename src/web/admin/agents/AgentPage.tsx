import type { Agent } from '../../../api/admin.ts';
import { admin } from '../../api/admin-endpoints.ts';
import { agentMapping, type AgentInput } from '../../api/agent-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { toast } from '../../controls/toast.tsx';
import { refreshMe } from '../../shell/me.ts';
import { navigate } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { AgentForm } from './AgentForm.tsx';

const up = { to: '/admin/agents', title: 'Agents' };

/** One agent: name, address, phones, CRM users. `id` null: a new one. */
export function AgentPage({ id }: { id: string | null }) {
  const agents = useResource(admin.agents);
  return (
    <>
      {agents.data === null && <PageHead title={id === null ? 'Add an agent' : 'Agent'} up={up} />}
      <Loaded resource={agents}>
        {({ items }) => {
          const agent = items.find((one) => one.id === id) ?? null;
          if (id !== null && agent === null) return <Gone />;
          return <Editing agent={agent} />;
        }}
      </Loaded>
    </>
  );
}

function Gone() {
  return (
    <>
      <PageHead title="There is no such agent" up={up} />
      <p>Perhaps someone removed them a moment ago.</p>
    </>
  );
}

function Editing({ agent }: { agent: Agent | null }) {
  const sources = useResource(admin.sources);
  const mapping = useResource(agentMapping.suggestions);

  const save = async (input: AgentInput) => {
    if (agent) await admin.saveAgent(agent.id, input);
    else await admin.addAgent(input);
    void refreshMe();
    const undo = agent ? { put: [inputOf(agent)], remove: [] } : { put: [], remove: [input.email] };
    toast(agent ? `${input.name} is saved` : `${input.name} is an agent now`, {
      undo: () => agentMapping.batch(undo),
    });
    navigate('/admin/agents');
  };
  const remove = async (gone: Agent) => {
    await agentMapping.batch({ remove: [gone.email] });
    toast(`${gone.name} is removed; the calls stay`, {
      undo: () => agentMapping.batch({ put: [inputOf(gone)] }),
    });
    navigate('/admin/agents');
  };
  return (
    <>
      <PageHead title={agent?.name ?? 'New agent'} up={up}>
        {agent && !agent.provisioned && (
          <Button onClick={() => void remove(agent).catch(sayFailed)}>Remove this agent</Button>
        )}
      </PageHead>
      {agent?.provisioned && (
        <Notice>This agent comes from a configuration file and can only be changed there.</Notice>
      )}
      <Loaded resource={sources}>
        {({ items }) => <AgentForm agent={agent} sources={items} mapping={mapping.data} onSave={save} />}
      </Loaded>
    </>
  );
}

function sayFailed(error: unknown): void {
  toast(error instanceof Error ? error.message : 'That did not work. Try again.', { bad: true });
}

function inputOf({ name, email, pbx, crm }: Agent): AgentInput {
  return { name, email, pbx, crm };
}
