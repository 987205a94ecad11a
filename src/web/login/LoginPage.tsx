import { type SubmitEvent, useEffect, useState } from 'react';
import type { Me } from '../../api/admin.ts';
import { session } from '../api/endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/Field.tsx';
import { Notice } from '../components/Notice.tsx';
import { ownPath } from '../format/safe-url.ts';
import { useMe } from '../shell/me.ts';
import { NarrowPage } from '../shell/NarrowPage.tsx';
import { navigate, useAddress } from '../shell/router.ts';
import { identity } from '../shell/session.ts';
import { usePageTitle } from '../shell/use-page-title.ts';
import { SingleSignOn, SingleSignOnFault } from './SingleSignOn.tsx';

export default function LoginPage() {
  usePageTitle('Sign in');
  const asked = useAddress().searchParams;
  const next = ownPath(asked.get('next'));
  const me = useMe();

  useEffect(() => {
    if (!me) return;
    // The documentation is no page of this router.
    if (next?.startsWith('/api/')) window.location.replace(next);
    else navigate(next ?? homeOf(me), { replace: true });
  }, [me, next]);

  return (
    <NarrowPage>
      <h1 className="for-screen-readers">Sign in</h1>
      {asked.get('link') === 'expired' && (
        <Notice tone="warn">
          That sign-in link no longer works: each is good once, and for a short time. Sign in here, or ask for
          a new one.
        </Notice>
      )}
      <SingleSignOnFault reason={asked.get('sso')} />
      <LoginForm />
      <SingleSignOn next={next} />
    </NarrowPage>
  );
}

function LoginForm() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, fault, run } = useAction();

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => identity.set(await session.login({ email, password })));
  };
  return (
    <form className="form" onSubmit={submit}>
      {fault && (
        <Notice tone="bad">
          {fault.status === 401 ? 'The e-mail address or the password is wrong.' : fault.message}
        </Notice>
      )}
      <TextField
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button look="primary" type="submit" busy={busy}>
        Sign in
      </Button>
      <p className="soft small">Forgotten it? An admin can give you a new one.</p>
    </form>
  );
}

function homeOf(me: Me): string {
  return me.person.role === 'admin' || (me.person.role === 'supervisor' && me.agent === null)
    ? '/admin'
    : '/agent';
}
