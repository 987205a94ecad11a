import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mergeDescription } from '../../connectors/salesforce/description.ts';
import { asFieldValue, asText, cut } from '../../connectors/salesforce/fact-text.ts';
import { describeAnswer } from '../../connectors/salesforce/field-shape.ts';
import {
  dependsOnCurrent,
  toTask,
  toTaskChange,
  type CurrentTask,
  type TaskContext,
} from '../../connectors/salesforce/task.ts';
import { seconds, start, anActivity } from '../activity/builders.ts';
import { createSchema, customFields } from '../fakes/salesforce/schema.ts';

const described = createSchema(customFields).get('Task')?.fields.values() ?? [];
const fields = describeAnswer.parse({ fields: [...described] });
const settings = { status: 'Completed', priority: 'Normal', subjectPrefix: '', fields: {} };
const context: TaskContext = { settings, fields, timeZone: 'Europe/Prague', userId: '0055g0000000001AAA' };
const mapping: TaskContext = {
  ...context,
  settings: {
    ...settings,
    subjectPrefix: '[PBX] ',
    fields: {
      queue: 'Queue__c',
      recorded: 'Recorded__c',
      wait: 'Wait_Seconds__c',
      tags: 'Tags__c',
      leadId: 'Lead_Id__c',
      answeredAt: 'Answered_At__c',
      recordings: 'Recordings__c',
      campaign: 'Not_There__c',
    },
  },
};

const everything = anActivity({
  key: 'rs-01J-1',
  customCallId: 'custom-7',
  customerName: 'Karel Novák',
  link: { type: 'contact', id: '0035g00000000AbAAI' },
  ownerId: '0055g0000000002AAA',
  // 23:30 UTC is the next day in Prague.
  startedAt: Date.UTC(2026, 10, 16, 23, 30),
  answeredAt: Date.UTC(2026, 10, 16, 23, 30, 5),
  endedAt: Date.UTC(2026, 10, 16, 23, 31, 5),
  waitMs: seconds(12),
  queue: 'Sales',
  lead: { id: 'L-7', name: 'Karel' },
  campaign: 'Winter',
  dialer: 'Predictive',
  script: 'Renewal',
  conference: 'Board',
  tags: ['vip', 'renewal'],
  recorded: true,
  recordings: [
    { startedAt: start, stoppedAt: null, url: 'https://pbx.example.com/1.mp3' },
    { startedAt: start, stoppedAt: null, url: 'https://pbx.example.com/2.mp3' },
  ],
  hangupCause: 'NORMAL_CLEARING',
  note: 'Wants an offer.\nCall back on Monday.',
  disposition: 'Interested',
  extra: { did_name: 'Main line' },
});

const fixture = (name: string): unknown => {
  const path = new URL(`../fakes/salesforce/fixtures/${name}`, import.meta.url);
  return z.unknown().parse(JSON.parse(readFileSync(path, 'utf8')));
};

describe('a call as a Task', () => {
  test('with everything a phone system can tell, in an org without fields of its own', () => {
    expect(toTask(everything, context)).toEqual(fixture('task.json'));
  });

  test('in an org that has fields for some of it', () => {
    expect(toTask(everything, mapping)).toEqual(fixture('task-mapped.json'));
  });

  test('that nobody answered, of a withheld number, owned by nobody', () => {
    const missed = anActivity({
      outcome: 'missed',
      subject: 'Missed call from a withheld number',
      customerNumber: null,
      agent: null,
      ownerId: null,
      answeredAt: null,
      talkMs: 0,
    });
    const task = toTask(missed, context);
    expect(task).toMatchObject({
      Subject: 'Missed call from a withheld number',
      CallDisposition: 'Missed',
      CallDurationInSeconds: 0,
      OwnerId: '0055g0000000001AAA',
    });
    expect(task).not.toHaveProperty('WhoId');
    expect(task).not.toHaveProperty('WhatId');
    expect(task.Description).not.toMatch(/Number|Agent|Talked|Answered:/);
  });

  test.each([
    ['contact', '0035g00000000AbAAI', { WhoId: '0035g00000000AbAAI' }],
    ['lead', '00Q5g00000000Ab', { WhoId: '00Q5g00000000Ab' }],
    ['account', '0015g00000000AbAAI', { WhatId: '0015g00000000AbAAI' }],
    ['', '0065g00000000AbAAI', { WhatId: '0065g00000000AbAAI' }],
  ])('under a %s', (type, id, expected) => {
    const { WhoId, WhatId } = toTask(anActivity({ link: { type, id } }), context);
    expect({ WhoId, WhatId }).toEqual({ WhoId: undefined, WhatId: undefined, ...expected });
  });

  test.each([
    ['inbound', 'Inbound'],
    ['outbound', 'Outbound'],
    ['internal', 'Internal'],
  ] as const)('%s', (direction, CallType) => {
    expect(toTask(anActivity({ direction }), context).CallType).toBe(CallType);
  });

  test('never with a text that Salesforce finds too long', () => {
    const long = '🙂'.repeat(20_000);
    const task = toTask(anActivity({ subject: long, note: long, disposition: long, queue: long }), mapping);
    expect(task.Subject?.length).toBeLessThanOrEqual(255);
    expect(task.CallDisposition?.length).toBeLessThanOrEqual(255);
    expect(task.Description?.length).toBeLessThanOrEqual(32_000);
    expect(task.Queue__c).toBe('🙂'.repeat(10));
  });
});

describe('a change of a Task', () => {
  const current: CurrentTask = {
    Description: 'Typed by Eva\r\nNote: old\r\n  more\r\nOutcome: Missed\r\nCall id: 98\r\nTyped below',
    CallDisposition: 'Missed',
    OwnerId: '0055g0000000002AAA',
    WhatId: null,
  };

  test('of the note keeps what people typed', () => {
    expect(toTaskChange({ note: 'new\nlines' }, current, context)).toEqual({
      Description: 'Typed by Eva\nNote: new\n  lines\nOutcome: Missed\nCall id: 98\nTyped below',
    });
    expect(toTaskChange({ note: null }, current, context).Description).not.toContain('Note');
  });

  test('that comes late makes the missed call an answered one', () => {
    expect(toTaskChange({ outcome: 'answered', talkMs: seconds(61.4) }, current, context)).toMatchObject({
      CallDisposition: 'Answered',
      CallDurationInSeconds: 61,
      Description: expect.stringContaining('Outcome: Answered') as string,
    });
    const chosen = { ...current, CallDisposition: 'Call again' };
    expect(toTaskChange({ outcome: 'answered' }, chosen, context)).not.toHaveProperty('CallDisposition');
  });

  test('of the record it belongs to leaves an opportunity alone, but not beside a lead', () => {
    const related = { ...current, WhatId: '0065g00000000AbAAI' };
    const to = (id: string) => toTaskChange({ link: { type: '', id } }, related, context);
    expect(to('0035g00000000AbAAI')).toEqual({ WhoId: '0035g00000000AbAAI' });
    expect(to('00Q5g00000000AbAAI')).toEqual({ WhoId: '00Q5g00000000AbAAI', WhatId: null });
    expect(to('0015g00000000AbAAI')).toEqual({ WhoId: null, WhatId: '0015g00000000AbAAI' });
    expect(toTaskChange({ link: null }, related, context)).toEqual({ WhoId: null });
    const ofCompany = { ...current, WhatId: '0015g00000000AbAAI' };
    expect(toTaskChange({ link: null }, ofCompany, context)).toEqual({ WhoId: null, WhatId: null });
  });

  test('goes into the field of its own, without a word in the description', () => {
    expect(toTaskChange({ recorded: true, queue: 'Support' }, null, mapping)).toEqual({
      Recorded__c: true,
      Queue__c: 'Support',
    });
  });
});

describe('the text of a template', () => {
  const current: CurrentTask = { Description: '', CallDisposition: null, OwnerId: '0051', WhatId: null };
  const change = { queue: 'Sales', body: 'New\ntext', bodyBefore: 'Old\ntext' };

  test('stands for the list of details', () => {
    expect(toTask({ ...everything, body: 'All there is' }, context).Description).toBe('All there is');
  });

  test.each([
    ['Old\r\ntext\r\nmine', 'New\ntext\nmine'],
    ['mine', 'mine\nNew\ntext'],
    ['', 'New\ntext'],
    ['New\ntext\nmine', 'New\ntext\nmine'],
  ])('is exchanged for the one of before: %j', (Description, expected) => {
    expect(dependsOnCurrent(change, context)).toBe(true);
    expect(toTaskChange(change, { ...current, Description }, context)).toEqual({ Description: expected });
  });

  test('that did not change is left alone, whatever else did', () => {
    const same = { ...change, bodyBefore: change.body };
    expect(dependsOnCurrent(same, context)).toBe(false);
    expect(toTaskChange(same, null, context)).toEqual({});
  });
});

describe('the description', () => {
  const labels = ['Note', 'Queue', 'Tags'];

  test('takes new entries after the last of its own', () => {
    const text = 'Queue: Sales\nmine';
    expect(mergeDescription(text, [{ label: 'Tags', text: 'vip' }], labels)).toBe(
      'Queue: Sales\nTags: vip\nmine',
    );
    expect(mergeDescription('mine', [{ label: 'Tags', text: 'vip' }], labels)).toBe('Tags: vip\nmine');
    expect(mergeDescription('', [{ label: 'Tags', text: '' }], labels)).toBe('');
  });

  test('written twice is the same', () => {
    const changes = [{ label: 'Note', text: 'a\n  b\nQueue: c' }];
    const once = mergeDescription('Queue: Sales', changes, labels);
    expect(mergeDescription(once, changes, labels)).toBe(once);
  });
});

describe('values', () => {
  test.each([
    [{ seconds: 0 }, ''],
    [{ seconds: 7 }, '0:07'],
    [{ seconds: 3_727 }, '1:02:07'],
    [{ at: start }, '2026-11-16 10:00:00 Europe/Prague'],
    [true, 'yes'],
    [['a', 'b'], 'a\nb'],
    [null, ''],
  ])('%j reads %s', (value, text) => {
    expect(asText(value, 'Europe/Prague')).toBe(text);
  });

  test.each([
    [{ seconds: 12 }, 'double', 12],
    [{ seconds: 12 }, 'string', '0:12'],
    ['7', 'int', 7],
    ['seven', 'int', null],
    [['a'], 'boolean', true],
    [[], 'boolean', false],
    [{ at: start }, 'datetime', '2026-11-16T09:00:00.000Z'],
    [{ at: start }, 'date', '2026-11-16'],
    [['a', 'b'], 'multipicklist', 'a;b'],
    [['a', 'b'], 'textarea', 'a\nb'],
    [['a', 'b'], 'string', 'a, b'],
    ['', 'string', null],
  ])('%j in a %s is %j', (value, type, expected) => {
    expect(asFieldValue(value, { type, length: 0 }, 'Europe/Prague')).toBe(expected);
  });

  test('no character is cut in two', () => {
    expect(cut('a🙂', 2)).toBe('a');
    expect(cut('a🙂', 3)).toBe('a🙂');
  });
});
