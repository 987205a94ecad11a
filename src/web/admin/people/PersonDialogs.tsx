import type { PasswordLink, Person } from '../../../api/people.ts';
import { access } from '../../api/access-endpoints.ts';
import { Confirm } from '../../controls/Dialog.tsx';
import { toast } from '../../controls/toast.tsx';
import { EditDialog } from './EditDialog.tsx';

/** What an admin is about to do, and to whom. */
export interface Asked {
  what: 'edit' | 'link' | 'signOut' | 'disable' | 'enable' | 'remove';
  person: Person;
}

interface Props {
  asked: Asked;
  onChanged: () => void;
  onLink: (link: PasswordLink) => void;
  onClose: () => void;
}

export function PersonDialogs(props: Props) {
  const { asked, onChanged, onClose } = props;
  if (asked.what === 'edit')
    return <EditDialog person={asked.person} onChanged={onChanged} onClose={onClose} />;
  const { title, confirm, danger, text, work } = questions[asked.what](asked.person, props);
  return (
    <Confirm
      title={title}
      confirm={confirm}
      look={danger ? 'danger' : 'primary'}
      work={async () => {
        await work();
        onChanged();
      }}
      onClose={onClose}
    >
      <p>{text}</p>
    </Confirm>
  );
}

interface Question {
  title: string;
  confirm: string;
  danger: boolean;
  text: string;
  work: () => Promise<unknown>;
}

const questions: Record<Exclude<Asked['what'], 'edit'>, (person: Person, props: Props) => Question> = {
  link: (person, { onLink }) => ({
    title: person.hasPassword
      ? `Reset the password of ${person.name}?`
      : `A new invitation for ${person.name}?`,
    confirm: 'Make the link',
    danger: false,
    text: 'You get a link to hand over. The old password works until the new one is chosen; earlier links end now.',
    work: async () => onLink(await access.passwordLink(person.id)),
  }),
  signOut: (person) => ({
    title: `Sign ${person.name} out everywhere?`,
    confirm: 'Sign out everywhere',
    danger: true,
    text: 'All their browsers are signed out. They can sign in again.',
    async work() {
      const { ended } = await access.signOut(person.id);
      toast(ended === 1 ? '1 session ended' : `${ended} sessions ended`);
    },
  }),
  disable: (person, { onChanged }) => ({
    title: `Disable ${person.name}?`,
    confirm: 'Disable',
    danger: true,
    text: 'They are signed out and cannot sign in until they are enabled again. Their calls and settings stay.',
    async work() {
      await access.changePerson(person.id, { ...person, disabled: true });
      const undo = () => access.changePerson(person.id, { ...person, disabled: false }).then(onChanged);
      toast(`${person.name} is disabled`, { undo });
    },
  }),
  enable: (person) => ({
    title: `Enable ${person.name}?`,
    confirm: 'Enable',
    danger: false,
    text: 'They can sign in again, with what they had before.',
    work: () => access.changePerson(person.id, { ...person, disabled: false }),
  }),
  remove: (person) => ({
    title: `Remove ${person.name}?`,
    confirm: 'Remove',
    danger: true,
    text: 'They cannot sign in any more. An agent with the same address keeps their phones and calls.',
    async work() {
      await access.removePerson(person.id);
      toast(`${person.name} is removed`);
    },
  }),
};
