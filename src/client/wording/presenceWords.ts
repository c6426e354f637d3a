/** Presence and status of people in words. */
import type {PresenceState, User} from '../../shared/model.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';

export const presenceWord = (state: PresenceState): string => (state === 'busy' ? 'do not disturb' : state);

/** `away: lunch`, `online: ☕ until 15:00`; contains text from others, not yet passed through `display()`. */
export function presenceWords({state, status, statusUntilMs}: User): string {
  const until = statusUntilMs === undefined ? '' : ` until ${dateTimeOf(statusUntilMs)}`;
  return `${presenceWord(state)}${status === '' ? '' : `: ${status}${until}`}`;
}
