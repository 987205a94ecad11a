import type { Source } from '../../api/admin.ts';
import { admin } from '../api/admin-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Link } from '../shell/Link.tsx';
import { SampleCalls } from '../sources/SampleCalls.tsx';
import { TryIt } from '../sources/TryIt.tsx';
import { Arrivals, WebhookSteps } from '../sources/WebhookSteps.tsx';

export function ConnectStep({ source }: { source: Source }) {
  const dialects = useResource(admin.dialects);
  return (
    <div className="stack">
      <div className="stack stack-tight">
        <p>See what your agents will see: a few made-up calls on the panel on this page.</p>
        <SampleCalls source={source.name} look="primary" />
      </div>
      <hr className="setup-line" />
      <WebhookSteps
        source={source}
        dialect={dialects.data?.items.find(({ name }) => name === source.dialect)}
      />
      <Arrivals source={source} />
      <hr className="setup-line" />
      <TryIt sourceId={source.id} />
      <p>
        All done? <Link to="/agent">Open your calls</Link> or <Link to="/admin">go to admin</Link>.
      </p>
    </div>
  );
}
