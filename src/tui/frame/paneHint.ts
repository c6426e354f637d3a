/** Lists the keys of the focused pane for the status line. */
import type {Transfer} from '../../client/state/state.ts';
import {shownTransfers} from '../panes/transfers.tsx';
import type {View} from '../store.ts';
import type {ActionName} from '../bindings/keyTable.ts';
import type {Bindings} from '../bindings/bindings.ts';
import {chosenIndex} from '../rows/list.ts';

type Words = readonly (readonly [action: ActionName, words: string])[];

const FOR_TRANSFER: Readonly<Record<Transfer['status'], Words>> = {
  offered: [
    ['transferAccept', 'takes it'],
    ['transferPreview', 'looks at it'],
    ['transferStop', 'declines'],
  ],
  waiting: [['transferStop', 'cancels']],
  active: [['transferStop', 'cancels']],
  verifying: [['transferStop', 'cancels']],
  failed: [
    ['transferRetry', 'tries again'],
    ['transferStop', 'gives up'],
  ],
  done: [
    ['transferOpen', 'opens it'],
    ['transferReveal', 'its folder'],
    ['transferStop', 'clears it away'],
  ],
  cancelled: [
    ['transferAccept', 'takes it after all'],
    ['transferStop', 'clears it away'],
  ],
  declined: [['transferStop', 'clears it away']],
};
const CLEARS: Words = [['transferStop', 'clears it away']];

const FOR_MESSAGE: Words = [
  ['messageReply', 'answer'],
  ['messageThread', 'thread'],
  ['messageReact', 'react'],
  ['messageEdit', 'edit'],
  ['messageDelete', 'delete'],
  ['messageQuote', 'quote'],
  ['messageCopy', 'copy'],
  ['messageMark', 'range'],
  ['messagePin', 'pin'],
];

/** Keys of the focused pane as text; absent while the composer is focused. */
export function paneHint(
  {state, ui: {focus, selected, selection}}: View,
  {keyOf}: Pick<Bindings, 'keyOf'>,
): string | undefined {
  const words = (rows: Words, separator: string) =>
    rows
      .filter(([name]) => keyOf(name) !== '')
      .map(([name, said]) => `${keyOf(name)} ${said}`)
      .join(separator);
  if (selection !== undefined) return `↑↓ ${words(FOR_MESSAGE, ' · ')} · ${keyOf('messageLeave')}`;
  if (focus === 'composer') return undefined;
  const back = `${keyOf('escape')} back`;
  if (focus === 'users') return `↑↓ ${words([['selectEnter', 'opens the conversation']], '')} · ${back}`;
  if (focus === 'rooms') {
    const moves = `${keyOf('roomUp')} ${keyOf('roomDown')} move it`;
    return `↑↓ ${words([['selectEnter', 'goes there']], '')} · ${moves} · ${back}`;
  }
  const transfers = shownTransfers(state);
  const chosen = transfers[chosenIndex(transfers, ({transferId}) => transferId, selected.transfers)];
  if (chosen === undefined) return back;
  const isGoneUpload = chosen.direction === 'up' && chosen.status === 'cancelled';
  return `↑↓ ${words(isGoneUpload ? CLEARS : FOR_TRANSFER[chosen.status], ', ')} · ${back}`;
}
