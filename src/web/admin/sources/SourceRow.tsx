import { type ReactNode, useState } from 'react';
import type { Source } from '../../../api/admin.ts';
import type { DialectInfo } from '../../api/admin-endpoints.ts';
import { Chip } from '../../components/Chip.tsx';
import { ActionMenu } from '../../controls/ActionMenu.tsx';
import { countryFlag, countryName } from '../../format/country.ts';
import { FirstEvent } from '../../sources/FirstEvent.tsx';
import { SampleCalls } from '../../sources/SampleCalls.tsx';
import { TryIt } from '../../sources/TryIt.tsx';
import { Arrivals, WebhookSteps } from '../../sources/WebhookSteps.tsx';
import { EditSource, NewKey, RemoveSource } from './SourceDialogs.tsx';

const dialogs = { edit: EditSource, key: NewKey, remove: RemoveSource };

/** One phone system: where its events go, whether they come, and what can be done with it. */
export function SourceRow({
  source,
  dialect,
  onChanged,
}: {
  source: Source;
  dialect: DialectInfo | undefined;
  onChanged: () => void;
}) {
  const [open, setOpen] = useState<keyof typeof dialogs | null>(null);
  const Opened = open && dialogs[open];
  const isDisabled = source.provisioned;
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
        <div className="cluster">
          <Arrivals source={source} />
          <ActionMenu
            label={`What to do with ${source.name}`}
            actions={[
              { text: 'Change…', isDisabled, onAction: () => setOpen('edit') },
              { text: 'New key…', isDisabled, onAction: () => setOpen('key') },
              { text: 'Remove…', danger: true, isDisabled, onAction: () => setOpen('remove') },
            ]}
          />
        </div>
      </div>
      <WebhookSteps source={source} dialect={source.lastEventAt === null ? dialect : undefined} />
      <div className="cluster">
        <SampleCalls source={source.name} />
      </div>
      <More title="Try it from a terminal">
        <TryIt sourceId={source.id} all />
      </More>
      {source.events > 0 && (
        <More title="The latest event, as it is understood">
          <FirstEvent source={source} />
        </More>
      )}
      {Opened && <Opened source={source} onDone={onChanged} onClose={() => setOpen(null)} />}
    </li>
  );
}

/** Folded away, and asked for only when it is opened. */
function More({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="source-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children}
    </details>
  );
}
