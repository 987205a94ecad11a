import { useState } from 'react';
import type { Rules } from '../../api/rules-endpoints.ts';
import { SelectField } from '../../controls/SelectField.tsx';
import { TagField } from '../../controls/TagField.tsx';

type Filter = Rules['sources'];
type Way = 'all' | 'only' | 'except';

/** All, only some, or all but some, by name. */
export function NameFilterField({
  label,
  name,
  value,
  isDisabled,
  onChange,
}: {
  label: string;
  name: string;
  value: Filter;
  isDisabled: boolean;
  onChange: (value: Filter) => void;
}) {
  // A way is chosen before there is a name, and an empty list is no filter yet.
  const [way, setWay] = useState<Way>(wayOf(value));
  const names = namesOf(value);
  const set = (next: Way, list: string[]) => {
    setWay(next);
    onChange(
      next === 'all' || list.length === 0 ? null : next === 'only' ? { only: list } : { except: list },
    );
  };
  return (
    <div className="rule-rows">
      <SelectField
        label={label}
        name={name}
        isRequired
        isDisabled={isDisabled}
        options={[
          { id: 'all', name: 'All' },
          { id: 'only', name: 'Only these' },
          { id: 'except', name: 'All but these' },
        ]}
        value={way}
        onChange={(next) => set(next === 'only' || next === 'except' ? next : 'all', names)}
      />
      {way !== 'all' && (
        <TagField
          label={`Names of ${label.toLowerCase()}`}
          isRequired
          isDisabled={isDisabled}
          hint="Press Enter after each."
          value={names}
          onChange={(list) => set(way, list)}
        />
      )}
    </div>
  );
}

function wayOf(value: Filter): Way {
  if (value === null) return 'all';
  return 'only' in value ? 'only' : 'except';
}

function namesOf(value: Filter): string[] {
  if (value === null) return [];
  return 'only' in value ? value.only : value.except;
}
