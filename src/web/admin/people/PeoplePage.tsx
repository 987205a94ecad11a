import { useCallback, useMemo, useState } from 'react';
import type { PasswordLink, Person } from '../../../api/people.ts';
import { access } from '../../api/access-endpoints.ts';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { DataTable } from '../../controls/DataTable.tsx';
import { FilterBar } from '../../controls/FilterBar.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { peopleColumns } from './columns.tsx';
import { InviteDialog } from './InviteDialog.tsx';
import { LinkDialog } from './LinkDialog.tsx';
import { PersonDialogs, type Asked } from './PersonDialogs.tsx';
import { roleOptions } from './roles.ts';

const filters = [{ id: 'role', label: 'Role', options: roleOptions }];

/** Who may sign in, and as what. */
export default function PeoplePage() {
  const query = useQuery();
  const [search, role] = [query.get('q'), query.get('role')];
  const rows = useList(
    useCallback((cursor: string | null) => access.people({ search, role, cursor }), [search, role]),
  );
  const [inviting, setInviting] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [link, setLink] = useState<{ person: Person; link: PasswordLink } | null>(null);
  const columns = useMemo(() => peopleColumns(setAsked), []);
  const filtered = search !== null || role !== null;
  return (
    <>
      <PageHead
        title="People"
        lead="Who may sign in, and what they may do. Phones are given to agents, on their own page."
      >
        <Button look="primary" onClick={() => setInviting(true)}>
          Invite a person
        </Button>
      </PageHead>
      <FilterBar search="Name or e-mail address" filters={filters} />
      <DataTable
        label="People"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon="user" title={filtered ? 'Nobody fits these filters' : 'Nobody may sign in yet'}>
            <p>{filtered ? 'Search for another part of the name.' : 'Invite the first person.'}</p>
          </EmptyState>
        }
      />
      {inviting && (
        <InviteDialog
          onInvited={({ link: invitation, ...person }) => {
            rows.reload();
            setLink({ person, link: invitation });
          }}
          onClose={() => setInviting(false)}
        />
      )}
      {asked && (
        <PersonDialogs
          asked={asked}
          onChanged={rows.reload}
          onLink={(made) => setLink({ person: asked.person, link: made })}
          onClose={() => setAsked(null)}
        />
      )}
      {link && <LinkDialog {...link} onClose={() => setLink(null)} />}
    </>
  );
}
