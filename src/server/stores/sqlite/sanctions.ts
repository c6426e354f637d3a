/** Mutes, bans of accounts and networks, disabled and deleted accounts. */
import {ChatError} from '../../../shared/errors.ts';
import {FORMER_MEMBER} from '../../../shared/access/loginName.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Store} from '../../storeContract/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from './accountRow.ts';
import {query} from './engine/database.ts';
import {openMembers, type MemberParts} from './rooms/members.ts';
import type {Rights} from './access/rights.ts';
import type {Sqlite} from './sqlite.ts';

type Sanctions = Pick<
  Store,
  'muteSet' | 'banSet' | 'disabledSet' | 'sanctionList' | 'networkBanSet' | 'networkBanList' | 'accountDelete'
>;

interface NetworkRow {
  network: string;
  words: string;
  until_ms: number;
}

export function openSanctions(sqlite: Sqlite & MemberParts & {rights: Rights}): Sanctions {
  const {database, commits, rights, writePermission, names, newId} = sqlite;
  const members = openMembers(sqlite);
  const setMute = database.statement('UPDATE accounts SET muted_until_ms = ?, mute_words = ? WHERE user_id = ?');
  const setBan = database.statement('UPDATE accounts SET banned_until_ms = ?, ban_words = ? WHERE user_id = ?');
  const setDisabled = database.statement('UPDATE accounts SET disabled_words = ? WHERE user_id = ?');
  const list = query<AccountRow, [string, number, number, number, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE name > ? AND deleted_at_ms IS NULL
      AND (banned_until_ms > ? OR muted_until_ms > ? OR kicked_until_ms > ? OR disabled_words IS NOT NULL)
      ORDER BY name LIMIT +?`,
  );
  const networks = query<NetworkRow, [number]>(
    database,
    'SELECT network, words, until_ms FROM network_bans WHERE until_ms > ? ORDER BY network',
  );
  const dropOver = database.statement('DELETE FROM network_bans WHERE until_ms <= ?');
  const countNetworks = query<{count: number}, []>(database, 'SELECT count(*) AS count FROM network_bans');
  const addNetwork = database.statement(
    'INSERT OR REPLACE INTO network_bans (network, words, since_ms, until_ms) VALUES (?, ?, ?, ?)',
  );
  const dropNetwork = database.statement('DELETE FROM network_bans WHERE network = ?');
  const roomsOf = query<{room_id: number; kind: string}, [number]>(
    database,
    'SELECT room_id, kind FROM members JOIN rooms USING (room_id) WHERE user_id = ?',
  );
  const erase = [
    'DELETE FROM sessions WHERE user_id = ?',
    'DELETE FROM invites WHERE user_id = ?',
    'DELETE FROM invitations WHERE by_user_id = ?',
    'DELETE FROM password_resets WHERE user_id = ?',
    'DELETE FROM password_resets WHERE by_user_id = ?',
    'DELETE FROM second_factors WHERE user_id = ?',
    'DELETE FROM recovery_codes WHERE user_id = ?',
    'DELETE FROM ssh_keys WHERE user_id = ?',
    'DELETE FROM mentions WHERE user_id = ?',
    'DELETE FROM removals WHERE user_id = ?',
    'DELETE FROM contacts WHERE user_id = ?',
    'DELETE FROM contacts WHERE other_id = ?',
    'DELETE FROM blocks WHERE user_id = ?',
    'DELETE FROM blocks WHERE other_id = ?',
    'DELETE FROM preferences WHERE user_id = ?',
    'DELETE FROM room_preferences WHERE user_id = ?',
    'DELETE FROM planned WHERE user_id = ?',
  ].map(sql => database.statement(sql));
  const rename = database.statement(
    `UPDATE accounts SET name = ?, display_name = '', password_hash = '', role = 'member', deleted_at_ms = ?,
      disabled_words = NULL WHERE user_id = ?`,
  );
  const bury = database.statement(
    "UPDATE accounts SET kick_words = '', ban_words = '', mute_words = '', muted_until_ms = NULL WHERE user_id = ?",
  );

  return {
    muteSet: ({userId, byUserId, sanction}) =>
      commits.writeWhole(() => {
        rights.requireOver(byUserId, userId, 'userMute');
        setMute.run(sanction?.untilMs ?? null, sanction?.words ?? '', userId);
        writePermission.muted(userId);
      }),
    banSet: ({userId, byUserId, sanction}) =>
      commits.write(() => {
        rights.requireOver(byUserId, userId, 'userBan');
        setBan.run(sanction?.untilMs ?? null, sanction?.words ?? '', userId);
      }),
    disabledSet: ({userId, byUserId, words}) =>
      commits.write(() => {
        rights.requireOver(byUserId, userId, 'accountManage');
        setDisabled.run(words ?? null, userId);
      }),
    sanctionList: async ({afterName = '', limit, nowMs}) =>
      list.all(afterName, nowMs, nowMs, nowMs, limit).map(toAccount),
    networkBanSet: ({byUserId, network, sanction, atMs}) =>
      commits.writeWhole(() => {
        rights.requireServer(byUserId, 'networkBan');
        if (sanction === undefined) return dropNetwork.run(network).changes > 0;
        dropOver.run(atMs);
        if ((countNetworks.one()?.count ?? 0) >= FIXED_LIMITS.networkBansMax)
          throw new ChatError('too-many-bans', String(FIXED_LIMITS.networkBansMax));
        addNetwork.run(network, sanction.words, atMs, sanction.untilMs);
        return true;
      }),
    networkBanList: async nowMs =>
      networks.all(nowMs).map(({network, words, until_ms: untilMs}) => ({network, words, untilMs})),
    accountDelete: ({userId, byUserId, atMs}) =>
      commits.writeWhole(() => {
        rights.requireOver(byUserId, userId, 'accountManage');
        const rooms = roomsOf.all(userId);
        for (const {room_id: roomId, kind} of rooms) {
          if (kind === 'direct') members.hide({roomId, userId});
          else members.leave({roomId, userId, entryId: newId(), atMs});
        }
        for (const statement of erase) statement.run(userId);
        rename.run(`${FORMER_MEMBER}${userId}`, atMs, userId);
        bury.run(userId);
        names.forget();
        writePermission.muted(userId);
        return rooms.map(({room_id: roomId}) => roomId);
      }),
  };
}
