import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { popShape, type Pop } from '../../src/api/call.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, anOffice, karel, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService({ provision: anOffice() });
});
afterAll(() => office.stop());

async function act(
  method: string,
  path: string,
  body: object,
  agent: string = staff.eva.email,
): Promise<Response> {
  return fetch(`${office.service.url}${path}?agent=${encodeURIComponent(agent)}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
const popOf = async (response: Response): Promise<Pop> => popShape.parse(await response.json());

/** A call from this number that Eva answered, settled and logged. */
async function evaTalkedWith(customerNumber: string): Promise<{ id: string; pbxCallId: string }> {
  const cast = aCast({ customerNumber });
  await office.play('office', scenarios.linuxbox.simple(cast));
  await office.quiet();
  return office.callOf(cast.callId);
}

describe('a note', () => {
  it('written after the call was logged is in the contact book with it', async () => {
    const { id, pbxCallId } = await evaTalkedWith(karel.phone);
    const pop = await popOf(
      await act('PUT', `/api/agent/calls/${id}/note`, { note: ' Call back ', disposition: 'Connected' }),
    );
    expect(pop).toMatchObject({ note: 'Call back', disposition: 'Connected' });
    await office.quiet();
    expect(await office.inBook(pbxCallId)).toMatchObject([{ note: 'Call back', disposition: 'Connected' }]);
    await act('PUT', `/api/agent/calls/${id}/note`, { note: '' });
    await office.quiet();
    expect(await office.inBook(pbxCallId)).toMatchObject([{ note: null, disposition: null }]);
  });

  it('is refused on a colleague’s call', async () => {
    const { id } = await evaTalkedWith(karel.phone);
    const response = await act('PUT', `/api/agent/calls/${id}/note`, { note: 'x' }, staff.iva.email);
    expect(response.status).toBe(404);
  });
});

describe('an unknown caller', () => {
  const stranger = '+420601222333';

  it('becomes a contact: the call belongs to them, and the next ring knows them', async () => {
    const { id, pbxCallId } = await evaTalkedWith(stranger);
    expect(await office.inBook(pbxCallId)).toMatchObject([{ link: null }]);
    const response = await act('POST', `/api/agent/calls/${id}/contact`, {
      name: 'Nora Nová',
      company: 'Nová',
    });
    expect(response.status).toBe(201);
    const pop = await popOf(response);
    expect(pop.matches).toMatchObject([{ name: 'Nora Nová', company: 'Nová', connection: 'contacts' }]);
    await office.quiet();
    expect(await office.inBook(pbxCallId)).toMatchObject([
      { customerName: 'Nora Nová', link: { id: pop.matches[0]?.id } },
    ]);

    const next = await evaTalkedWith(stranger);
    expect(await office.callOf(next.pbxCallId)).toMatchObject({
      matches: [{ name: 'Nora Nová' }],
      lookup: 'done',
    });
  });

  it('cannot be written down without a number, nor into a connection that is not there', async () => {
    const withheld = await evaTalkedWith('anonymous');
    const nobody = await act('POST', `/api/agent/calls/${withheld.id}/contact`, { name: 'X' });
    expect(nobody.status).toBe(400);
    const { id } = await evaTalkedWith('+420601222444');
    const nowhere = await act('POST', `/api/agent/calls/${id}/contact`, { name: 'X', connection: 'sales' });
    expect(nowhere.status).toBe(400);
    expect(await nowhere.text()).toContain('sales');
  });
});
