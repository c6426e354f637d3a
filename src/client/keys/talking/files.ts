/** Files of encrypted conversations: their keys travel in sealed messages, and the server only knows how long they are. */
import {ChatError} from '../../../shared/errors.ts';
import type {FileView} from '../../../shared/model.ts';
import type {Params, Result} from '../../../shared/protocol.ts';
import type {FileKey} from '../../core/fileSealing.ts';
import type {Core} from '../../core/core.ts';
import type {KeySession} from '../session.ts';

type Session = Pick<KeySession, 'reading' | 'sending'>;

export async function offerSealed(
  client: Core,
  {sending}: Session,
  {params, key}: {params: Params<'fileOffer'>; key: FileKey},
): Promise<Result<'fileOffer'>> {
  const {roomId, clientMsgId, name, sizeBytes} = params;
  const body = {type: 'file' as const, name, ...key, sentAtMs: client.options.now()};
  const {fileId, ...sent} = await sending.send({roomId, clientMsgId, body, fileBytes: sizeBytes});
  if (fileId === undefined) throw new ChatError('bad-answer', 'fileOffer');
  return {...sent, fileId};
}

export async function keyOfFile(
  client: Core,
  {reading}: Session,
  {roomId, fileId}: {roomId: number; fileId: string},
): Promise<FileKey> {
  const {seq} = await client.line.request('fileShow', {fileId});
  const body = await reading.bodyOf(roomId, seq);
  if (body?.type !== 'file') throw new ChatError('key-missing');
  const {identity, sizeBytes, sha256} = body;
  return {identity, sizeBytes, sha256};
}

/** With the name that only the members know; the size is that of the sealed bytes. */
export async function named({reading}: Session, view: FileView): Promise<FileView> {
  const body = await reading.bodyOf(view.roomId, view.seq).catch((error: unknown) => {
    if (error instanceof ChatError) return undefined;
    throw error;
  });
  return body?.type === 'file' ? {...view, name: body.name} : view;
}
