import type { JournalEntry } from '../../../api/journal.ts';
import type { ChipTone } from '../../components/Chip.tsx';

export const tones: Readonly<Record<JournalEntry['status'], ChipTone>> = {
  accepted: 'good',
  duplicate: 'neutral',
  rejected: 'bad',
  unrecognised: 'warn',
};

export const meanings: Readonly<Record<JournalEntry['status'], { short: string; long: string }>> = {
  accepted: { short: 'Accepted', long: 'It was understood.' },
  duplicate: { short: 'Came again', long: 'It had come before; the first counts.' },
  rejected: { short: 'Rejected', long: 'It is an event we know, but it lacks what it needs.' },
  unrecognised: {
    short: 'Not known',
    long: 'This phone system’s events have no such name. The phone system may be set up as another product than it is.',
  },
};
