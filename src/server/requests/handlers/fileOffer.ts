/** Announces a file to a room; its bytes follow over HTTP. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';
import {awaitsOf} from '../../rooms/rooms.ts';
import {fileQuotaOf} from '../../settings.ts';
import {storable} from '../../storeContract/storable.ts';
import {takeBytes} from '../messageText.ts';

export const fileOffer: Handler<'fileOffer'> = {
  access: 'account',
  token: {right: 'files', where: 'named'},
  lane: 'transfer',
  order: 'pipelined',
  limit: {count: 600, perSeconds: 60},
  async run(context, {roomId, clientMsgId, name, sizeBytes, bundle, sealed, isDirect}) {
    const {me, store, settings} = context;
    const {fileBytesMax} = settings.limits;
    if (sizeBytes > fileBytesMax) {
      throw new ChatError('file-too-large', `${sizeBytes} bytes, at most ${fileBytesMax} are allowed`);
    }
    takeBytes(context, sealed ?? [name, ...(bundle?.names ?? [])].join(','));
    const file = await store.fileOffer({
      roomId,
      userId: me.userId,
      entryId: clientMsgId,
      fileId: context.newId(),
      name: requireName(name),
      sizeBytes,
      sealed,
      ...(bundle !== undefined && {bundle: {...bundle, names: bundle.names.map(storable)}}),
      ...(isDirect && {isDirect}),
      atMs: context.now(),
      quota: fileQuotaOf(settings),
    });
    return {fileId: file.fileId, seq: file.seq, ...awaitsOf(context, file.partner)};
  },
};

/** The name is kept as given, unless it cannot be a name at all; receivers make it safe for their disk. */
function requireName(name: string): string {
  const wellFormed = storable(name);
  const base = wellFormed.split(/[/\\]/).at(-1)?.trim() ?? '';
  if (base === '' || base === '.' || base === '..') throw new ChatError('file-empty-name');
  return wellFormed;
}
