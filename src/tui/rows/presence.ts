/** Whether somebody is there, as one sign; readable without colour. */
import type {PresenceState} from '../../shared/model.ts';
import type {Theme} from '../theme.ts';

export function presenceDot(state: PresenceState, theme: Theme): string {
  if (state === 'online') return theme.good('●');
  if (state === 'idle') return theme.good('◌');
  if (state === 'busy') return theme.bad('◉');
  return state === 'away' ? theme.warning('◐') : theme.dim('○');
}

const ORDER: Readonly<Record<PresenceState, number>> = {online: 0, idle: 1, busy: 2, away: 3, offline: 4};

export const byPresence = (a: PresenceState, b: PresenceState): number => ORDER[a] - ORDER[b];
