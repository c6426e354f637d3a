/** Files of encrypted conversations: their keys travel in sealed messages, and the server knows only their length. */
import {ChatError} from '../../../shared/errors.ts';
import type {FileView} from '../../../shared/model.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {FileSecret, SealedFile, SealedOffer} from '../../core/fileSealing.ts';
import type {Core} from '../../core/core.ts';
import type {KeySession} from '../session.ts';

type Session = Pick<KeySession, 'reading' | 'sending'>;

export async function offerSealed(
  client: Core,
  {sending}: Session,
  {params, key}: {params: SealedOffer; key: FileSecret},
): Promise<Result<'fileOffer'>> {
  const {roomId, clientMsgId, name, sizeBytes, isDirect} = params;
  const body = {type: 'file' as const, name, ...key, sentAtMs: client.options.now()};
  const {fileId, ...sent} = await sending.send({
    roomId,
    clientMsgId,
    body,
    file: {sizeBytes, isDirect: isDirect === true},
  });
  if (fileId === undefined) throw new ChatError('bad-answer', 'fileOffer');
  return {...sent, fileId};
}

export async function keyOfFile(
  client: Core,
  {reading}: Session,
  {roomId, fileId}: {roomId: number; fileId: string},
): Promise<SealedFile> {
  const {seq, sizeBytes: storedBytes} = await client.line.request('fileShow', {fileId});
  const body = await reading.bodyOf(roomId, seq);
  if (body?.type !== 'file') throw new ChatError('key-missing');
  const {identity, sizeBytes, sha256, bundle} = body;
  return {identity, sizeBytes, sha256, storedBytes, ...(bundle && {bundle})};
}

/** Adds the name, size and contents that only members know. */
export async function named({reading}: Session, view: FileView): Promise<FileView> {
  const body = await reading.bodyOf(view.roomId, view.seq).catch((error: unknown) => {
    if (error instanceof ChatError) return undefined;
    throw error;
  });
  if (body?.type !== 'file') return view;
  const {name, sizeBytes, bundle} = body;
  const {directBytes} = view;
  const directly = directBytes === view.sizeBytes ? sizeBytes : Math.min(directBytes ?? 0, sizeBytes);
  return {...view, name, sizeBytes, ...(bundle && {bundle}), ...(directBytes !== undefined && {directBytes: directly})};
}
