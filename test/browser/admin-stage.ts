import { expect } from 'vitest';
import { end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, staff } from '../support/office.ts';
import { openStage, type Stage, type Window } from './stage.ts';

const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };

/** The office after one missed call, which rang at a phone that is nobody's too, and a window of its admin. */
export async function openAdminStage(): Promise<{ stage: Stage; window: Window }> {
  const people = [...(anOffice().people ?? []), admin];
  const stage = await openStage({ provision: anOffice({ people }) });
  const stray = { userId: 'zdenek', extension: '117', name: 'Zdeněk Malý' };
  const cast = aCast();
  const missed = [ring(cast, 0, staff.eva), ring(cast, 0, stray), hangUp(cast, 0, staff.eva), end(cast)];
  await stage.play('office', missed);
  await stage.quiet();
  const window = await stage.window();
  await window.page.goto((await stage.service.signInUrl(admin.email)) ?? expect.fail());
  return { stage, window };
}
