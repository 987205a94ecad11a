import { type SubmitEvent, useCallback, useState } from 'react';
import type { PasswordLinkState } from '../../api/people.ts';
import { account } from '../api/account-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { useResource } from '../api/use-resource.ts';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/Field.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { Notice } from '../components/Notice.tsx';
import { Link } from '../shell/Link.tsx';
import { NarrowPage } from '../shell/NarrowPage.tsx';
import { useAddress } from '../shell/router.ts';
import { usePageTitle } from '../shell/use-page-title.ts';

/** Where an invitation, or a link for a new password, leads to. */
export default function PasswordPage() {
  usePageTitle('Choose a password');
  const token = useAddress().searchParams.get('token') ?? '';
  const link = useResource(useCallback(() => account.passwordLink(token), [token]));
  return (
    <NarrowPage>
      <Loaded resource={link}>
        {({ person }) => (person ? <PasswordForm token={token} person={person} /> : <LinkOver />)}
      </Loaded>
    </NarrowPage>
  );
}

function LinkOver() {
  return (
    <>
      <h1 className="page-title">This link does not work any more</h1>
      <Notice tone="warn">Each link is good once, and for a limited time. Ask an admin for a new one.</Notice>
      <p>
        <Link to="/login">Go to the sign-in page</Link>
      </p>
    </>
  );
}

function PasswordForm({
  token,
  person,
}: {
  token: string;
  person: NonNullable<PasswordLinkState['person']>;
}) {
  const [password, setPassword] = useState('');
  const { busy, fault, run } = useAction();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => {
      await account.setPasswordByLink({ token, password });
      // The server knows where this person belongs.
      window.location.replace('/');
    });
  };
  return (
    <form className="form" onSubmit={submit}>
      <div>
        <h1 className="page-title foreign">
          {person.hasPassword ? 'A new password' : `Welcome, ${person.name}`}
        </h1>
        <p className="soft">
          Choose a password for <span className="foreign">{person.email}</span>. You are signed in with it at
          once.
        </p>
      </div>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      {/* So that password managers know whose it is. */}
      <input type="email" autoComplete="username" hidden readOnly value={person.email} />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. A few random words are good."
        required
        autoFocus
        minLength={12}
        value={password}
        fault={fault?.fields['password']}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button look="primary" type="submit" busy={busy}>
        Set the password
      </Button>
    </form>
  );
}
