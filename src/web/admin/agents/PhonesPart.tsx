import type { Source } from '../../../api/admin.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Help } from '../../controls/Help.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { Link } from '../../shell/Link.tsx';

export interface PhoneDraft {
  source: string;
  user: string;
  extension: string;
  device: string;
}

interface Props {
  phones: readonly PhoneDraft[];
  sources: readonly Source[];
  isDisabled: boolean;
  onChange: (phones: PhoneDraft[]) => void;
}

/** The agent's phones: as many as there are, on as many phone systems. */
export function PhonesPart({ phones, sources, isDisabled, onChange }: Props) {
  const first = sources[0];
  const add = (source: string) => onChange([...phones, { source, user: '', extension: '', device: '' }]);
  return (
    <section className="form-part" aria-labelledby="agent-phones">
      <h2 id="agent-phones" className="section-title">
        Phones
        <Help about="how a phone is known">
          <p>
            One of the three is enough. The user id is the surest: it stays when somebody changes the desk.
          </p>
          <p>
            The extension is right where everybody has a desk of their own; the device, where the phone system
            sends one.
          </p>
        </Help>
      </h2>
      {phones.map((phone, at) => (
        <PhoneRow
          key={at}
          at={at}
          phone={phone}
          sources={sources}
          isDisabled={isDisabled}
          onChange={(next) => onChange(phones.map((one, index) => (index === at ? next : one)))}
          onRemove={() => onChange(phones.filter((_, index) => index !== at))}
        />
      ))}
      {first && !isDisabled && (
        <div>
          <Button onClick={() => add(first.name)}>Add a phone</Button>
        </div>
      )}
      {!first && (
        <p className="soft">
          There is no phone system yet. <Link to="/admin/sources">Add one</Link> first.
        </p>
      )}
    </section>
  );
}

function PhoneRow({
  at,
  phone,
  sources,
  isDisabled,
  onChange,
  onRemove,
}: Pick<Props, 'sources' | 'isDisabled'> & {
  at: number;
  phone: PhoneDraft;
  onChange: (phone: PhoneDraft) => void;
  onRemove: () => void;
}) {
  const field = (part: 'user' | 'extension' | 'device') => ({
    name: `pbx[${at}].${part}`,
    value: phone[part],
    isDisabled,
    onChange: (text: string) => onChange({ ...phone, [part]: text }),
  });
  return (
    <div className="phone-row" role="group" aria-label={`Phone ${at + 1}`}>
      <SelectField
        label="Phone system"
        name={`pbx[${at}].source`}
        isRequired
        isDisabled={isDisabled}
        options={sources.map(({ name }) => ({ id: name, name }))}
        value={phone.source}
        onChange={(source) => onChange({ ...phone, source })}
      />
      <TextField label="User id" maxLength={200} {...field('user')} />
      <TextField label="Extension" maxLength={40} {...field('extension')} />
      <TextField label="Device" maxLength={200} {...field('device')} />
      {!isDisabled && <IconButton icon="close" label={`Take phone ${at + 1} away`} onClick={onRemove} />}
    </div>
  );
}
