/** Accepts, declines, cancels, retries, previews or opens the selected transfer. */
import {
  acceptTransfer,
  cancelTransfer,
  declineTransfer,
  dismissTransfer,
  retryTransfer,
} from '../../../client/actions/transfer.ts';
import {checkOpenable} from '../../../client/actions/files.ts';
import type {Transfer} from '../../../client/state/state.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {sentenceOf} from '../../../shared/errors.ts';
import {openShow} from '../../overlays.ts';
import {shownTransfers} from '../../panes/transfers.tsx';
import {showOverlay} from '../../overlaying/overlaying.ts';
import type {Act} from '../act.ts';
import type {Screen} from '../../screenContext.ts';
import {lookAtFile} from '../lookAtFile.ts';
import {chosenRowIn} from './panes.ts';

function chosenTransfer(screen: Screen): Transfer | undefined {
  const transferId = chosenRowIn('transfers', screen);
  return transferId === undefined ? undefined : screen.client.getState().transferById[transferId];
}

/** Facts of a transfer, with the full path of its file for copying from the screen. */
function factsOf({status, error, path, peer, direction, sizeBytes}: Transfer): string[] {
  const where = path === undefined ? [] : [path, ''];
  const why = error === undefined ? [] : [sentenceOf(error.code, error.detail)];
  return [...where, `${sizeText(sizeBytes)} ${direction === 'up' ? 'to' : 'from'} ${peer}, ${status}`, ...why];
}

/** Accepts an offer; for any other transfer, shows its state and where the file is. */
export const transferAccept: Act = screen => {
  const transfer = chosenTransfer(screen);
  if (transfer === undefined) return;
  const {status, direction, transferId} = transfer;
  const canBeTaken = status === 'offered' || status === 'cancelled';
  if (direction === 'down' && canBeTaken) screen.run(acceptTransfer(screen.client, transferId));
  else showOverlay(screen, openShow(transfer.name, factsOf(transfer)));
};

/** Declines an offer, cancels a running transfer, removes a finished one from the list. */
export const transferStop: Act = screen => {
  const transfer = chosenTransfer(screen);
  if (transfer === undefined) return;
  const {client} = screen;
  const {status, transferId} = transfer;
  if (status === 'offered') screen.run(declineTransfer(client, transferId));
  else if (isCleared(transfer)) {
    selectBeside(screen, transferId);
    dismissTransfer(client, transferId);
  } else screen.run(cancelTransfer(client, transferId));
};

const isCleared = ({status}: Transfer): boolean => status === 'done' || status === 'cancelled' || status === 'declined';

/** Selects the neighbouring row, so that the same key can be pressed again for the next transfer. */
function selectBeside({client, store}: Screen, transferId: string): void {
  const shown = shownTransfers(client.getState());
  const at = shown.findIndex(one => one.transferId === transferId);
  const next = [shown[at + 1], shown[at - 1]].find(one => one !== undefined && isCleared(one));
  store.change({type: 'selectionMoved', pane: 'transfers', to: next?.transferId ?? transferId});
}

export const transferPreview: Act = screen => {
  const transfer = chosenTransfer(screen);
  if (transfer?.fileId === undefined || transfer.direction === 'up') return;
  screen.run(lookAt(screen, transfer.fileId));
};

export async function lookAt(screen: Screen, fileId: string): Promise<void> {
  await lookAtFile(screen, await screen.client.request('fileShow', {fileId}));
}

const opening =
  (how: 'open' | 'reveal'): Act =>
  screen => {
    const {path, status, direction} = chosenTransfer(screen) ?? {};
    if (path === undefined || (direction === 'down' && status !== 'done')) return;
    const look = async () => {
      if (how === 'open') checkOpenable(path);
      screen.openPath(path, how);
      return Promise.resolve();
    };
    screen.run(look());
  };

/** Opens a received or sent file in this machine's program for it. */
export const transferOpen = opening('open');
export const transferReveal = opening('reveal');

export const transferRetry: Act = screen => {
  const transfer = chosenTransfer(screen);
  const isGone = transfer?.direction === 'down' && transfer.status === 'cancelled';
  if (isGone) screen.run(acceptTransfer(screen.client, transfer.transferId));
  if (transfer?.status === 'failed') screen.run(retryTransfer(screen.client, transfer.transferId));
};
