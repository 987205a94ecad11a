import type { Person } from '../../../api/people.ts';
import { Chip } from '../../components/Chip.tsx';
import { RelativeTime } from '../../components/Time.tsx';
import { ActionMenu } from '../../controls/ActionMenu.tsx';
import type { Column } from '../../controls/columns.ts';
import type { Asked } from './PersonDialogs.tsx';
import { roleName } from './roles.ts';

/** Without sorting: people come page by page, by address. */
export function peopleColumns(ask: (asked: Asked) => void): readonly Column<Person>[] {
  return [
    {
      id: 'name',
      name: 'Person',
      width: '2fr',
      minWidth: 200,
      narrow: 'title',
      cell: ({ name, email }) => (
        <div className="cell-two">
          <span className="foreign">{name}</span>
          <span className="foreign">{email}</span>
        </div>
      ),
    },
    { id: 'role', name: 'Role', cell: ({ role }) => roleName(role) },
    { id: 'state', name: 'State', cell: (person) => <State person={person} /> },
    {
      id: 'signedIn',
      name: 'Last signed in',
      cell: ({ signedInAt }) => (signedInAt ? <RelativeTime at={signedInAt} /> : 'Never'),
    },
    {
      id: 'actions',
      name: 'Actions',
      width: 96,
      align: 'end',
      narrow: 'corner',
      cell: (person) => <ActionMenu label={`Actions for ${person.name}`} actions={actionsFor(person, ask)} />,
    },
  ];
}

function State({ person }: { person: Person }) {
  if (person.disabled) return <Chip tone="bad">Disabled</Chip>;
  if (person.provisioned) return <Chip title="Read-only here: change it in the file">From a file</Chip>;
  if (!person.hasPassword && !person.signedInAt) return <Chip tone="warn">Invited</Chip>;
  return <Chip tone="good">Active</Chip>;
}

function actionsFor(person: Person, ask: (asked: Asked) => void) {
  const { provisioned, disabled, hasPassword } = person;
  const doing = (what: Asked['what']) => () => ask({ what, person });
  return [
    { text: 'Change name or role', onAction: doing('edit'), isDisabled: provisioned },
    { text: hasPassword ? 'Reset the password' : 'New invitation link', onAction: doing('link') },
    { text: 'Sign out everywhere', onAction: doing('signOut') },
    disabled
      ? { text: 'Enable', onAction: doing('enable'), isDisabled: provisioned }
      : { text: 'Disable', onAction: doing('disable'), isDisabled: provisioned, danger: true },
    { text: 'Remove', onAction: doing('remove'), isDisabled: provisioned, danger: true },
  ];
}
