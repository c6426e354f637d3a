/** Reacts to entries about files: new offers, completion, cancellation and refusal. */
import {foldFileStatuses, type Entry, type FileStatuses} from '../../shared/entries/entry.ts';
import type {Core} from '../core/core.ts';
import type {Transfer} from '../state/state.ts';
import {isTransferOver} from '../state/selectors.ts';
import type {Decisions} from './kept/decisions.ts';
import type {Jobs} from './jobs.ts';
import {findOffers, missedOffers} from './offers.ts';
import {downloadAutomatically} from './automaticDownload.ts';

const all = (client: Core): Transfer[] => Object.values(client.getState().transferById);

/** Maximum number of files whose status is kept here: the state only has those in loaded logs. */
const STATUSES_MAX = 1_000;

const newestOf = (statuses: FileStatuses): FileStatuses =>
  statuses.size <= STATUSES_MAX ? statuses : new Map([...statuses].slice(-STATUSES_MAX));

/** Opens the reactions to entries about files. */
export function openFileEvents(
  client: Core,
  jobs: Jobs,
  {decisions, ...taking}: {decisions: Decisions} & Parameters<typeof downloadAutomatically>[2],
) {
  const showOffers = (found: readonly Transfer[]): void => {
    for (const transfer of found) {
      const isKnown = all(client).some(other => other.fileId === transfer.fileId);
      if (isKnown || decisions.has(transfer.transferId)) continue;
      client.dispatch({type: 'transferAdded', transfer});
      client.background(downloadAutomatically(client, transfer, taking));
    }
  };
  /** Declines on behalf of the only receiver: the server then removes the bytes. */
  const refuse = async ({transferId, fileId = ''}: Transfer): Promise<void> => {
    await jobs.drop(transferId, 'declined');
    await client.request('fileCancel', {fileId}).catch(() => undefined);
  };
  const hearAbout = (transfer: Transfer, entry: Entry): void => {
    if (entry.kind === 'fileCancelled') client.background(jobs.drop(transfer.transferId, 'cancelled'));
    if (entry.kind !== 'fileDeclined') return;
    if (transfer.direction === 'up' && entry.sender === transfer.peer) client.background(refuse(transfer));
    // The person declined it on another device.
    const isMine = entry.sender === client.getState().me?.name;
    if (isMine && transfer.status === 'offered') client.background(jobs.drop(transfer.transferId, 'declined'));
  };
  let statuses: FileStatuses = new Map();
  const hear = (entry: Entry): void => {
    if (!('fileId' in entry) || entry.kind === 'file') return;
    statuses = newestOf(foldFileStatuses(statuses, [entry]));
    const {sha256} = statuses.get(entry.fileId ?? '') ?? {};
    for (const job of jobs.running()) {
      if (job.record.fileId !== entry.fileId) continue;
      if (sha256 !== undefined) job.note({sha256});
      job.tellNews();
    }
    for (const transfer of all(client)) {
      // A failed upload was withdrawn by this client, and can still be offered again.
      const isOver = isTransferOver(transfer) || (transfer.status === 'failed' && transfer.direction === 'up');
      // A completed upload can still be declined by its receiver.
      const isTurnedDown = entry.kind === 'fileDeclined' && transfer.status === 'done' && transfer.direction === 'up';
      if (transfer.fileId === entry.fileId && (!isOver || isTurnedDown)) hearAbout(transfer, entry);
    }
  };
  return {
    /** Passes what the sender said earlier to a download that has just started. */
    recall(fileId: string): void {
      const {sha256} = statuses.get(fileId) ?? {};
      if (sha256 === undefined) return;
      for (const job of jobs.running()) if (job.record.fileId === fileId) job.note({sha256});
    },
    hear(roomId: number, entries: readonly Entry[]): void {
      for (const entry of entries) hear(entry);
      // A shell verb cannot ask the person.
      if (client.options.isHeadless === true) return;
      client.background(decisions.ready().then(() => showOffers(findOffers(client.getState(), roomId, entries))));
    },
    async lookForMissed(): Promise<void> {
      await decisions.ready();
      // A failed request is repeated on the next connection.
      showOffers(await missedOffers(client).catch(() => []));
    },
  };
}
