/** Downloads a friend's offer automatically, within the permission given on this machine and the free disk space. */
import {statfsSync} from 'node:fs';
import {titleOf} from '../../shared/bundle.ts';
import {sealedSizeMax} from '../../shared/sealed/file.ts';
import type {FileView} from '../../shared/model.ts';
import type {Core} from '../core/core.ts';
import type {Transfer} from '../state/state.ts';
import {fileSizeWords} from '../wording/fileWords.ts';
import {openFolder} from './down/destination.ts';

/** Space that must stay free on the disk: this many bytes, or on a small disk this share of it. */
const FREE_BYTES = 1024 ** 3;
const FREE_SHARE = 0.05;

interface Taking {
  fetch: (file: FileView, options: {transferId: string; folder: string | undefined}) => Promise<unknown>;
  folderOf: (roomId: number) => Promise<string>;
}

type Offer = Pick<Transfer, 'transferId' | 'fileId' | 'peer' | 'name' | 'sizeBytes' | 'bundle' | 'roomId'>;

/** @returns true when the download was started; otherwise it remains an offer */
export async function downloadAutomatically(client: Core, offer: Offer, {fetch, folderOf}: Taking): Promise<boolean> {
  const {fileId, peer, sizeBytes, transferId, roomId} = offer;
  // A shell verb downloads nothing unasked, and the permission only holds for current friends.
  if (fileId === undefined || client.options.isHeadless === true) return false;
  if (client.getState().contacts.get(peer)?.state !== 'friend') return false;
  const {acceptBytes, acceptFolder} = await client.permissions.of(peer);
  if (acceptBytes === 0 || sizeBytes > acceptBytes) return false;
  const folder = acceptFolder ?? (await folderOf(roomId));
  const title = `${titleOf(offer)} (${fileSizeWords(offer)})`;
  try {
    if (!hasRoom(openFolder(folder), sizeBytes + sealedSizeMax(sizeBytes))) {
      client.notify('warning', `${title} of @${peer} is not taken by itself: the disk is nearly full.`, roomId);
      return false;
    }
    // The offer is checked against the server's current data.
    const file = await client.request('fileShow', {fileId});
    const isSame = file.sender === peer && file.sizeBytes === sizeBytes && file.state !== 'cancelled';
    if (!isSame || !(await client.permissions.claim({fileId, name: peer, sizeBytes}, client.options.now())))
      return false;
    await fetch(file, {transferId, folder: acceptFolder});
    client.notify('info', `Taking ${title} of @${peer}, as you allowed.`, roomId);
    return true;
  } catch {
    // The offer remains; a manual download will show the error.
    return false;
  }
}

/** Whether the disk has space for the file. Unpacking or decrypting temporarily needs the size twice. */
function hasRoom(folder: string, bytes: number): boolean {
  const {bavail, blocks, bsize} = statfsSync(folder);
  return bavail * bsize - bytes >= Math.min(FREE_BYTES, blocks * bsize * FREE_SHARE);
}
