/** Files of encrypted conversations: their keys are in sealed messages; the server knows only the encrypted length. */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {FileView} from '../../../shared/model.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {FileSecret, SealedFile, SealedOffer} from '../../core/fileSealing.ts';
import {refused} from '../../../shared/sealed/primitives/bytes.ts';
import {sealedSizeMax} from '../../../shared/sealed/file.ts';
import type {Core} from '../../core/core.ts';
import {heldEntries} from '../../state/room/pieces.ts';
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

/**
 * The entries that offer a file: from the state if loaded, otherwise from the server. The server only assigns the file id;
 * the key belongs to one specific entry.
 */
async function offersOf(client: Core, {roomId, fileId, seq}: FileView): Promise<Entry[]> {
  const held = client.getState().roomById[roomId];
  const isOffer = (entry: Entry) => 'fileId' in entry && entry.fileId === fileId && OFFERS.has(entry.kind);
  const known = held === undefined ? [] : heldEntries(held).filter(isOffer);
  if (known.length > 0) return known;
  return (await client.line.request('entryShow', {roomId, seqs: [seq]})).entries.filter(isOffer);
}
const OFFERS: ReadonlySet<Entry['kind']> = new Set<Entry['kind']>(['sealed', 'file']);

/**
 * The key of a file, checked against its offer.
 * @throws file-gone, key-missing, not-genuine when the server shows another file than the offer describes
 */
export async function keyOfFile(
  client: Core,
  {reading}: Session,
  {roomId, fileId, seq: wanted}: {roomId: number; fileId: string; seq?: number},
): Promise<SealedFile> {
  const view = await client.line.request('fileShow', {fileId});
  const {seq, sizeBytes: storedBytes} = view;
  const offers = await offersOf(client, view);
  const offered = offers.find(offer => offer.kind === 'file');
  if (view.state === 'cancelled') throw new ChatError('file-gone', offered?.name ?? view.name);
  // The entry may still show the former name of a deleted account; the signature identifies the sender.
  const isBy = (sender: string) => sender === view.sender || isFormerMember(view.sender);
  const isThere = offers.length > 0 && offers.every(offer => offer.seq === seq && isBy(offer.sender));
  if (!isThere || view.roomId !== roomId || (wanted ?? seq) !== seq) throw refused('file');
  const body = await reading.bodyOf(roomId, seq);
  if (body?.type !== 'file') throw new ChatError('key-missing');
  const {identity, sizeBytes, sha256, bundle} = body;
  // The person agreed to the signed size: a longer file than its encryption can produce is refused.
  if (storedBytes > sealedSizeMax(sizeBytes)) throw refused('length');
  return {identity, sizeBytes, sha256, storedBytes, ...(bundle && {bundle})};
}

/** Fills in the name, size and contents from the sealed offer. */
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
