import { type ReactNode, useEffect, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { Button, IconButton } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import './filter-bar.css';
import type { Option } from './options.tsx';
import { SelectField } from './SelectField.tsx';
import { useQuery } from './use-query.ts';

export interface Filter {
  /** Its name in the address. */
  id: string;
  label: string;
  options: readonly Option[];
}

const typingMs = 250;
/** The choice that filters nothing; no option's id looks like it. */
const all = '*';

/** Search and choices above a table, kept in the address. Read them with `useQuery().get(id)`; search is `q`. */
export function FilterBar({
  search,
  filters = [],
  children,
}: {
  /** What one may search for; without it there is no search. */
  search?: string;
  filters?: readonly Filter[];
  /** At the end: how many, export. */
  children?: ReactNode;
}) {
  const query = useQuery();
  const names = ['q', ...filters.map(({ id }) => id)];
  const clear = () => query.set(Object.fromEntries(names.map((name) => [name, null])));
  return (
    <div className="filter-bar" role="search">
      {search && <Search label={search} />}
      {filters.map(({ id, label, options }) => (
        <SelectField
          key={id}
          label={label}
          isRequired
          options={[{ id: all, name: `${label}: all` }, ...withAsked(options, query.get(id))]}
          value={query.get(id) ?? all}
          onChange={(value) => query.set({ [id]: value === all ? null : value })}
        />
      ))}
      {names.some((name) => query.get(name)) && (
        <Button look="quiet" onClick={clear}>
          Clear
        </Button>
      )}
      <div className="filter-bar-end">{children}</div>
    </div>
  );
}

/** What the address asks for is shown, also before the choices are there and after it was removed. */
function withAsked(options: readonly Option[], asked: string | null): readonly Option[] {
  if (asked === null || options.some(({ id }) => id === asked)) return options;
  return [...options, { id: asked, name: asked }];
}

function Search({ label }: { label: string }) {
  const query = useQuery();
  const asked = query.get('q') ?? '';
  const [text, setText] = useState(asked);

  // The back button, and "Clear".
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = window.setTimeout(() => query.set({ q: text }), typingMs);
    return () => window.clearTimeout(timer);
  });
  return (
    <SearchField
      aria-label={label}
      className="search"
      value={text}
      onChange={setText}
      onClear={() => query.set({ q: null })}
    >
      <Icon name="search" size={16} />
      <Input className="field-input" placeholder={label} />
      {text && <IconButton icon="close" label="Clear the search" onClick={() => query.set({ q: null })} />}
    </SearchField>
  );
}
