import type { EmbedPlaceShown } from '../../api/embed.ts';
import type { CrmWindow, OpenOn } from './crm-window.ts';
import { isOpenOn } from './open-on.ts';

/** Open CTI for Lightning Experience, as far as it is used here (Open CTI Developer Guide). */
interface OpenCti {
  SCREENPOP_TYPE: { SOBJECT: string };
  screenPop(given: { type: string; params: { recordId: string }; callback?: Callback }): void;
  setSoftphonePanelVisibility(given: { visible: boolean; callback?: Callback }): void;
  getCallCenterSettings(given: { callback: Callback }): void;
  refreshView(given: { callback?: Callback }): void;
}
type Callback = (answer: { success?: boolean; returnValue?: unknown; errors?: unknown }) => void;

/** Lightning's window around the softphone. Throws when Salesforce's script does not load. */
export async function openSalesforce(
  places: readonly EmbedPlaceShown[],
): Promise<{ crm: CrmWindow; openOn: OpenOn | null }> {
  const place = placeAround(places);
  if (!place?.script) throw new Error('No Salesforce connection belongs to this window.');
  await loadScript(place.script);
  const cti = openCti();
  if (cti === null) throw new Error('Salesforce’s script is there, but has no Open CTI.');
  return { crm: salesforceWindow(cti, place.connection), openOn: await callCenterOpenOn(cti) };
}

function salesforceWindow(cti: OpenCti, connection: string): CrmWindow {
  return {
    callBegan: () => cti.setSoftphonePanelVisibility({ visible: true }),
    callAnswered: () => undefined,
    callEnded: () => undefined,
    available: () => undefined,
    openRecord(match) {
      if (match.connection !== connection) return false;
      cti.screenPop({ type: cti.SCREENPOP_TYPE.SOBJECT, params: { recordId: match.id } });
      return true;
    },
    recordsChanged: () => cti.refreshView({}),
    close: () => undefined,
  };
}

/** One org's window can be told from another's by its host. Firefox knows no ancestors, only who led here. */
function placeAround(places: readonly EmbedPlaceShown[]): EmbedPlaceShown | undefined {
  const [around] =
    'ancestorOrigins' in window.location
      ? window.location.ancestorOrigins
      : [URL.parse(document.referrer)?.origin];
  return places.find(({ ancestors }) => around && ancestors.includes(around)) ?? places[0];
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('Salesforce’s script could not be loaded.'));
    document.head.append(script);
  });
}

function openCti(): OpenCti | null {
  const sforce: unknown = Reflect.get(window, 'sforce');
  if (typeof sforce !== 'object' || sforce === null || !('opencti' in sforce)) return null;
  return isOpenCti(sforce.opencti) ? sforce.opencti : null;
}

function isOpenCti(cti: unknown): cti is OpenCti {
  return typeof cti === 'object' && cti !== null && 'screenPop' in cti && 'SCREENPOP_TYPE' in cti;
}

/** What the admin wrote into the call center definition; null: nothing that is known here. */
function callCenterOpenOn(cti: OpenCti): Promise<OpenOn | null> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(() => resolve(null), 5_000);
    cti.getCallCenterSettings({
      callback({ success, returnValue }) {
        window.clearTimeout(timer);
        const said: unknown =
          success && typeof returnValue === 'object' && returnValue !== null
            ? Reflect.get(returnValue, '/ringside/openOn')
            : null;
        resolve(isOpenOn(said) ? said : null);
      },
    });
  });
}
