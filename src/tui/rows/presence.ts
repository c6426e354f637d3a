/** Whether somebody is there, as one sign; readable without colour. */
import type {PresenceState} from '../../shared/model.ts';
import type {Theme} from '../theme.ts';

export function presenceDot(state: PresenceState, theme: Theme): string {
  if (state === 'online') return theme.good('●');
  return state === 'away' ? theme.warning('◐') : theme.dim('○');
}

const ORDER: Readonly<Record<PresenceState, number>> = {online: 0, away: 1, offline: 2};

export const byPresence = (a: PresenceState, b: PresenceState): number => ORDER[a] - ORDER[b];
