import type { EventHandlers } from '@hubspot/calling-extensions-sdk';

interface Ears {
  /** HubSpot's window is there; which account it shows. */
  ready(portalId: string | null): void;
  /** Someone clicked a number to call it. */
  dial(): void;
}

const nothing = (): void => undefined;

/** The SDK wants a word for everything HubSpot may say; most of it needs no answer here. */
export function hubspotHandlers({ ready, dial }: Ears): EventHandlers {
  return {
    onReady: (said: unknown) => ready(portalIn(said)),
    onDialNumber: dial,
    onCallerIdMatchFailed: nothing,
    onCallerIdMatchSucceeded: nothing,
    onCreateEngagementFailed: nothing,
    onCreateEngagementSucceeded: nothing,
    onEndCall: nothing,
    onEngagementCreated: nothing,
    onInitiateCallIdFailed: nothing,
    onInitiateCallIdSucceeded: nothing,
    onNavigateToRecordFailed: nothing,
    onPublishToChannelFailed: nothing,
    onPublishToChannelSucceeded: nothing,
    onFinalizeEngagementFailed: nothing,
    onFinalizeEngagementSucceeded: nothing,
    onSetCallState: nothing,
    onSetWidgetUrlFailed: nothing,
    onUpdateEngagementFailed: nothing,
    onUpdateEngagementSucceeded: nothing,
    onVisibilityChanged: nothing,
    onFailed: nothing,
    defaultEventHandler: nothing,
  };
}

function portalIn(said: unknown): string | null {
  if (typeof said !== 'object' || said === null || !('portalId' in said)) return null;
  const { portalId } = said;
  return typeof portalId === 'number' || typeof portalId === 'string' ? String(portalId) : null;
}
