import { useCallback } from 'react';
import { admin } from '../api/admin-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { CopyField } from '../components/CopyField.tsx';
import { Loaded } from '../components/Loaded.tsx';

/** Command lines that act as the phone system would, on one's own panel. */
export function TryIt({ sourceId, all = false }: { sourceId: string; all?: boolean }) {
  const resource = useResource(useCallback(() => admin.tryIt(sourceId), [sourceId]));
  return (
    <Loaded resource={resource} lines={1}>
      {(lines) => (
        <div className="stack">
          <CopyField label="Ring your own panel from a terminal" text={lines.ring} lines />
          {all && <CopyField label="Answer that call" text={lines.answer} lines />}
          {all && <CopyField label="Hang up" text={lines.hangUp} lines />}
        </div>
      )}
    </Loaded>
  );
}
