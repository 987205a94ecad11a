import type { Agent } from '../../../api/admin.ts';
import type { Mapping } from '../../../api/mapping.ts';
import { admin } from '../../api/admin-endpoints.ts';
import { agentMapping } from '../../api/agent-endpoints.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Notice } from '../../components/Notice.tsx';
import { usePolling } from '../../components/use-polling.ts';
import { count } from '../../format/count.ts';
import { navigate } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { AgentsTable } from './AgentsTable.tsx';
import { draftsFor } from './phones.ts';
import { StrayPhones } from './StrayPhones.tsx';
import { useBatch } from './use-batch.ts';

/** Who answers which phone, and who they are in the CRM. What is not known yet stands on top. */
export function MappingPage() {
  const agents = useResource(admin.agents);
  const mapping = useResource(agentMapping.suggestions);
  // Thousands of strays are a long answer, and mapped all at once rather than as they ring.
  usePolling(mapping.reload, (mapping.data?.phones.length ?? 0) > 500 ? 120_000 : 15_000);
  const reload = () => {
    agents.reload();
    mapping.reload();
  };
  return (
    <>
      <PageHead
        title="Agents"
        lead="Who answers which phone, and who they are in the CRM. Calls pop on the screen of the agent whose phone rings."
      >
        <a className="button button-plain" href={agentMapping.exportUrl} download>
          Export CSV
        </a>
        <Button onClick={() => navigate('/admin/agents/import')}>Import CSV</Button>
        <Button look="primary" onClick={() => navigate('/admin/agents/new')}>
          Add an agent
        </Button>
      </PageHead>
      {mapping.data?.unavailable.map(({ connection, message }) => (
        <Notice key={connection} tone="warn">
          The users of {connection} cannot be listed: {message}
        </Notice>
      ))}
      <AcceptAll mapping={mapping} agents={agents.data?.items ?? []} onDone={reload} />
      <StrayPhones mapping={mapping} agents={agents.data?.items ?? []} onDone={reload} />
      <AgentsTable agents={agents} mapping={mapping.data} onDone={reload} />
    </>
  );
}

/** Everything that was suggested, at one click. */
function AcceptAll({
  mapping,
  agents,
  onDone,
}: {
  mapping: Resource<Mapping>;
  agents: readonly Agent[];
  onDone: () => void;
}) {
  const { busy, fault, apply } = useBatch(onDone);
  const phones = (mapping.data?.phones ?? []).flatMap((phone) =>
    phone.suggestion ? [{ phone, owner: phone.suggestion.owner }] : [],
  );
  const gaps = mapping.data?.crm ?? [];
  const amount = phones.length + gaps.length;
  if (amount === 0) return fault && <Notice tone="bad">{fault.message}</Notice>;
  const accept = () =>
    void apply({ put: draftsFor(phones, gaps, agents) }, `${count(amount, 'suggestion')} accepted`);
  return (
    <>
      <Notice
        action={
          <Button look="primary" busy={busy} onClick={accept}>
            {amount === 1 ? 'Accept it' : `Accept all ${new Intl.NumberFormat().format(amount)}`}
          </Button>
        }
      >
        {count(amount, 'suggestion')} below, each with its reason. You can take it back.
      </Notice>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
    </>
  );
}
