import { useCallback } from 'react';
import type { PanelOffers } from '../../api/agent.ts';
import { calls } from '../api/endpoints.ts';
import { useResource } from '../api/use-resource.ts';

const keepMs = 60_000;
let asked: { at: number; answer: Promise<PanelOffers> } | null = null;

/** What admins set up changes rarely: one request serves all cards of a minute. */
function offers(): Promise<PanelOffers> {
  if (asked && Date.now() - asked.at < keepMs) return asked.answer;
  const answer = calls.offers();
  asked = { at: Date.now(), answer };
  answer.catch(() => (asked = null));
  return answer;
}

/** Null until it is known. */
export function useOffers(): PanelOffers | null {
  return useResource(useCallback(offers, [])).data;
}
