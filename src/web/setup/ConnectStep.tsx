import type { Source } from '../../api/admin.ts';
import { admin } from '../api/admin-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Button } from '../components/Button.tsx';
import { FirstEvent } from '../sources/FirstEvent.tsx';
import { SampleCalls } from '../sources/SampleCalls.tsx';
import { TryIt } from '../sources/TryIt.tsx';
import { Arrivals, WebhookSteps } from '../sources/WebhookSteps.tsx';

/** The address to paste, and whether events arrive; sample calls for those who cannot wait. */
export function ConnectStep({ source, onDone }: { source: Source; onDone: () => void }) {
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
      {source.events > 0 && <FirstEvent source={source} />}
      <hr className="setup-line" />
      <TryIt sourceId={source.id} />
      <div>
        <Button look={source.events > 0 ? 'primary' : 'plain'} onClick={onDone}>
          Next: your CRM
        </Button>
      </div>
    </div>
  );
}
