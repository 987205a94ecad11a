import type { Session } from '../../api/people.ts';
import { account } from '../api/account-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { useResource } from '../api/use-resource.ts';
import { Button } from '../components/Button.tsx';
import { Card } from '../components/Card.tsx';
import { Chip } from '../components/Chip.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { Notice } from '../components/Notice.tsx';
import { RelativeTime } from '../components/Time.tsx';
import { browserName } from './browser-name.ts';

/** Where one is signed in; each can be ended, and all others at once. */
export function SessionsCard() {
  const sessions = useResource(account.sessions);
  const { busy, fault, run } = useAction();
  const end = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work();
      sessions.reload();
    });
  const others = (sessions.data?.items ?? []).some(({ current }) => !current);
  return (
    <Card
      title="Where you are signed in"
      aside={
        others && (
          <Button busy={busy} onClick={() => end(account.endOtherSessions)}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <Loaded resource={sessions}>
        {({ items }) => (
          <ul className="sessions">
            {items.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                busy={busy}
                onEnd={() => end(() => account.endSession(session.id))}
              />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { current, address, userAgent, seenAt, signedInAt } = session;
  const name = browserName(userAgent);
  return (
    <li className="session">
      <div className="session-text">
        <p className="foreign">{name}</p>
        <p className="soft small">
          {address !== null && <span className="foreign">{address}, </span>}
          used <RelativeTime at={seenAt} />
          {signedInAt !== null && (
            <>
              , signed in <RelativeTime at={signedInAt} />
            </>
          )}
        </p>
      </div>
      {current ? (
        <Chip tone="accent">This one</Chip>
      ) : (
        <Button disabled={busy} aria-label={`Sign out: ${name}`} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
