import { useState } from 'react';
import type { Source } from '../../../api/admin.ts';
import { admin, type DialectInfo } from '../../api/admin-endpoints.ts';
import type { List } from '../../api/endpoints.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Dialog } from '../../controls/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { SourceForm } from '../../sources/SourceForm.tsx';
import { SourceRow } from './SourceRow.tsx';

export function Sources({ resource }: { resource: Resource<List<Source>> }) {
  const dialects = useResource(admin.dialects);
  const [adding, setAdding] = useState(false);
  const known = dialects.data?.items ?? [];
  const added = () => {
    setAdding(false);
    resource.reload();
  };
  const add = <Button onClick={() => setAdding(true)}>Add a phone system</Button>;
  return (
    <Card title="Phone systems" aside={add}>
      <Loaded resource={resource}>
        {({ items }) =>
          items.length === 0 ? (
            <NoSource />
          ) : (
            <SourceList items={items} dialects={known} onChanged={resource.reload} />
          )
        }
      </Loaded>
      {adding && (
        <Dialog title="Add a phone system" onClose={() => setAdding(false)}>
          <Loaded resource={dialects}>
            {({ items }) => <SourceForm dialects={items} onAdded={added} />}
          </Loaded>
        </Dialog>
      )}
    </Card>
  );
}

function SourceList({
  items,
  dialects,
  onChanged,
}: {
  items: readonly Source[];
  dialects: readonly DialectInfo[];
  onChanged: () => void;
}) {
  return (
    <ul className="rows">
      {items.map((source) => (
        <SourceRow
          key={source.id}
          source={source}
          dialect={dialects.find(({ name }) => name === source.dialect)}
          onChanged={onChanged}
        />
      ))}
    </ul>
  );
}

function NoSource() {
  return (
    <EmptyState icon="phone" title="No phone system yet">
      <p>Add one, paste its webhook URL into the phone system, and calls appear.</p>
    </EmptyState>
  );
}
