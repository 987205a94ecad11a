import type { ApiRules } from '../../../api/rules.ts';
import type { Rules } from '../../api/rules-endpoints.ts';
import { Help } from '../../controls/Help.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { SwitchField } from '../../controls/SwitchField.tsx';
import { TagField } from '../../controls/TagField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { NameFilterField } from './NameFilterField.tsx';

interface Props {
  rules: Rules;
  about: ApiRules;
  onChange: (part: Partial<Rules>) => void;
}

/** All rules of a connection, in the order of the questions an admin asks. */
export function RulesFields(props: Props) {
  return (
    <>
      <WhichCalls {...props} />
      <Whom {...props} />
      <Words {...props} />
    </>
  );
}

const switches = [
  { name: 'logMissed', label: 'Missed calls', hint: 'Inbound calls that nobody answered.' },
  { name: 'logUnansweredOutbound', label: 'Outbound calls that were not answered' },
  { name: 'logInternal', label: 'Calls between colleagues' },
] as const;

function WhichCalls({ rules, about, onChange }: Props) {
  return (
    <fieldset className="settings-part">
      <legend>Which calls are logged</legend>
      {switches.map(({ name, label, ...more }) => (
        <SwitchField
          key={name}
          {...more}
          label={label}
          name={name}
          isDisabled={about.provisioned}
          isSelected={rules[name]}
          onChange={(on) => onChange({ [name]: on })}
        />
      ))}
      <NameFilterField
        label="Phone systems"
        name="sources"
        isDisabled={about.provisioned}
        value={rules.sources}
        onChange={(sources) => onChange({ sources })}
      />
      <NameFilterField
        label="Queues"
        name="queues"
        isDisabled={about.provisioned}
        value={rules.queues}
        onChange={(queues) => onChange({ queues })}
      />
    </fieldset>
  );
}

const unknown = [
  { id: 'log', name: 'Log it without a contact' },
  { id: 'skip', name: 'Do not log it' },
  { id: 'create_lead', name: 'Make a lead, and log it there' },
  { id: 'create_contact', name: 'Make a contact, and log it there' },
] as const;

const several = [
  { id: 'latest', name: 'The one changed last' },
  { id: 'owner', name: 'The one of the agent who talked' },
  { id: 'ask', name: 'Ask the agent', about: 'The call waits for the choice a while.' },
  { id: 'none', name: 'None of them' },
] as const;

const leadIds = [
  { id: 'match', name: 'Find the record in this CRM' },
  { id: 'ignore', name: 'They are another system’s: go by the number' },
] as const;

function Whom({ rules, about, onChange }: Props) {
  const { neverMatch } = rules;
  const never = (part: Partial<Rules['neverMatch']>) => onChange({ neverMatch: { ...neverMatch, ...part } });
  return (
    <fieldset className="settings-part">
      <legend>Whom they belong to</legend>
      <SelectField
        label="When nobody has the number"
        name="unknownCaller"
        isRequired
        isDisabled={about.provisioned}
        options={unknown.filter(({ id }) => about.createsPeople || !id.startsWith('create'))}
        value={rules.unknownCaller}
        onChange={(id) => onChange(pick(unknown, id, (unknownCaller) => ({ unknownCaller })))}
      />
      <SelectField
        label="When several have it"
        name="severalMatches"
        isRequired
        isDisabled={about.provisioned}
        options={several}
        value={rules.severalMatches}
        onChange={(id) => onChange(pick(several, id, (severalMatches) => ({ severalMatches })))}
      />
      <SelectField
        label="Lead ids of the phone system"
        name="leadIds"
        isRequired
        isDisabled={about.provisioned}
        options={leadIds}
        value={rules.leadIds}
        onChange={(id) => onChange(pick(leadIds, id, (which) => ({ leadIds: which })))}
      />
      <TextField
        label="Owner of what no mapped agent owns"
        name="defaultOwner"
        isDisabled={about.provisioned}
        hint="A CRM user id. Without it the CRM decides."
        maxLength={200}
        value={rules.defaultOwner ?? ''}
        onChange={(text) => onChange({ defaultOwner: text || null })}
      />
      <TagField
        label="Numbers that are nobody’s"
        name="neverMatch.numbers"
        isDisabled={about.provisioned}
        hint="Of your own company, or a switchboard many share: with + and the country code."
        value={neverMatch.numbers}
        onChange={(numbers) => never({ numbers })}
      />
      <TagField
        label="Companies that are never matched"
        name="neverMatch.companies"
        isDisabled={about.provisioned}
        value={neverMatch.companies}
        onChange={(companies) => never({ companies })}
      />
    </fieldset>
  );
}

function Words({ rules, about, onChange }: Props) {
  return (
    <fieldset className="settings-part">
      <legend>
        What stands in the CRM
        <Help about="a template">
          <p>
            Text with placeholders: <code>{'{{customer}}'}</code>, or <code>{'{{customer|unknown}}'}</code> to
            say what stands there when it is empty.
          </p>
          <dl className="placeholders" tabIndex={0}>
            {about.placeholders.map(({ name, means }) => (
              <div key={name}>
                <dt>
                  <code>{`{{${name}}}`}</code>
                </dt>
                <dd>{means}</dd>
              </div>
            ))}
          </dl>
        </Help>
      </legend>
      <TextField
        label="Subject"
        name="subject"
        isDisabled={about.provisioned}
        hint="Without it, the usual one: “Missed call from Karel Novák”."
        maxLength={500}
        mono
        value={rules.subject ?? ''}
        onChange={(text) => onChange({ subject: text || null })}
      />
      <TextField
        label="Body"
        name="body"
        isDisabled={about.provisioned}
        hint="Without it, a list of the call’s details."
        lines={5}
        mono
        maxLength={10_000}
        value={rules.body ?? ''}
        onChange={(text) => onChange({ body: text || null })}
      />
      <SwitchField
        label="Never change what was written"
        name="createOnly"
        isDisabled={about.provisioned}
        hint="For CRM users who may create records but not edit them. Late notes are not added then."
        isSelected={rules.createOnly}
        onChange={(createOnly) => onChange({ createOnly })}
      />
    </fieldset>
  );
}

/** The choice of this id, as the list's own type knows it. */
function pick<const Id extends string, R extends object>(
  list: readonly { id: Id }[],
  id: string,
  to: (id: Id) => R,
): Partial<R> {
  const found = list.find((one) => one.id === id);
  return found ? to(found.id) : {};
}
