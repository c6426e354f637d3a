/** Creates the record of a transfer that starts, or starts again. */
import {titleOf} from '../../shared/bundle.ts';
import type {Core} from '../core/core.ts';
import {isConversation} from '../state/selectors.ts';
import type {TransferRecord} from './kept/record.ts';
import {checkBundle} from './up/bundle.ts';
import {checkSize, checkSource, type Source} from './up/source.ts';

/** The common fields of a new record. */
export const startOf = (client: Core, direction: 'up' | 'down', transferId: string) => ({
  version: 1 as const,
  transferId,
  direction,
  serverUrl: client.options.serverUrl,
  user: client.getState().me?.name ?? '',
  startedAtMs: client.options.now(),
  ...(client.options.isHeadless === true && {isOneOff: true as const}),
});

export function uploadRecord(client: Core, source: Source, roomId: number, transferId: string): TransferRecord {
  const {path, changedAtMs, touchedAtMs, inode, name, sizeBytes, isCopy, sealed, parts, bundle} = source;
  const room = client.getState().roomById[roomId]?.room;
  const peer = room === undefined ? '' : isConversation(room) ? room.name : `#${room.name}`;
  const sent = {
    path,
    clientMsgId: client.options.newId(),
    changedAtMs,
    inode,
    ...(touchedAtMs !== undefined && {touchedAtMs}),
    ...(isCopy === true && {isCopy}),
    ...(sealed !== undefined && {sealed}),
    ...(parts && {parts}),
  };
  const told = bundle === undefined ? {} : {bundle};
  return {...startOf(client, 'up', transferId), roomId, name, peer, sizeBytes, ...told, source: sent};
}

/** The record for a retry; if the file has changed, for a new offer. */
export async function retried(client: Core, record: TransferRecord): Promise<TransferRecord> {
  const {error: _error, ...rest} = record;
  if (!rest.source) return rest;
  const {isCopy, sealed, parts} = rest.source;
  const found =
    parts === undefined ? await checkSource(rest.source.path) : await checkBundle(parts.paths, titleOf(rest));
  const {name, bundle} = rest;
  const source =
    isCopy === true ? {...found, name, isCopy, ...(sealed !== undefined && {sealed}), ...(bundle && {bundle})} : found;
  checkSize(source, client.getState().limits.fileBytesMax);
  const isSame =
    rest.isWithdrawn !== true &&
    source.inode === rest.source.inode &&
    source.changedAtMs === rest.source.changedAtMs &&
    (rest.source.touchedAtMs === undefined || source.touchedAtMs === rest.source.touchedAtMs) &&
    source.sizeBytes === rest.sizeBytes &&
    JSON.stringify(source.parts) === JSON.stringify(parts);
  const {route} = rest;
  return isSame ? rest : {...uploadRecord(client, source, rest.roomId, rest.transferId), ...(route && {route})};
}
