/** Reacts to entries about files: new offers, completion, cancellation, refusal. */
import {foldFileStatuses, type Entry, type FileStatuses} from '../../shared/entries/entry.ts';
import type {Core} from '../core/core.ts';
import type {Transfer} from '../state/state.ts';
import {isTransferOver} from '../state/selectors.ts';
import type {Decisions} from './kept/decisions.ts';
import type {Jobs} from './jobs.ts';
import {findOffers, missedOffers} from './offers.ts';
import {downloadAutomatically} from './automaticDownload.ts';

const all = (client: Core): Transfer[] => Object.values(client.getState().transferById);

/** Of so many files the newest statuses are kept here: the state has them only for rooms whose log is loaded. */
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
  /** The only receiver declines: the bytes are removed from the server. */
  const refuse = async ({transferId, fileId = ''}: Transfer): Promise<void> => {
    await jobs.drop(transferId, 'declined');
    await client.request('fileCancel', {fileId}).catch(() => undefined);
  };
  const hearAbout = (transfer: Transfer, entry: Entry): void => {
    if (entry.kind === 'fileCancelled') client.background(jobs.drop(transfer.transferId, 'cancelled'));
    if (entry.kind !== 'fileDeclined') return;
    if (transfer.direction === 'up' && entry.sender === transfer.peer) client.background(refuse(transfer));
    // Decided on another device of the same person.
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
      // What failed to be sent was withdrawn from here, and can still be sent anew.
      const isOver = isTransferOver(transfer) || (transfer.status === 'failed' && transfer.direction === 'up');
      // What is sent already can still be turned down.
      const isTurnedDown = entry.kind === 'fileDeclined' && transfer.status === 'done' && transfer.direction === 'up';
      if (transfer.fileId === entry.fileId && (!isOver || isTurnedDown)) hearAbout(transfer, entry);
    }
  };
  return {
    /** Tells a download that has just begun what its sender said before. */
    recall(fileId: string): void {
      const {sha256} = statuses.get(fileId) ?? {};
      if (sha256 === undefined) return;
      for (const job of jobs.running()) if (job.record.fileId === fileId) job.note({sha256});
    },
    hear(roomId: number, entries: readonly Entry[]): void {
      for (const entry of entries) hear(entry);
      // Nobody is there to decide in a shell verb.
      if (client.options.isHeadless === true) return;
      client.background(decisions.ready().then(() => showOffers(findOffers(client.getState(), roomId, entries))));
    },
    async lookForMissed(): Promise<void> {
      await decisions.ready();
      // Without an answer nothing is lost: the next connection asks again.
      showOffers(await missedOffers(client).catch(() => []));
    },
  };
}
