import type { Selection as Keys } from 'react-aria-components';

export interface Selection {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
}

/** Our selection in React Aria's words, where "all" is a word of its own. */
export function selectionProps(selection: Selection | undefined, all: () => string[]) {
  if (!selection) return {};
  return {
    selectionMode: 'multiple' as const,
    selectedKeys: selection.ids,
    onSelectionChange: (keys: Keys) => {
      selection.onChange(new Set(keys === 'all' ? all() : [...keys].map(String)));
    },
  };
}
