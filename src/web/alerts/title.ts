import calmIcon from '../look/icon.svg';
import ringingIcon from '../look/icon-ringing.svg';

/** The tab's title and icon: the page's own, and while a call rings, the caller's. */
const product = 'Ringside';
let page: string | null = null;
let ring: string | null = null;

export function setPageTitle(title: string | null): void {
  page = title;
  show();
}

export function setRingTitle(title: string | null): void {
  if (ring === title) return;
  ring = title;
  show();
}

function show(): void {
  const title = ring ?? page;
  document.title = title ? `${title} — ${product}` : product;
  document.querySelector('link[rel="icon"]')?.setAttribute('href', ring === null ? calmIcon : ringingIcon);
}
