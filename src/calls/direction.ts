import type { CallEvent, CallKind, Direction } from '../model/event.ts';
import type { LegTrack } from './leg-track.ts';

/**
 * What the first leg says, else the first event that says anything but internal: a transfer inside makes no call
 * internal, and one to the outside turns no caller into a dialled party. `told` in the PBX's order.
 */
export function directionOf(told: readonly CallEvent[], tracks: readonly LegTrack[]): Direction {
  const outside = told.filter(({ direction }) => direction !== undefined && direction !== 'internal');
  const said = outside.find((event) => event.leg?.id === event.callId) ?? outside[0];
  if (said?.direction !== undefined) return said.direction;
  // Only a call that leaves the house dials out, whatever linuxbox's example of start_ext_dial says of its direction.
  if (tracks.some((leg) => leg.dialing)) return 'outbound';
  return told.some(({ direction }) => direction === 'internal') ? 'internal' : 'inbound';
}

export function kindOf(told: readonly CallEvent[]): CallKind {
  for (const kind of ['fax', 'conference', 'queue'] as const) {
    if (told.some((event) => event.kind === kind)) return kind;
  }
  return 'voice';
}
