import { useState } from 'react';
import type { Agent, Source } from '../../../api/admin.ts';
import type { Mapping } from '../../../api/mapping.ts';
import type { AgentInput } from '../../api/agent-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../controls/Dialog.tsx';
import { Form } from '../../controls/Form.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { navigate } from '../../shell/router.ts';
import { CrmUsersPart } from './CrmUsersPart.tsx';
import { PhonesPart, type PhoneDraft } from './PhonesPart.tsx';

export function AgentForm({
  agent,
  sources,
  mapping,
  onSave,
}: {
  agent: Agent | null;
  sources: readonly Source[];
  mapping: Mapping | null;
  onSave: (input: AgentInput) => Promise<void>;
}) {
  const [draft, setDraft] = useState(() => draftOf(agent, sources));
  const { busy, fault, run } = useAction();
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const readOnly = agent?.provisioned ?? false;
  return (
    <div className="form-card">
      <Form fault={fault} onSubmit={() => void run(() => onSave(inputOf(draft)))}>
        <div className="form-pair">
          <TextField
            label="Name"
            name="name"
            isRequired
            isDisabled={readOnly}
            maxLength={120}
            value={draft.name}
            onChange={(name) => change({ name })}
          />
          <TextField
            label="E-mail address"
            name="email"
            type="email"
            isRequired
            isDisabled={readOnly}
            hint="Who signs in with it sees this agent’s calls."
            value={draft.email}
            onChange={(email) => change({ email })}
          />
        </div>
        <PhonesPart
          phones={draft.pbx}
          sources={sources}
          isDisabled={readOnly}
          onChange={(pbx) => change({ pbx })}
        />
        <CrmUsersPart
          users={draft.crm}
          mapping={mapping}
          isDisabled={readOnly}
          onChange={(crm) => change({ crm })}
        />
        {!readOnly && <Buttons busy={busy} isNew={agent === null} />}
      </Form>
    </div>
  );
}

function Buttons({ busy, isNew }: { busy: boolean; isNew: boolean }) {
  return (
    <DialogActions>
      <Button onClick={() => navigate('/admin/agents')}>Cancel</Button>
      <Button look="primary" type="submit" busy={busy}>
        {isNew ? 'Add the agent' : 'Save'}
      </Button>
    </DialogActions>
  );
}

interface Draft {
  name: string;
  email: string;
  pbx: readonly PhoneDraft[];
  crm: AgentInput['crm'];
}

const blank = { user: '', extension: '', device: '' };

function draftOf(agent: Agent | null, sources: readonly Source[]): Draft {
  const first = sources[0];
  return {
    name: agent?.name ?? '',
    email: agent?.email ?? '',
    pbx:
      agent?.pbx.map((phone) => ({ ...blank, ...phone })) ??
      (first ? [{ source: first.name, ...blank }] : []),
    crm: agent?.crm ?? [],
  };
}

/** Rows that were left empty are none. */
function inputOf({ name, email, pbx, crm }: Draft): AgentInput {
  const phones = pbx
    .map(({ source, user, extension, device }) => ({
      source,
      ...(user.trim() && { user: user.trim() }),
      ...(extension.trim() && { extension: extension.trim() }),
      ...(device.trim() && { device: device.trim() }),
    }))
    .filter((phone) => Object.keys(phone).length > 1);
  return { name: name.trim(), email: email.trim(), pbx: phones, crm };
}
