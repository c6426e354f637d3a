/** Friends, friend requests and blocks. No answer reveals that somebody has blocked or declined the asker. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {Role} from '../../../../shared/model.ts';
import type {PeopleStore, StoredContact} from '../../../storeContract/people.ts';
import {query} from '../engine/database.ts';
import {openMembers, type MemberParts} from '../rooms/members.ts';
import type {Sqlite} from '../sqlite.ts';

interface PersonRow {
  user_id: number;
  name: string;
  display_name: string;
  role: string;
  last_seen_at_ms: number | null;
}

interface ContactRow extends PersonRow {
  state: StoredContact['state'];
  at_ms: number;
}

interface FriendRequest {
  at_ms: number;
  is_hidden: number;
}

const PERSON = 'accounts.user_id, accounts.name, accounts.display_name, accounts.role, accounts.last_seen_at_ms';
const ANSWER_ROW = `(SELECT 1 FROM contacts AS back WHERE back.user_id = contacts.other_id AND back.other_id = contacts.user_id)`;

const toContact = (row: PersonRow, state: StoredContact['state'], atMs: number): StoredContact => ({
  userId: row.user_id,
  name: row.name,
  displayName: row.display_name,
  role: row.role as Role,
  state,
  atMs,
  ...(row.last_seen_at_ms === null ? {} : {lastSeenAtMs: row.last_seen_at_ms}),
});

type Friends = Pick<PeopleStore, 'contactList' | 'friendAdd' | 'friendRemove' | 'personBlock'>;

export function openFriends(sqlite: Sqlite & MemberParts): Friends {
  const {database, commits} = sqlite;
  const members = openMembers(sqlite);
  const {friendsMax, friendRequestsMax, blocksMax} = FIXED_LIMITS;
  const requested = query<ContactRow, [number]>(
    database,
    `SELECT ${PERSON}, CASE WHEN EXISTS ${ANSWER_ROW} THEN 'friend' ELSE 'asked' END AS state, at_ms
      FROM contacts JOIN accounts ON accounts.user_id = contacts.other_id WHERE contacts.user_id = ? LIMIT ${friendsMax}`,
  );
  const asking = query<ContactRow, [number]>(
    database,
    `SELECT ${PERSON}, 'asking' AS state, at_ms FROM contacts JOIN accounts USING (user_id)
      WHERE other_id = ? AND is_hidden = 0 AND NOT EXISTS ${ANSWER_ROW} ORDER BY at_ms DESC LIMIT ${friendRequestsMax}`,
  );
  const blocked = query<ContactRow, [number]>(
    database,
    `SELECT ${PERSON}, 'blocked' AS state, at_ms FROM blocks JOIN accounts ON accounts.user_id = blocks.other_id
      WHERE blocks.user_id = ? LIMIT ${blocksMax}`,
  );
  const person = query<PersonRow, [number]>(database, `SELECT ${PERSON} FROM accounts WHERE user_id = ?`);
  const request = query<FriendRequest, [number, number]>(
    database,
    'SELECT at_ms, is_hidden FROM contacts WHERE user_id = ? AND other_id = ?',
  );
  const block = query<{at_ms: number}, [number, number]>(
    database,
    'SELECT at_ms FROM blocks WHERE user_id = ? AND other_id = ?',
  );
  const countRequests = query<{count: number}, [number]>(
    database,
    'SELECT count(*) AS count FROM contacts WHERE user_id = ?',
  );
  const countBlocks = query<{count: number}, [number]>(
    database,
    'SELECT count(*) AS count FROM blocks WHERE user_id = ?',
  );
  const insertRequest = database.statement(
    'INSERT INTO contacts (user_id, other_id, at_ms, is_hidden) VALUES (?, ?, ?, ?)',
  );
  const hideRequest = database.statement('UPDATE contacts SET is_hidden = 1 WHERE user_id = ? AND other_id = ?');
  const dropRequest = database.statement('DELETE FROM contacts WHERE user_id = ? AND other_id = ?');
  const insertBlock = database.statement('INSERT OR IGNORE INTO blocks (user_id, other_id, at_ms) VALUES (?, ?, ?)');
  const dropBlock = database.statement('DELETE FROM blocks WHERE user_id = ? AND other_id = ?');
  const directOf = query<{room_id: number}, [number, number]>(
    database,
    'SELECT room_id FROM directs WHERE low_user_id = ? AND high_user_id = ?',
  );

  function contact(userId: number, state: StoredContact['state'], atMs: number): StoredContact {
    const row = person.one(userId);
    if (row === undefined) throw new ChatError('user-not-found', 'with this number');
    return toContact(row, state, atMs);
  }

  const isBlocked = (by: number, userId: number) => block.one(by, userId) !== undefined;

  /** Hides the conversation of both from the first person, if visible. */
  function hideConversation(userId: number, otherId: number): number | undefined {
    const roomId = directOf.one(Math.min(userId, otherId), Math.max(userId, otherId))?.room_id;
    if (roomId === undefined || !members.has(roomId, userId)) return undefined;
    members.hide({roomId, userId});
    return roomId;
  }

  return {
    async contactList(userId) {
      const all = [...asking.all(userId), ...requested.all(userId), ...blocked.all(userId)];
      return all.map(row => toContact(row, row.state, row.at_ms));
    },
    friendAdd: ({userId, otherId, atMs, isAnswer = false}) =>
      commits.writeWhole(() => {
        if (userId === otherId) throw new ChatError('direct-self');
        const name = contact(otherId, 'none', 0).name;
        if (isBlocked(userId, otherId)) throw new ChatError('person-blocked', name);
        const theirs = request.one(otherId, userId);
        const mine = request.one(userId, otherId);
        if (isAnswer && mine === undefined && (theirs === undefined || theirs.is_hidden === 1))
          throw new ChatError('no-friend-request', name);
        if (mine !== undefined) return {mine: contact(otherId, theirs === undefined ? 'asked' : 'friend', mine.at_ms)};
        if ((countRequests.one(userId)?.count ?? 0) >= friendsMax)
          throw new ChatError('too-many-friends', String(friendsMax));
        const isSilent = isBlocked(otherId, userId);
        insertRequest.run(userId, otherId, atMs, isSilent ? 1 : 0);
        const state = theirs === undefined ? 'asked' : 'friend';
        const told = theirs === undefined ? 'asking' : 'friend';
        return {mine: contact(otherId, state, atMs), ...(!isSilent && {theirs: contact(userId, told, atMs)})};
      }),
    friendRemove: ({userId, otherId}) =>
      commits.writeWhole(() => {
        const mine = request.one(userId, otherId);
        const theirs = request.one(otherId, userId);
        const isAsking = mine === undefined && theirs?.is_hidden === 0;
        if (mine === undefined && !isAsking) throw new ChatError('not-a-friend', contact(otherId, 'none', 0).name);
        // The declined person is not told: for them the request still waits.
        if (isAsking) {
          hideRequest.run(otherId, userId);
          return {mine: contact(otherId, 'none', 0)};
        }
        dropRequest.run(userId, otherId);
        if (theirs !== undefined) dropRequest.run(otherId, userId);
        const isSeen = theirs !== undefined || mine?.is_hidden === 0;
        return {mine: contact(otherId, 'none', 0), ...(isSeen && {theirs: contact(userId, 'none', 0)})};
      }),
    personBlock: ({userId, otherId, atMs, isBlocked: isWanted}) =>
      commits.writeWhole(() => {
        if (userId === otherId) throw new ChatError('direct-self');
        if (!isWanted) {
          dropBlock.run(userId, otherId);
          return {mine: contact(otherId, 'none', 0)};
        }
        const known = block.one(userId, otherId);
        if (known !== undefined) return {mine: contact(otherId, 'blocked', known.at_ms)};
        if ((countBlocks.one(userId)?.count ?? 0) >= blocksMax)
          throw new ChatError('too-many-blocks', String(blocksMax));
        insertBlock.run(userId, otherId, atMs);
        const wasRequested = request.one(userId, otherId) !== undefined;
        dropRequest.run(userId, otherId);
        // For the blocked person it looks as if the friendship was ended, or the request was not answered yet.
        if (wasRequested) dropRequest.run(otherId, userId);
        else hideRequest.run(otherId, userId);
        const hiddenRoomId = hideConversation(userId, otherId);
        return {
          mine: contact(otherId, 'blocked', atMs),
          ...(wasRequested && {theirs: contact(userId, 'none', 0)}),
          ...(hiddenRoomId !== undefined && {hiddenRoomId}),
        };
      }),
  };
}
