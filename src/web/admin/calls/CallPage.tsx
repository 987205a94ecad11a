import { useCallback, useState } from 'react';
import type { ApiCallDetail } from '../../../api/call.ts';
import { callsApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { usePolling } from '../../components/use-polling.ts';
import { toast } from '../../controls/toast.tsx';
import { useMe } from '../../shell/me.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { CallFactsCard } from './CallFactsCard.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { MatchesCard } from './MatchesCard.tsx';
import { Timeline } from './Timeline.tsx';
import { WhyCard } from './WhyCard.tsx';
import { customerOf } from './words.ts';

const up = { to: '/admin/calls', title: 'Calls' };

/** One call: why it was logged or was not, and all that happened. */
export function CallPage({ id }: { id: string }) {
  const resource = useResource(useCallback(() => callsApi.one(id), [id]));
  usePolling(resource.reload, 3_000);
  const { data, fault } = resource;
  if (fault?.status === 404)
    return (
      <>
        <PageHead title="There is no such call" up={up} />
        <p className="soft">
          It may have been deleted for its age; the retention settings say after how long.
        </p>
      </>
    );
  return (
    <>
      <PageHead title={data ? customerOf(data) : 'Call'} up={up}>
        {data && <Deeds call={data} resource={resource} />}
      </PageHead>
      <Loaded resource={resource} lines={8}>
        {(call) => <Parts call={call} reload={resource.reload} />}
      </Loaded>
    </>
  );
}

function Parts({ call, reload }: { call: ApiCallDetail; reload: () => void }) {
  return (
    <div className="call-columns">
      <div className="stack">
        <WhyCard call={call} onDone={reload} />
        <Timeline call={call} />
      </div>
      <div className="stack">
        <CallFactsCard call={call} />
        <MatchesCard call={call} onDone={reload} />
      </div>
    </div>
  );
}

function Deeds({ call, resource }: { call: ApiCallDetail; resource: Resource<ApiCallDetail> }) {
  const isAdmin = useMe()?.person.role === 'admin';
  const [editing, setEditing] = useState(false);
  const { busy, fault, run } = useAction();
  if (!isAdmin) return null;
  const relog = async () => {
    if (!(await run(() => callsApi.relog(call.id)))) return;
    toast('Planned anew by the rules as they are now');
    resource.reload();
  };
  return (
    <>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <Button icon="note" onClick={() => setEditing(true)}>
        Edit note
      </Button>
      <Button icon="refresh" busy={busy} disabled={call.settledAt === null} onClick={() => void relog()}>
        Log again
      </Button>
      {editing && <NoteDialog call={call} onClose={() => setEditing(false)} onSaved={resource.reload} />}
    </>
  );
}
