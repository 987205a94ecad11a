import { lazyPage } from '../shell/lazy-page.ts';

/** What an agent does about a call, once it was shown. */

export const loadNote = () => import('./note/CallNote.tsx');
export const loadPerson = () => import('./person/NewPerson.tsx');

export const CallNote = lazyPage(loadNote);
export const NewPerson = lazyPage(loadPerson);
