import type { Agent, Unmapped } from '../../api/admin.ts';
import type { List } from '../api/endpoints.ts';
import type { Resource } from '../api/use-resource.ts';
import { Card } from '../components/Card.tsx';
import { Chip } from '../components/Chip.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { UnmappedRow } from './UnmappedRow.tsx';

/** Phones that ring for nobody Ringside knows: their calls pop on no screen. */
export function UnmappedPhones({
  resource,
  agents,
  onMapped,
}: {
  resource: Resource<List<Unmapped>>;
  agents: readonly Agent[];
  onMapped: () => void;
}) {
  const amount = resource.data?.items.length ?? 0;
  return (
    <Card title="Phones that belong to nobody yet" aside={amount > 0 && <Chip tone="warn">{amount}</Chip>}>
      <Loaded resource={resource}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">Every phone that rang so far belongs to an agent.</p>
          ) : (
            <ul className="rows">
              {items.map((phone) => (
                <UnmappedRow
                  key={JSON.stringify([phone.source, phone.user, phone.extension, phone.device])}
                  phone={phone}
                  agents={agents}
                  onMapped={onMapped}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
