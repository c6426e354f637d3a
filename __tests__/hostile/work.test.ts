/**
 * What each request reads of the database, however much others have made: counted by statements, rows, and how SQLite would find
 * them.
 */
import {DatabaseSync, StatementSync} from 'node:sqlite';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {REQUESTS, type Params, type RequestName} from '../../src/shared/protocol.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

/** What others have made; with a thousand times as much the plans are the same. */
const MUCH = 1_500;
/** A page of 200 and one more, and what else is looked up for it. */
const ROWS_MAX = 300;
/** Of one request, with those of inviting twenty people. */
const STATEMENTS_MAX = 150;

interface Work {
  sql: Set<string>;
  statements: number;
  rows: number;
}

let work: Work = {sql: new Set(), statements: 0, rows: 0};
const plain = Object.getOwnPropertyDescriptors(StatementSync.prototype);
const call = (name: 'get' | 'all' | 'run' | 'iterate', statement: StatementSync, params: unknown[]): unknown =>
  (plain[name].value as (...given: unknown[]) => unknown).apply(statement, params);

/** Counts what is really run, by whatever part of the store. */
beforeEach(() => {
  const count = (statement: StatementSync, rows: number) => {
    // The index of the search goes on in small steps of its own, whoever asks for what.
    if (/search_(docs|rooms|state|words)/.test(statement.sourceSQL)) return;
    work.sql.add(statement.sourceSQL);
    work.statements++;
    work.rows += rows;
  };
  Object.assign(StatementSync.prototype, {
    get(this: StatementSync, ...params: unknown[]) {
      count(this, 1);
      return call('get', this, params);
    },
    run(this: StatementSync, ...params: unknown[]) {
      count(this, 0);
      return call('run', this, params);
    },
    all(this: StatementSync, ...params: unknown[]) {
      const rows = call('all', this, params) as unknown[];
      count(this, rows.length);
      return rows;
    },
    *iterate(this: StatementSync, ...params: unknown[]) {
      count(this, 0);
      for (const row of call('iterate', this, params) as Iterable<unknown>) {
        work.rows++;
        yield row;
      }
    },
  });
});
afterEach(() => void Object.defineProperties(StatementSync.prototype, plain));

/** Only these go through a table, or sort: each because what it goes through is bounded by itself. */
const BOUNDED: readonly (readonly [RegExp, string])[] = [
  [/^SELECT user_id FROM accounts LIMIT 1$/, 'the first row'],
  [/FROM members JOIN rooms USING \(room_id\)\s+JOIN entries/, 'conversations of one person'],
  [/^SELECT \* FROM \(SELECT room_id, rooms.name AS room_name/, 'invitations of one person, a thousand at most'],
  [/^SELECT room_id, rooms.name AS room_name, accounts.name/, 'invitations of one person, a thousand at most'],
  [/^DELETE FROM invites WHERE user_id = \? AND room_id IN/, 'invitations of one person, a thousand at most'],
  [/FROM directs JOIN accounts ON user_id IN/, 'two people'],
  [/^SELECT \* FROM search_rooms WHERE first_seq > 1 /, 'the first row'],
  [/FROM search_words CROSS JOIN/, 'by the index of words, as far as the time goes'],
  [/UNION ALL/, 'one row of each part, or pages that are in order, and rooms of one person'],
];

/** How it would be found: steps that go through all of a table, or sort, where that is not bounded. */
function plansOf(made: World, statements: ReadonlySet<string>): string[] {
  const database = new DatabaseSync(join(made.dataDir, 'chat.db'), {readOnly: true});
  try {
    return [...statements].flatMap(sql => {
      if (!/^\s*(?:SELECT|INSERT|UPDATE|DELETE)/.test(sql) || BOUNDED.some(([pattern]) => pattern.test(sql))) return [];
      const params = Array.from(sql.matchAll(/\?/g), () => null);
      const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...params);
      return steps
        .map(({detail}) => String(detail))
        .filter(detail => /^SCAN (?!\(subquery|CONSTANT)|TEMP B-TREE/.test(detail))
        .map(detail => `${detail}: ${sql}`);
    });
  } finally {
    database.close();
  }
}

/** Rooms, people, files, mentions, invitations and logins of others. */
function fill(made: World): void {
  const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
  const rows = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MUCH})`;
  database.exec(`BEGIN IMMEDIATE;
    INSERT INTO accounts (user_id, name, display_name, role, password_hash, created_at_ms)
      ${rows} SELECT 1000 + i, 'o' || i, '', 'member', '', 1 FROM n;
    INSERT INTO rooms (room_id, kind, name, topic, last_seq, member_count, created_at_ms, made_by)
      ${rows} SELECT 1000 + i, 'private', 'own', '', 0, 1, 1, 1000 + i FROM n;
    INSERT INTO members (room_id, user_id, name, read_seq) ${rows} SELECT 1000 + i, 1000 + i, 'o' || i, 0 FROM n;
    INSERT INTO members (room_id, user_id, name, read_seq) ${rows} SELECT 1, 1000 + i, 'o' || i, 0 FROM n;
    UPDATE rooms SET member_count = member_count + ${MUCH} WHERE room_id = 1;
    INSERT INTO invites (user_id, room_id, by_user_id, sent_at_ms) ${rows} SELECT 2, 1000 + i, 1000 + i, i FROM n WHERE i < 900;
    INSERT INTO mentions (user_id, room_id, seq) ${rows} SELECT 2, 1, 1000000 + i FROM n;
    INSERT INTO files (file_id, room_id, seq, sender_id, name, size_bytes, offered_at_ms, state)
      ${rows} SELECT 'f' || i, 1000 + i, 1, 1000 + i, 'x', 1, 1, 'uploading' FROM n;
    INSERT INTO became (room_id, seq, data) ${rows} SELECT 1, 1000000 + i, '{"became":{"asOfSeq":1}}' FROM n;
    INSERT INTO reactions (user_id, room_id, seq, emoji) ${rows} SELECT 1000 + i, 1, 4, 'x' FROM n;
    INSERT INTO pins (room_id, pinned_seq, seq) ${rows} SELECT 1000 + i, 1, 1 FROM n;
    INSERT INTO stars (user_id, room_id, seq) ${rows} SELECT 1000 + i, 1, 4 FROM n;
    INSERT INTO logins (name, address, port, at_ms, is_success, method) ${rows} SELECT 'x', 'y', 1, 1, 1, 'token' FROM n;
    COMMIT`);
  database.close();
}

interface Case {
  made: World;
  roomId: number;
  fileId: string;
}

type Ask = {[Name in RequestName]: (one: Case) => Params<Name>};

const SHA = 'a'.repeat(64);
/** Every request there is; a new one does not compile without its row. */
const ASKED: Ask = {
  ping: () => ({}),
  accountLinkAdd: () => ({link: 'A'.repeat(10_000)}),
  accountLinkList: () => ({name: 'bob'}),
  deviceSignalSend: () => ({body: '{}'}),
  epochAdd: ({roomId}) => ({roomId, statement: 'A'.repeat(300_000), boxes: []}),
  epochList: ({roomId}) => ({roomId}),
  boxAdd: ({roomId, made}) => ({boxes: [{roomId, n: 0, to: made.newId(), box: 'AAAA'}]}),
  boxList: ({made}) => ({to: made.newId()}),
  sealedSend: ({roomId, made}) => ({roomId, clientMsgId: made.newId(), sealed: 'A'.repeat(300_000)}),
  serverShow: () => ({}),
  fileRelay: ({fileId}) => ({fileId, fromByte: 1}),
  signalSend: ({made}) => ({name: 'bob', sessionId: made.newId(), body: '{}'}),
  passwordResetShow: () => ({resetCode: 'x'}),
  passwordReset: () => ({resetCode: 'x', password: PASSWORD}),
  secondFactorBegin: () => ({name: 'bob', password: PASSWORD}),
  secondFactorConfirm: () => ({code: 'x'}),
  secondFactorEnd: () => ({name: 'bob', password: PASSWORD}),
  sshKeyAdd: () => ({line: 'x'}),
  sshKeyBegin: () => ({name: 'bob', password: 'x', line: 'x'}),
  sshKeyList: () => ({}),
  secondFactorShow: () => ({}),
  sshKeyRemove: () => ({fingerprint: 'x'}),
  sshChallenge: () => ({}),
  sshLogin: () => ({name: 'bob', keyBlob: 'x', signature: 'x', server: 'x'}),
  deviceList: () => ({}),
  deviceEnd: () => ({}),
  tokenCreate: () => ({name: 'x', rights: ['read'], forMs: 60_000}),
  tokenList: () => ({}),
  tokenRevoke: () => ({number: 99}),
  invitationUse: () => ({inviteCode: 'x'}),
  invitationShow: () => ({inviteCode: 'x'}),
  accountRegister: () => ({name: 'newcomer', password: PASSWORD}),
  passwordChange: () => ({oldPassword: PASSWORD, newPassword: `${PASSWORD} 2`}),
  sessionLogin: () => ({name: 'bob', password: PASSWORD}),
  sessionOpen: () => ({}),
  sessionEnd: () => ({}),
  sessionQuit: () => ({text: 'x'}),
  roomCreate: () => ({name: 'own', isPrivate: false}),
  roomJoin: () => ({name: 'other'}),
  roomLeave: ({roomId}) => ({roomId}),
  roomList: () => ({limit: 200}),
  roomInvite: ({roomId}) => ({roomId, names: Array.from({length: 20}, (_, index) => `o${index + 1}`)}),
  roomRulesSet: ({roomId}) => ({roomId, write: 'moderator', slowMs: 1_000}),
  roomRoleSet: ({roomId}) => ({roomId, name: 'o1', role: 'moderator'}),
  memberRemove: ({roomId}) => ({roomId, name: 'o1', reason: 'x'}),
  roomRename: ({roomId}) => ({roomId, name: 'own2'}),
  roomDescribe: ({roomId}) => ({roomId, text: 'x'}),
  roomArchive: ({roomId}) => ({roomId, isArchived: true}),
  roomDelete: ({roomId}) => ({roomId, name: 'room-roomdelete'}),
  topicSet: ({roomId}) => ({roomId, topic: 'x'}),
  directOpen: () => ({name: 'o1'}),
  memberList: () => ({roomId: 1, limit: 200}),
  userShow: () => ({name: 'o1'}),
  friendAdd: () => ({name: 'o1'}),
  friendRemove: () => ({name: 'o1'}),
  personBlock: () => ({name: 'o1', isBlocked: true}),
  groupOpen: () => ({names: ['o1', 'o2', 'o3']}),
  plannedAdd: () => ({id: 'p'.repeat(22), kind: 'reminder', roomId: 1, text: 'x', dueAtMs: Date.UTC(2030, 0, 2)}),
  plannedList: () => ({}),
  plannedCancel: () => ({id: 'p'.repeat(22)}),
  typingSet: ({roomId}) => ({roomId, isTyping: true}),
  idleSet: () => ({isIdle: true}),
  preferencesSet: () => ({directsFrom: 'friends'}),
  roomOrderSet: ({roomId}) => ({roomIds: [roomId, 1]}),
  roomPreferencesSet: () => ({roomId: 1, change: {mutedUntilMs: 1}}),
  presenceSet: () => ({state: 'away', status: 'x'}),
  reportMake: () => ({name: 'o1', reason: 'x'}),
  userRoleSet: () => ({name: 'o1', role: 'moderator'}),
  userKick: () => ({name: 'o1', reason: ''}),
  messageSend: ({made}) => ({
    roomId: 1,
    clientMsgId: made.newId(),
    kind: 'message',
    text: `@o1 ${`@ab${'-'.repeat(29)} `.repeat(100)}`,
  }),
  messageEdit: ({made}) => ({roomId: 1, seq: 4, clientMsgId: made.newId(), text: '@o1 @o2'}),
  messageDelete: ({made}) => ({roomId: 1, seq: 5, clientMsgId: made.newId()}),
  reactionSet: ({made}) => ({roomId: 1, seq: 5, clientMsgId: made.newId(), emoji: '👍', isOn: true}),
  reactionList: () => ({roomId: 1, seq: 4}),
  versionList: () => ({roomId: 1, seq: 4}),
  pinSet: ({made, roomId}) => ({roomId, seq: 1, clientMsgId: made.newId(), isOn: true}),
  followSet: () => ({roomId: 1, seq: 4, isOn: true}),
  followList: () => ({}),
  threadRead: () => ({roomId: 1, seq: 4, readSeq: 4}),
  threadList: () => ({roomId: 1, seq: 4, limit: 200}),
  pinList: () => ({roomId: 1}),
  starSet: () => ({roomId: 1, seq: 4, isOn: true}),
  starList: () => ({limit: 200}),
  entryShow: () => ({roomId: 1, seqs: [1, 2, 3, 4]}),
  entryList: () => ({roomId: 1, limit: 200}),
  cursorMove: () => ({roomId: 1, seq: 2_000_000}),
  cursorReset: () => ({roomId: 1, seq: 1}),
  entryFind: () => ({roomId: 1, atMs: 1}),
  messageSearch: () => ({words: 'x', limit: 200}),
  inboxList: () => ({limit: 200}),
  fileOffer: ({made}) => ({roomId: 1, clientMsgId: made.newId(), name: 'x', sizeBytes: 1}),
  fileShow: ({fileId}) => ({fileId}),
  fileList: () => ({roomId: 1, limit: 200}),
  fileComplete: ({fileId}) => ({fileId, sha256: SHA}),
  fileCancel: ({fileId}) => ({fileId}),
  fileDelete: ({fileId}) => ({fileId}),
  adminCommand: () => ({name: 'users', args: {}, limit: 200}),
  adminFiles: () => ({after: {sizeBytes: 1, fileId: 'f5'}, limit: 200}),
  fileDecline: ({fileId}) => ({fileId}),
  adminLog: () => ({limit: 200}),
  adminUsers: () => ({limit: 200}),
  serverKeep: () => ({}),
  serverStop: () => ({}),
};

describe('B46 what others have made', () => {
  test('costs nobody anything: each request finds what it is about by index, in pages', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.request('roomCreate', {name: 'other', isPrivate: false});
    await made.say(bob!, made.lobby, 'one @ann');
    await made.say(bob!, made.lobby, 'two');
    fill(made);
    const anonymous = await made.device();
    const found: Record<string, unknown> = {};
    // What ends a session comes last.
    const names = (Object.keys(REQUESTS) as RequestName[]).toSorted((one, other) => endsOf(one) - endsOf(other));
    for (const name of names) {
      const asker = /^(?:admin|userKick|userRoleSet|fileDelete|server)/.test(name)
        ? ann!
        : access(name)
          ? anonymous
          : bob!;
      // Rooms are made so many in a minute.
      made.clock.turn(2_000);
      const room = await bob!.request('roomCreate', {name: `room-${name.toLowerCase()}`, isPrivate: true});
      const file = await bob!.request('fileOffer', {roomId: 1, clientMsgId: made.newId(), name: 'x', sizeBytes: 1});
      const params = ASKED[name]({made, roomId: room.roomId, fileId: file.fileId});
      work = {sql: new Set(), statements: 0, rows: 0};
      await asker.request(name, params as never).catch(() => undefined);
      const {sql, rows, statements} = work;
      // Of one's own rooms: counts, cursors, and the last entry of each.
      // What a search looks through is bounded by text and time, not by places found.
      const own = name === 'sessionOpen' ? 5 * names.length : name === 'messageSearch' ? 500 : 0;
      const plans = plansOf(made, sql);
      if (plans.length > 0 || rows > ROWS_MAX + own || statements > STATEMENTS_MAX + own)
        found[name] = {plans, rows, statements};
    }
    expect(found).toEqual({});
  });
});

const endsOf = (name: RequestName) => ['passwordChange', 'sessionEnd'].indexOf(name);
const access = (name: RequestName) => name === 'accountRegister' || name === 'sessionLogin';
