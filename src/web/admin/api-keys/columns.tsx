import type { ApiKey } from '../../../api/people.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { RelativeTime } from '../../components/Time.tsx';
import type { Column } from '../../controls/columns.ts';
import { roleName } from '../people/roles.ts';

export function apiKeyColumns(revoke: (key: ApiKey) => void): readonly Column<ApiKey>[] {
  return [
    {
      id: 'name',
      name: 'Name',
      width: '2fr',
      minWidth: 160,
      narrow: 'title',
      sortBy: ({ name }) => name,
      cell: ({ name }) => <span className="foreign">{name}</span>,
    },
    { id: 'role', name: 'Role', sortBy: ({ role }) => role, cell: ({ role }) => roleName(role) },
    {
      id: 'used',
      name: 'Last used',
      sortBy: ({ usedAt }) => (usedAt ? Date.parse(usedAt) : null),
      cell: ({ usedAt }) => (usedAt ? <RelativeTime at={usedAt} /> : 'Never'),
    },
    {
      id: 'expires',
      name: 'Ends',
      sortBy: ({ expiresAt }) => (expiresAt ? Date.parse(expiresAt) : null),
      cell: ({ expiresAt }) => <Ends at={expiresAt} />,
    },
    {
      id: 'actions',
      name: 'Actions',
      width: 140,
      align: 'end',
      narrow: 'corner',
      cell: (key) =>
        key.provisioned ? (
          <Chip title="Read-only here: remove it in the file">From a file</Chip>
        ) : (
          <Button aria-label={`Revoke ${key.name}`} onClick={() => revoke(key)}>
            Revoke
          </Button>
        ),
    },
  ];
}

function Ends({ at }: { at: string | null }) {
  if (at === null) return 'Never';
  if (Date.parse(at) <= Date.now()) return <Chip tone="bad">Ended</Chip>;
  return <RelativeTime at={at} />;
}
