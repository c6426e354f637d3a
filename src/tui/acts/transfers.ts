/** What can be done to the chosen file. */
import {
  acceptTransfer,
  cancelTransfer,
  declineTransfer,
  dismissTransfer,
  retryTransfer,
} from '../../client/actions/transfer.ts';
import type {Transfer} from '../../client/state.ts';
import type {Act} from '../act.ts';
import type {Screen} from '../screenContext.ts';
import {selectedIn} from './panes.ts';

function chosenTransfer(screen: Screen): Transfer | undefined {
  const transferId = selectedIn('transfers', screen);
  return transferId === undefined ? undefined : screen.client.getState().transferById[transferId];
}

export const transferAccept: Act = screen => {
  const transfer = chosenTransfer(screen);
  if (transfer?.status === 'offered') screen.run(acceptTransfer(screen.client, transfer.transferId));
};

/** An offer is declined, what runs is cancelled, what is over goes out of the list. */
export const transferStop: Act = screen => {
  const transfer = chosenTransfer(screen);
  if (transfer === undefined) return;
  const {client} = screen;
  const {status, transferId} = transfer;
  if (status === 'offered') screen.run(declineTransfer(client, transferId));
  else if (status === 'done' || status === 'cancelled' || status === 'declined') dismissTransfer(client, transferId);
  else screen.run(cancelTransfer(client, transferId));
};

export const transferRetry: Act = screen => {
  const transfer = chosenTransfer(screen);
  if (transfer?.status === 'failed') screen.run(retryTransfer(screen.client, transfer.transferId));
};
