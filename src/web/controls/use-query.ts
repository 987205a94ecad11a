import { navigate, useAddress } from '../shell/router.ts';

export interface Query {
  get: (name: string) => string | null;
  /** Sets what is named and leaves the rest; null or '' takes one away. The back button leaves the page as before. */
  set: (values: Record<string, string | null>) => void;
}

/** What the address asks for after `?`: filters, sorting, tabs. A link to it shows the same. */
export function useQuery(): Query {
  const address = useAddress();
  return {
    get: (name) => address.searchParams.get(name),
    set(values) {
      const query = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(values)) {
        if (value) query.set(name, value);
        else query.delete(name);
      }
      const text = query.toString();
      navigate(window.location.pathname + (text && `?${text}`), { replace: true, stay: true });
    },
  };
}
