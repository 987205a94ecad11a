import { type SubmitEvent, useState } from 'react';
import type { Agent, Me, Source } from '../../api/admin.ts';
import { admin } from '../api/admin-endpoints.ts';
import type { Identity } from '../api/agent-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/Field.tsx';
import { Notice } from '../components/Notice.tsx';
import { refreshMe } from '../shell/me.ts';

/** Which phone rings at this person's desk: enough to know which calls are theirs. */
export function PhoneForm({
  source,
  agent,
  me,
  onSaved,
  onSkip,
}: {
  source: Source;
  /** The admin's own agent; undefined: there is none yet. */
  agent: Agent | undefined;
  me: Me;
  onSaved: () => void;
  onSkip: () => void;
}) {
  const [user, setUser] = useState('');
  const [extension, setExtension] = useState('');
  const { busy, fault, run } = useAction();
  const hasExtensions = source.dialect !== withoutExtensions;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const identity = identityOf(source, user, extension);
    void run(async () => {
      if (agent) await admin.saveAgent(agent.id, { ...agent, pbx: [...agent.pbx, identity] });
      else await admin.addAgent({ name: me.person.name, email: me.person.email, pbx: [identity], crm: [] });
      await refreshMe();
      onSaved();
    });
  };
  return (
    <form className="form" onSubmit={submit}>
      <p className="soft">
        So that your own calls show on your screen.{hasExtensions && ' Either one is enough.'}
      </p>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <div className="form-pair">
        {hasExtensions && <ExtensionField value={extension} onChange={setExtension} />}
        <TextField
          label="Your user id in the phone system"
          maxLength={200}
          value={user}
          onChange={(event) => setUser(event.target.value)}
        />
      </div>
      <div className="cluster">
        <Button look="primary" type="submit" busy={busy} disabled={!user.trim() && !extension.trim()}>
          Save
        </Button>
        <Button look="quiet" onClick={onSkip}>
          I have no phone
        </Button>
      </div>
    </form>
  );
}

function ExtensionField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      label="Your extension"
      inputMode="tel"
      placeholder="101"
      maxLength={40}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Its events name people by user id only. */
const withoutExtensions = 'contaqt';

function identityOf(source: Source, user: string, extension: string): Identity {
  return {
    source: source.name,
    ...(user.trim() && { user: user.trim() }),
    ...(extension.trim() && { extension: extension.trim() }),
  };
}
