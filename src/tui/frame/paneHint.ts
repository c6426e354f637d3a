/** Which keys do something in the pane that has the keyboard, for the status line. */
import type {Transfer} from '../../client/state/state.ts';
import {shownTransfers} from '../panes/transfers.tsx';
import type {View} from '../store.ts';
import {chosenIndex} from '../rows/list.ts';

const FOR_TRANSFER: Readonly<Record<Transfer['status'], string>> = {
  offered: 'Enter takes it, x declines',
  waiting: 'x cancels',
  active: 'x cancels',
  verifying: 'x cancels',
  failed: 'r tries again, x gives up',
  done: 'Enter shows where it is, x clears it away',
  cancelled: 'Enter takes it after all, x clears it away',
  declined: 'x clears it away',
};

const SELECTION_HINT = '↑↓ r answer · t thread · + react · e edit · d delete · q quote · c copy · p pin · Esc';

/** Absent while one writes. */
export function paneHint({state, ui: {focus, selected, selection}}: View): string | undefined {
  if (selection !== undefined) return SELECTION_HINT;
  if (focus === 'composer') return undefined;
  if (focus === 'rooms') return '↑↓ Enter goes there · K J move it · Esc back';
  if (focus === 'users') return '↑↓ Enter opens the conversation · Esc back';
  const transfers = shownTransfers(state);
  const chosen = transfers[chosenIndex(transfers, ({transferId}) => transferId, selected.transfers)];
  if (chosen === undefined) return 'Esc back';
  const isGoneUpload = chosen.direction === 'up' && chosen.status === 'cancelled';
  return `↑↓ ${isGoneUpload ? 'x clears it away' : FOR_TRANSFER[chosen.status]} · Esc back`;
}
