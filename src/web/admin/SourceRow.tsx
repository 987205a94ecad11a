import { useState } from 'react';
import type { Source } from '../../api/admin.ts';
import { admin, type DialectInfo } from '../api/admin-endpoints.ts';
import { Button } from '../components/Button.tsx';
import { Chip } from '../components/Chip.tsx';
import { ConfirmDialog } from '../components/ConfirmDialog.tsx';
import { countryFlag, countryName } from '../format/country.ts';
import { SampleCalls } from '../sources/SampleCalls.tsx';
import { TryIt } from '../sources/TryIt.tsx';
import { Arrivals, WebhookSteps } from '../sources/WebhookSteps.tsx';

export function SourceRow({
  source,
  dialect,
  onChanged,
}: {
  source: Source;
  dialect: DialectInfo | undefined;
  onChanged: () => void;
}) {
  const [rotating, setRotating] = useState(false);
  const [trying, setTrying] = useState(false);
  return (
    <li className="stack">
      <div className="source-head">
        <div className="cluster">
          <h3 className="source-name foreign">{source.name}</h3>
          <Chip>{dialect?.title ?? source.dialect}</Chip>
          <Chip>
            {countryFlag(source.country)} {countryName(source.country)}
          </Chip>
          {source.provisioned && <Chip title="Read-only here">From a file</Chip>}
        </div>
        <Arrivals source={source} />
      </div>
      <WebhookSteps source={source} dialect={source.lastEventAt === null ? dialect : undefined} />
      <div className="cluster">
        <SampleCalls source={source.name} />
        <Button
          icon="key"
          disabled={source.provisioned}
          title={source.provisioned ? 'This phone system comes from a file: change its key there' : undefined}
          onClick={() => setRotating(true)}
        >
          New key
        </Button>
      </div>
      <details className="source-more" onToggle={(event) => setTrying(event.currentTarget.open)}>
        <summary>Try it from a terminal</summary>
        {trying && <TryIt sourceId={source.id} all />}
      </details>
      {rotating && (
        <ConfirmDialog
          title={`A new key for ${source.name}?`}
          confirm="Make a new key"
          work={async () => {
            await admin.rotateKey(source.id);
            onChanged();
          }}
          onClose={() => setRotating(false)}
        >
          <p>
            The webhook URL changes. The old one works for another 24 hours, so that you have time to paste
            the new one into the phone system.
          </p>
        </ConfirmDialog>
      )}
    </li>
  );
}
