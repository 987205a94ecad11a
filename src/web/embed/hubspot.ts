import CallingExtensions, { Constants } from '@hubspot/calling-extensions-sdk';
import type { Pop } from '../../api/call.ts';
import type { EmbedPlaceShown } from '../../api/embed.ts';
import { type CrmWindow, type OpenOn, patienceMs } from './crm-window.ts';
import { hubspotHandlers } from './hubspot-handlers.ts';

type Coordinates = Parameters<CallingExtensions['navigateToRecord']>[0]['objectCoordinates'];

/** HubSpot's window around the calling app. Throws when it does not answer. */
export async function openHubspot(
  places: readonly EmbedPlaceShown[],
): Promise<{ crm: CrmWindow; openOn: OpenOn | null }> {
  const { sdk, portalId } = await sayHello();
  const place = places.find(({ account }) => account === portalId) ?? places[0];
  if (!place) throw new Error('No HubSpot connection is set up.');
  sdk.initialized({ isLoggedIn: true });
  sdk.userLoggedIn();
  return { crm: hubspotWindow(sdk, place), openOn: null };
}

/** HubSpot speaks first: it may begin before or after this page is ready, and repeats itself until it is answered. */
function sayHello(): Promise<{ sdk: CallingExtensions; portalId: string | null }> {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(
      () => reject(new Error('HubSpot does not answer. Open this page from HubSpot’s call widget.')),
      patienceMs,
    );
    const sdk = new CallingExtensions({
      debugMode: false,
      eventHandlers: hubspotHandlers({
        ready(portalId) {
          window.clearTimeout(timer);
          resolve({ sdk, portalId });
        },
        dial: () => sdk.sendError({ message: 'Ringside shows calls. Please dial on your phone.' }),
      }),
    });
  });
}

function hubspotWindow(sdk: CallingExtensions, { connection, account }: EmbedPlaceShown): CrmWindow {
  return {
    callBegan(pop) {
      const call = {
        externalCallId: pop.id,
        callStartTime: Date.parse(pop.startedAt),
        // Ringside logs every call itself, once, also when no page is open.
        createEngagement: false,
      };
      const [customer, own] = [pop.customer.e164 ?? pop.customer.number ?? '', pop.dialed ?? ''];
      if (pop.direction === 'outbound') sdk.outgoingCall({ ...call, fromNumber: own, toNumber: customer });
      else sdk.incomingCall({ ...call, fromNumber: customer, toNumber: own });
    },
    callAnswered: ({ id }) => sdk.callAnswered({ externalCallId: id }),
    callEnded(pop) {
      // The SDK's own method asks for an engagement, and there is none of HubSpot's making.
      sdk.sendMessage({
        type: Constants.messageType.CALL_ENDED,
        data: { externalCallId: pop.id, callEndStatus: endStatus(pop) },
      });
      sdk.callCompleted({ externalCallId: pop.id, hideWidget: false });
    },
    available: (is) => (is ? sdk.userAvailable() : sdk.userUnavailable()),
    openRecord(match) {
      if (match.connection !== connection) return false;
      const objectTypeId: Coordinates['objectTypeId'] = match.type === 'company' ? '0-2' : '0-1';
      sdk.navigateToRecord({
        objectCoordinates: { portalId: Number(account), objectTypeId, objectId: Number(match.id) },
      });
      return true;
    },
    recordsChanged: () => undefined,
    close: () => sdk.userLoggedOut(),
  };
}

function endStatus({ popState, outcome }: Pop): string {
  if (popState === 'missed') return 'MISSED';
  if (popState === 'answered_elsewhere') return 'CANCELED';
  const byOutcome = { busy: 'BUSY', rejected: 'REJECTED', failed: 'FAILED', no_answer: 'NO_ANSWER' } as const;
  return outcome !== null && outcome in byOutcome
    ? byOutcome[outcome as keyof typeof byOutcome]
    : 'COMPLETED';
}
