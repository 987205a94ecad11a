import { useCallback, useState } from 'react';
import type { ApiRules } from '../../../api/rules.ts';
import { rules, type Rules } from '../../api/rules-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Form } from '../../controls/Form.tsx';
import { toast } from '../../controls/toast.tsx';
import { UnsavedGuard } from '../../controls/UnsavedGuard.tsx';
import { PreviewOfRules } from './PreviewOfRules.tsx';
import { RulesFields } from './RulesFields.tsx';

/** What this connection wants logged, and beside it what that makes of the latest calls. */
export function RulesTab({ connection }: { connection: string }) {
  const resource = useResource(useCallback(() => rules.of(connection), [connection]));
  return (
    <Loaded resource={resource} lines={6}>
      {(loaded) => <Editor connection={connection} loaded={loaded} onSaved={resource.reload} />}
    </Loaded>
  );
}

function Editor({
  connection,
  loaded,
  onSaved,
}: {
  connection: string;
  loaded: ApiRules;
  onSaved: () => void;
}) {
  const [draft, setDraft] = useState<Rules>(loaded.rules);
  // Fields drawn anew: some hold a choice that is no rule yet.
  const [turn, setTurn] = useState(0);
  const goBackTo = (before: Rules) => {
    setDraft(before);
    setTurn((now) => now + 1);
  };
  const { busy, fault, run } = useAction();
  const changed = JSON.stringify(draft) !== JSON.stringify(loaded.rules);
  const save = () =>
    void run(async () => {
      const before = loaded.rules;
      const saved = await rules.save(connection, draft);
      setDraft(saved.rules);
      onSaved();
      toast('Saved, for calls that end from now on', {
        undo: async () => {
          await rules.save(connection, before);
          goBackTo(before);
          onSaved();
        },
      });
    });
  return (
    <div className="rules-columns">
      <UnsavedGuard isUnsaved={changed && !busy} />
      <div className="form-card">
        {loaded.provisioned && (
          <Notice>These rules come from a configuration file and can only be changed there.</Notice>
        )}
        <Form fault={fault} onSubmit={save}>
          <RulesFields
            key={turn}
            rules={draft}
            about={loaded}
            onChange={(part) => setDraft({ ...draft, ...part })}
          />
          {!loaded.provisioned && (
            <SaveOrDiscard busy={busy} changed={changed} onDiscard={() => goBackTo(loaded.rules)} />
          )}
        </Form>
      </div>
      <PreviewOfRules connection={connection} draft={draft} />
    </div>
  );
}

function SaveOrDiscard(props: { busy: boolean; changed: boolean; onDiscard: () => void }) {
  const { busy, changed, onDiscard } = props;
  return (
    <div className="cluster">
      <Button look="primary" type="submit" busy={busy} disabled={!changed}>
        Save the rules
      </Button>
      {changed && (
        <Button look="quiet" onClick={onDiscard}>
          Discard
        </Button>
      )}
    </div>
  );
}
