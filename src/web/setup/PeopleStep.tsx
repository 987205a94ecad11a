import type { List } from '../api/endpoints.ts';
import type { Agent } from '../../api/admin.ts';
import { agentMapping } from '../api/agent-endpoints.ts';
import type { Resource } from '../api/use-resource.ts';
import { useResource } from '../api/use-resource.ts';
import { Loaded } from '../components/Loaded.tsx';
import { count } from '../format/count.ts';
import { Link } from '../shell/Link.tsx';

/** Who else answers: what is known of them already, and the ways to tell. */
export function PeopleStep({ agents }: { agents: Resource<List<Agent>> }) {
  const mapping = useResource(agentMapping.suggestions);
  return (
    <Loaded resource={mapping}>
      {({ phones, crmUsers }) => (
        <div className="stack">
          <p>
            {count(agents.data?.items.length ?? 0, 'agent')} so far
            {phones.length > 0 && `; ${count(phones.length, 'phone')} rang that nobody has yet`}
            {crmUsers.length > 0 && `; ${count(crmUsers.length, 'user')} in your CRM`}.
          </p>
          <p className="soft">
            Ringside suggests who is who from the phones that ring and the users of your CRM. You can also
            bring a table of everybody.
          </p>
          <div className="cluster">
            <Link to="/admin/agents" className="button button-primary">
              See who is who
            </Link>
            <Link to="/admin/agents/import" className="button button-plain">
              Import a table
            </Link>
          </div>
          <p>
            All done? <Link to="/agent">Open your calls</Link> or <Link to="/admin">go to admin</Link>.
          </p>
        </div>
      )}
    </Loaded>
  );
}
