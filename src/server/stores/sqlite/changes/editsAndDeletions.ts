/** Edits and deletions of messages: who may, for how long, new mentions, and the history of versions. */
import {ChatError} from '../../../../shared/errors.ts';
import {durationText} from '../../../../shared/words/duration.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {Store} from '../../../storeContract/store.ts';
import {requireRemoval, type Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {WritePermission} from '../rooms/writePermission.ts';
import {textIn, type MessageChanges} from './messageChanges.ts';
import {hereOf, isForWholeRoom, mentionedIn, openWiping, type Mentioned, type WipeParts} from './wiping.ts';

type Edits = Pick<Store, 'messageEdit' | 'messageDelete' | 'versionList'>;

export type EditParts = WipeParts & {roomLog: RoomLog; rights: Rights; writePermission: WritePermission};

export function openEdits(sqlite: EditParts, messageChanges: MessageChanges): Edits {
  const {roomLog, mentions, rights, writePermission} = sqlite;
  const {targets} = messageChanges;
  const wipe = openWiping(sqlite, targets);

  return {
    messageEdit({text, withinMs, ...change}) {
      let mentioned: Mentioned = [];
      let fresh: string[] = [];
      return messageChanges.perform(
        change,
        found => {
          const {roomId, userId, entryId, atMs} = change;
          const before = textIn(found);
          const {row, kept} = found;
          if (row.sender_id !== userId) throw new ChatError('message-not-yours');
          if (withinMs !== undefined && atMs - row.sent_at_ms > withinMs)
            throw new ChatError('edit-too-late', durationText(withinMs));
          if ((kept.edits?.length ?? 0) >= FIXED_LIMITS.editsMax)
            throw new ChatError('edits-too-many', String(FIXED_LIMITS.editsMax));
          if (before === text) return undefined;
          mentioned = mentionedIn(mentions, found);
          const known = new Set([...mentioned.map(([name]) => name), ...hereOf(found)]);
          const room = FIXED_LIMITS.mentionedMax - mentioned.length;
          fresh = isForWholeRoom(found)
            ? []
            : mentions
                .named({roomId, senderId: userId, text})
                .filter(name => !known.has(name))
                .slice(0, room);
          const body = {kind: 'edited' as const, id: entryId, of: row.seq, text};
          roomLog.requireSpace({roomId, userId, body, atMs});
          return fresh.length > 0 ? {...body, mentioned: fresh} : body;
        },
        (found, {roomId, entry}) => {
          const {kept} = found;
          targets.change(found, entry, {
            edits: [...(kept.edits ?? []), entry.seq],
            mentioned: [...mentioned, ...fresh.map(name => [name, entry.seq] as const)],
            firstText: kept.became.edited === undefined ? textIn(found) : undefined,
          });
          for (const name of fresh) mentions.add(roomId, name, entry.seq);
        },
      );
    },

    messageDelete: ({reason, isOwnOnly = false, ...change}) =>
      messageChanges.perform(
        change,
        found => {
          const {roomId, userId, entryId, seq, atMs} = change;
          textIn(found, true);
          const isOwn = found.row.sender_id === userId;
          if (!isOwn && isOwnOnly) throw new ChatError('not-allowed');
          if (!isOwn) requireRemoval(rights, roomId, userId);
          const isReasoned = reason !== undefined && reason !== '' && !isOwn;
          if (isReasoned) writePermission.requireNotMuted(userId, atMs);
          return {kind: 'deleted', id: entryId, of: seq, ...(isReasoned && {reason})};
        },
        wipe,
      ),

    async versionList({roomId, userId, seq}) {
      roomLog.requireMember(roomId, userId);
      const {row, entry, kept} = targets.find(roomId, seq);
      const first = targets.firstTextOf(roomId, seq) ?? textIn({row, entry, kept});
      return [{text: first, atMs: entry.sentAtMs}, ...targets.textsOf(roomId, kept.edits ?? [])];
    },
  };
}
