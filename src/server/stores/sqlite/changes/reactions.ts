/** Emoji reactions to entries. */
import {REACTIONS_MAX} from '../../../../shared/entries/entryChanges.ts';
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import type {MessageChanges} from './messageChanges.ts';
import {requireMessageOrFile} from './targets.ts';

type Reactions = Pick<Store, 'reactionSet' | 'reactionList'>;

export function openReactions(
  {database, roomLog, names}: Sqlite & {roomLog: RoomLog},
  messageChanges: MessageChanges,
): Reactions {
  const {targets} = messageChanges;
  const find = query<{seq: number}, [number, number, number, string]>(
    database,
    'SELECT seq FROM reactions WHERE user_id = ? AND room_id = ? AND seq = ? AND emoji = ?',
  );
  const who = query<{user_id: number}, [number, number, string, number]>(
    database,
    'SELECT user_id FROM reactions WHERE room_id = ? AND seq = ? AND emoji = ? LIMIT +?',
  );
  const give = database.statement('INSERT INTO reactions (user_id, room_id, seq, emoji) VALUES (?, ?, ?, ?)');
  const take = database.statement('DELETE FROM reactions WHERE user_id = ? AND room_id = ? AND seq = ? AND emoji = ?');
  return {
    reactionSet: ({emoji, isOn, ...change}) =>
      messageChanges.perform(
        change,
        ({entry, row: {seq}, kept: {became}}) => {
          const {userId, roomId, entryId, atMs} = change;
          requireMessageOrFile({entry});
          const isGiven = find.one(userId, roomId, seq, emoji) !== undefined;
          if (isGiven === isOn) return undefined;
          const reactions = became.reactions ?? [];
          if (isOn && reactions.length >= REACTIONS_MAX && !reactions.some(one => one.emoji === emoji))
            throw new ChatError('reactions-full', String(REACTIONS_MAX));
          const body = {kind: 'reacted' as const, id: entryId, of: seq, emoji, isOn};
          if (isOn) roomLog.requireSpace({roomId, userId, body, atMs});
          return body;
        },
        (found, {roomId, entry}) => {
          targets.change(found, entry);
          (isOn ? give : take).run(change.userId, roomId, found.row.seq, emoji);
        },
      ),
    async reactionList({roomId, userId, seq}) {
      roomLog.requireMember(roomId, userId);
      return (targets.find(roomId, seq).kept.became.reactions ?? []).map(({emoji, count}) => ({
        emoji,
        count,
        names: who.all(roomId, seq, emoji, FIXED_LIMITS.reactorsMax).map(row => names.nameOf(row.user_id)),
      }));
    },
  };
}
