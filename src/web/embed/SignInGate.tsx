import { useEffect, useEffectEvent, useRef } from 'react';
import { session } from '../api/endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { Notice } from '../components/Notice.tsx';
import { identity } from '../shell/session.ts';
import { onSignedIn } from './sign-in-message.ts';

/** A frame cannot sign in by itself: browsers keep passwords and cookies from it. A window of our own can. */
export function SignInGate() {
  const opened = useRef<Window | null>(null);
  const { busy, fault, run } = useAction();
  const take = useEffectEvent((code: string) => {
    void run(async () => identity.set(await session.signFrameIn(code)));
  });
  useEffect(
    () =>
      onSignedIn(
        () => opened.current,
        (code) => take(code),
      ),
    [],
  );
  const open = () => {
    opened.current = window.open('/embed/sign-in', 'ringside-sign-in', 'popup,width=440,height=620');
  };
  return (
    <main className="embed">
      <EmptyState icon="phone" title="Your calls, here">
        <p>Sign in once; a small window opens for it.</p>
        {fault && <Notice tone="bad">{fault.message}</Notice>}
        <Button look="primary" busy={busy} onClick={open}>
          Sign in to Ringside
        </Button>
      </EmptyState>
    </main>
  );
}
