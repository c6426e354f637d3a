/** `announce`: posts a message in the lobby as the server; refused for a caller who is muted. */
import type {AdminBody} from '../body.ts';
import {recordDeed} from '../../audit/audit.ts';
import {LOBBY} from '../../../shared/model.ts';
import {requireWordsAllowed} from '../../moderation/muteRefusal.ts';
import {SERVER_SENDER} from '../../storeContract/store.ts';

export const announce: AdminBody<'announce'> = async (server, {by, args: {text}}) => {
  const {store, newId, now} = server;
  await requireWordsAllowed(server, by, text);
  await store.entryAppend({
    roomId: LOBBY.roomId,
    userId: SERVER_SENDER.userId,
    body: {kind: 'message', id: newId(), text: text.toWellFormed()},
    atMs: now(),
  });
  recordDeed(server, by, {method: 'announce'});
  return {};
};
