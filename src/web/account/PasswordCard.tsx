import { type SubmitEvent, useState } from 'react';
import { account } from '../api/account-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { Card } from '../components/Card.tsx';
import { TextField } from '../components/Field.tsx';
import { Notice } from '../components/Notice.tsx';

const empty = { current: '', password: '' };

export function PasswordCard() {
  const [draft, setDraft] = useState(empty);
  const [done, setDone] = useState(false);
  const { busy, fault, run } = useAction();
  const field = (name: keyof typeof empty) => ({
    type: 'password',
    value: draft[name],
    fault: fault?.fields[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setDone(false);
    if (!(await run(() => account.changePassword(draft)))) return;
    setDraft(empty);
    setDone(true);
  };
  return (
    <Card title="Password">
      <form className="form" onSubmit={(event) => void submit(event)}>
        {done && <Notice tone="good">Your password is changed. You are signed out everywhere else.</Notice>}
        {fault && Object.keys(fault.fields).length === 0 && <Notice tone="bad">{fault.message}</Notice>}
        <TextField
          label="Your password now"
          autoComplete="current-password"
          hint="Empty if you never had one, because you sign in by link or single sign-on."
          {...field('current')}
        />
        <TextField
          label="The new password"
          autoComplete="new-password"
          hint="At least 12 characters. A few random words are good."
          required
          minLength={12}
          {...field('password')}
        />
        <div>
          <Button look="primary" type="submit" busy={busy}>
            Change the password
          </Button>
        </div>
      </form>
    </Card>
  );
}
