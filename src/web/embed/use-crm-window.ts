import { useEffect, useEffectEvent, useState } from 'react';
import { embeds } from '../api/endpoints.ts';
import { openRecordsWith } from '../agent/record-opener.ts';
import { panelStore } from '../stream/panel-store.ts';
import type { PanelState } from '../stream/state.ts';
import { momentsBetween, recordToOpen } from './call-moments.ts';
import type { CrmWindow, OpenOn } from './crm-window.ts';
import { openHubspot } from './hubspot.ts';
import { opensNow } from './open-on.ts';
import { openSalesforce } from './salesforce.ts';

const openers = { salesforce: openSalesforce, hubspot: openHubspot };
export type Crm = keyof typeof openers;

export interface CrmLink {
  /** Null while it is being opened, and when that failed. */
  crm: CrmWindow | null;
  /** As the CRM's admin set it up. */
  openOn: OpenOn | null;
  problem: string | null;
}

/** Opens the way to the CRM's window around this frame. */
export function useCrmLink(name: Crm): CrmLink {
  const [link, setLink] = useState<CrmLink>({ crm: null, openOn: null, problem: null });
  useEffect(() => {
    let opened: CrmWindow | null = null;
    let left = false;
    const open = async () => {
      const { places } = await embeds.of(name);
      const { crm, openOn } = await openers[name](places);
      if (left) {
        crm.close();
        return;
      }
      opened = crm;
      openRecordsWith(crm.openRecord);
      setLink({ crm, openOn, problem: null });
    };
    open().catch((error: unknown) => {
      const problem = error instanceof Error ? error.message : 'The CRM’s window could not be reached.';
      if (!left) setLink({ crm: null, openOn: null, problem });
    });
    return () => {
      left = true;
      openRecordsWith(null);
      opened?.close();
    };
  }, [name]);
  return link;
}

/** Tells the CRM's window what happens to the calls, and has it open records. */
export function useTelling(crm: CrmWindow | null, openOn: OpenOn): void {
  const tell = useEffectEvent((window: CrmWindow, before: PanelState | null, now: PanelState) => {
    for (const { moment, pop } of momentsBetween(before?.calls ?? [], now.calls)) {
      if (moment === 'began') window.callBegan(pop);
      if (moment === 'answered') window.callAnswered(pop);
      if (moment === 'ended') window.callEnded(pop);
    }
    if (isAvailable(now) !== (before ? isAvailable(before) : null)) window.available(isAvailable(now));
    if (inFront()) openRecords(window, now, openOn);
  });
  useEffect(() => {
    if (!crm) return;
    let known: PanelState | null = null;
    const look = () => {
      const now = panelStore.get();
      if (now.link !== 'live' && known === null) return;
      const before = known;
      known = now;
      tell(crm, before, now);
    };
    look();
    return panelStore.subscribe(look);
  }, [crm]);
  useRefreshing(crm);
}

function openRecords(crm: CrmWindow, { calls }: PanelState, openOn: OpenOn): void {
  for (const { pop } of calls) {
    const match = recordToOpen(pop, openOn);
    if (match && opensNow(pop.id)) crm.openRecord(match);
  }
}

/** Of several tabs of the CRM one opens the record: the one that is looked at, else the one that leads. */
function inFront(): boolean {
  return !document.hidden || (panelStore.leads() && !panelStore.anyTabInView());
}

function isAvailable({ presence }: PanelState): boolean {
  return presence === null || presence.state === 'available' || presence.state === 'unknown';
}

/** A note is in the CRM some seconds after it was written: the call has to settle first. */
const inCrmAfterMs = 8_000;

function useRefreshing(crm: CrmWindow | null): void {
  useEffect(() => {
    let last = panelStore.get().changed[0];
    let timer: number | undefined;
    const stop = panelStore.subscribe(() => {
      const [newest] = panelStore.get().changed;
      if (newest === last) return;
      last = newest;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => crm?.recordsChanged(), inCrmAfterMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [crm]);
}
