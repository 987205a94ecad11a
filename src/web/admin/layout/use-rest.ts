import { createContext, useContext } from 'react';

const Rest = createContext<readonly string[]>([]);
export const RestProvider = Rest.Provider;

/** What the address says after the page's own path: `/admin/calls/17` → `['17']`. */
export function useRest(): readonly string[] {
  return useContext(Rest);
}
