import { type SubmitEvent, useState } from 'react';
import { setup } from '../api/admin-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/Field.tsx';
import { Notice } from '../components/Notice.tsx';
import { identity } from '../shell/session.ts';

export function AdminForm({ token }: { token: string }) {
  const [draft, setDraft] = useState({ name: '', email: '', password: '' });
  const { busy, fault, run } = useAction();
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => identity.set(await setup.createAdmin({ token, ...draft })));
  };
  return (
    <form className="form" onSubmit={submit}>
      <div>
        <h1 className="page-title">Welcome</h1>
        <p className="soft">First, an account for you. You will be the admin; others can join later.</p>
      </div>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <TextField
        label="Your name"
        autoComplete="name"
        required
        autoFocus
        maxLength={120}
        value={draft.name}
        fault={fault?.fields['name']}
        onChange={(event) => change({ name: event.target.value })}
      />
      <TextField
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        value={draft.email}
        fault={fault?.fields['email']}
        onChange={(event) => change({ email: event.target.value })}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. A few random words are good."
        required
        minLength={12}
        value={draft.password}
        fault={fault?.fields['password']}
        onChange={(event) => change({ password: event.target.value })}
      />
      <Button look="primary" type="submit" busy={busy}>
        Create the account
      </Button>
    </form>
  );
}
