import { account } from '../api/account-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Button } from '../components/Button.tsx';
import { Notice } from '../components/Notice.tsx';

/** Why sign-in at the identity provider led back here (`?sso=`). */
const reasons: Readonly<Record<string, string>> = {
  down: 'Single sign-on does not answer right now. Try again in a moment, or use your password.',
  failed: 'Single sign-on did not work. Try again; if it stays, the server’s log says why.',
  refused: 'You were not signed in. Try again, or use your password.',
  unverified: 'Single sign-on has not checked your e-mail address yet. Confirm it there, then try again.',
  unknown: 'You are known to single sign-on, but not here. Ask an admin to invite your e-mail address.',
  disabled: 'Your account here is disabled. Ask an admin.',
};

export function SingleSignOnFault({ reason }: { reason: string | null }) {
  const text = reason === null ? undefined : reasons[reason];
  return text === undefined ? null : <Notice tone="warn">{text}</Notice>;
}

/** The way to the identity provider, where there is one; says so when it does not answer. */
export function SingleSignOn({ next }: { next: string | null }) {
  const methods = useResource(account.methods);
  const oidc = methods.data?.oidc;
  if (!oidc) return null;
  if (!oidc.available) {
    return (
      <Notice
        tone="warn"
        action={
          <Button icon="refresh" busy={methods.loading} onClick={methods.reload}>
            Try again
          </Button>
        }
      >
        Single sign-on at <span className="foreign">{oidc.name}</span> does not answer right now.
      </Notice>
    );
  }
  const to = next === null ? '/auth/oidc' : `/auth/oidc?next=${encodeURIComponent(next)}`;
  return (
    <a className="button button-plain" href={to}>
      Sign in with {oidc.name}
    </a>
  );
}
