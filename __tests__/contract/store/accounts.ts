/** Accounts and sessions, as every store keeps them. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import {SERVER_SENDER} from '../../../src/server/storeContract/store.ts';
import type {ServerRole} from '../../../src/shared/access/roles.ts';
import {AT_MS, codeOf, shelf} from '../../support/stored/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export function accountTests(open: OpenStore): void {
  test('one account is the owner, which was made as that; all others are members', async () => {
    const {store} = await shelf(open);
    const make = (name: string, isOwner: boolean) =>
      store.accountCreate({name, displayName: '', passwordHash: 'hash', isOwner, atMs: AT_MS});
    expect((await make('ann', false)).role).toBe('member');
    expect(await store.hasOwner()).toBe(false);
    const codes = await Promise.all([codeOf(make('bob', true)), codeOf(make('cid', true))]);
    expect(codes).toEqual(['ok', 'owner-code-wrong']);
    expect(await store.hasOwner()).toBe(true);
    expect([(await store.accountFind('bob'))?.role, await store.accountFind('cid')]).toEqual(['owner', undefined]);
  });

  test('a member becomes an admin and a member again, an owner stays one', async () => {
    const made = await shelf(open);
    const [ann, bob] = await made.accounts('ann', 'bob');
    const roles = () =>
      Promise.all([ann!, bob!].map(async ({userId}) => (await made.store.accountFindById(userId))?.role));
    const give = (by: {userId: number}, to: {userId: number}, role: ServerRole) =>
      codeOf(made.store.roleSet({byUserId: by.userId, userId: to.userId, role, atMs: AT_MS}));
    expect([await give(ann!, bob!, 'admin'), await give(SERVER_SENDER, ann!, 'admin')]).toEqual(['ok', 'owner-stays']);
    expect(await roles()).toEqual(['owner', 'admin']);
    await made.reopen();
    expect(await roles()).toEqual(['owner', 'admin']);
    await give(ann!, bob!, 'member');
    expect(await roles()).toEqual(['owner', 'member']);
  });

  test('nobody gives a role that is not below their own, or to somebody who is not below them', async () => {
    const {store, accounts} = await shelf(open);
    const [ann, bob, cid, dot] = await accounts('ann', 'bob', 'cid', 'dot');
    const give = (by: {userId: number}, to: {userId: number} | undefined, role: ServerRole) =>
      codeOf(store.roleSet({byUserId: by.userId, userId: to!.userId, role, atMs: AT_MS}));
    expect([await give(ann!, bob, 'admin'), await give(ann!, cid, 'admin')]).toEqual(['ok', 'ok']);
    const tries = [
      give(bob!, dot, 'admin'),
      give(bob!, dot, 'owner'),
      give(bob!, cid, 'member'),
      give(bob!, ann, 'member'),
      give(dot!, bob, 'member'),
      give(dot!, dot, 'owner'),
      give(bob!, bob, 'owner'),
    ];
    expect(await Promise.all(tries)).toEqual([
      'not-allowed',
      'not-allowed',
      'not-allowed',
      'owner-stays',
      'not-allowed',
      'not-allowed',
      'not-allowed',
    ]);
    expect(await give(bob!, dot, 'moderator')).toBe('ok');
    expect((await store.accountFind('dot'))?.role).toBe('moderator');
  });

  test('there is one owner: who hands the server over is an admin, also when it is done twice at once', async () => {
    const {store, accounts} = await shelf(open);
    const people = await accounts('ann', 'bob', 'cid');
    const [ann, bob, cid] = people;
    const give = (by: {userId: number} | undefined, to: {userId: number} | undefined) =>
      codeOf(store.roleSet({byUserId: by!.userId, userId: to!.userId, role: 'owner', atMs: AT_MS}));
    expect(await Promise.all([give(ann, bob), give(ann, cid)])).toEqual(['ok', 'not-allowed']);
    const roles = async () => (await store.accountList({limit: 3})).map(({role}) => role);
    expect(await roles()).toEqual(['admin', 'owner', 'member']);
    expect([await give(SERVER_SENDER, cid), await roles()]).toEqual(['ok', ['admin', 'admin', 'owner']]);
  });

  test('a guest is in no room but those to which they were invited', async () => {
    const made = await shelf(open);
    const {store, accounts, room, join, newId} = made;
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const give = (role: ServerRole) => store.roleSet({byUserId: ann!.userId, userId: bob!.userId, role, atMs: AT_MS});
    const tea = await room(ann!, 'tea');
    await give('guest');
    expect(await store.roomIdsOf(bob!.userId)).toEqual([]);
    expect(await store.roomList({userId: bob!.userId, limit: 10})).toEqual([]);
    expect(await store.roomFind('tea', bob!.userId)).toBeUndefined();
    const direct = {userId: bob!.userId, partnerId: ann!.userId, entryId: newId(), atMs: AT_MS};
    const own = {roomId: tea, byUserId: bob!.userId, userIds: [cid!.userId], atMs: AT_MS};
    expect(await Promise.all([codeOf(join(tea, bob!)), codeOf(join(1, bob!)), codeOf(room(bob!, 'own'))])).toEqual([
      'room-not-found',
      'room-not-found',
      'not-allowed',
    ]);
    expect(await codeOf(store.directOpen(direct))).toBe('not-allowed');
    await store.inviteCreate({...own, byUserId: ann!.userId, userIds: [bob!.userId]});
    expect(await codeOf(join(tea, bob!))).toBe('ok');
    expect((await store.roomList({userId: bob!.userId, limit: 10})).map(({name}) => name)).toEqual(['tea']);
    expect([await codeOf(store.inviteCreate(own)), await codeOf(store.directOpen(direct))]).toEqual([
      'not-allowed',
      'ok',
    ]);
    await give('member');
    expect(await store.roomIdsOf(bob!.userId)).toContain(1);
  });

  test('a name is given once, also when two ask at the same time', async () => {
    const {store, account} = await shelf(open);
    const codes = await Promise.all([codeOf(account('ann')), codeOf(account('ann')), codeOf(account('bob'))]);
    expect(codes).toEqual(['ok', 'name-taken', 'ok']);
    expect(await store.accountList({limit: 10})).toHaveLength(2);
  });

  test('an account is found by name and by number, an unknown one is not', async () => {
    const {store, account} = await shelf(open);
    const ann = await account('ann');
    expect(await store.accountFind('ann')).toEqual(ann);
    expect(await store.accountFindById(ann.userId)).toEqual(ann);
    expect(await store.accountFind("ann' OR 1=1 --")).toBeUndefined();
    expect(await store.accountFindById(999)).toBeUndefined();
  });

  test('everybody who registers is in the lobby, and the log says so', async () => {
    const {store, account} = await shelf(open);
    const ann = await account('ann');
    expect(await store.membershipList(ann.userId)).toMatchObject([{name: 'lobby', kind: 'public', unread: 0}]);
    const {entries} = await store.entryList({roomId: 1, userId: ann.userId, limit: 10});
    expect(entries.map(entry => [entry.sender, entry.kind])).toEqual([
      ['server', 'created'],
      ['ann', 'joined'],
    ]);
  });

  test('accounts are listed by name, page after page', async () => {
    const {store, accounts} = await shelf(open);
    await accounts('cid', 'ann', 'bob');
    const first = await store.accountList({limit: 2});
    const rest = await store.accountList({afterName: first.at(-1)?.name ?? '', limit: 2});
    expect([...first, ...rest].map(({name}) => name)).toEqual(['ann', 'bob', 'cid']);
  });

  test('a new password and the time somebody was seen are kept', async () => {
    const made = await shelf(open);
    const {userId} = await made.account('ann');
    await Promise.all([
      made.store.passwordSet(userId, {passwordHash: 'other', before: 'hash'}),
      made.store.lastSeenSet(userId, AT_MS + 5),
    ]);
    await made.reopen();
    expect(await made.store.accountFind('ann')).toMatchObject({passwordHash: 'other', lastSeenAtMs: AT_MS + 5});
  });

  test('a password is set in place of the one it was begun with, by one of two at once', async () => {
    const {store, account} = await shelf(open);
    const {userId} = await account('ann');
    const set = (passwordHash: string, before: string) => store.passwordSet(userId, {passwordHash, before});
    expect(await Promise.all([set('one', 'hash'), set('two', 'hash')])).toEqual([true, false]);
    expect([await set('three', ''), (await store.accountFind('ann'))?.passwordHash]).toEqual([false, 'one']);
    expect([await set('two', 'one'), (await store.accountFind('ann'))?.passwordHash]).toEqual([true, 'two']);
    expect(await store.passwordSet(userId + 1, {passwordHash: 'two', before: 'hash'})).toBe(false);
  });

  test('a new password ends all other logins where it is meant to, and none where it is not set', async () => {
    const {store, account} = await shelf(open);
    const {userId} = await account('ann');
    const hashes = [1, 2].map(byte => new Uint8Array(32).fill(byte));
    for (const tokenHash of hashes)
      await store.sessionCreate({tokenHash, userId, deviceName: '', createdAtMs: AT_MS, lastUsedAtMs: AT_MS});
    const known = () => Promise.all(hashes.map(async hash => (await store.sessionFind(hash, AT_MS))?.name));
    const change = {passwordHash: 'other', keptTokenHash: hashes[0]!};
    expect([await store.passwordSet(userId, {...change, before: 'x'}), await known()]).toEqual([false, ['ann', 'ann']]);
    expect([await store.passwordSet(userId, {...change, before: 'hash'}), await known()]).toEqual([
      true,
      ['ann', undefined],
    ]);
  });

  test('a login is found by its token until it ends', async () => {
    const {store, account} = await shelf(open);
    const {userId} = await account('ann');
    const tokenHash = new Uint8Array(32).fill(7);
    await store.sessionCreate({tokenHash, userId, deviceName: 'pc', createdAtMs: AT_MS, lastUsedAtMs: AT_MS});
    expect(await store.sessionFind(tokenHash, AT_MS + DAY_MS)).toMatchObject({name: 'ann'});
    expect(await store.sessionFind(new Uint8Array(32), AT_MS)).toBeUndefined();
    await store.sessionDelete(tokenHash);
    expect(await store.sessionFind(tokenHash, AT_MS)).toBeUndefined();
  });

  test('a login that is used lives on, one that nobody uses for months is over', async () => {
    const {store, account} = await shelf(open);
    const {userId} = await account('ann');
    const [used, idle] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    for (const tokenHash of [used, idle]) {
      await store.sessionCreate({tokenHash, userId, deviceName: '', createdAtMs: AT_MS, lastUsedAtMs: AT_MS});
    }
    expect(await store.sessionFind(used, AT_MS + 80 * DAY_MS)).toBeDefined();
    await store.lastSeenSet(userId, AT_MS);
    expect(await store.sessionFind(used, AT_MS + 100 * DAY_MS)).toBeDefined();
    expect(await store.sessionFind(idle, AT_MS + 100 * DAY_MS)).toBeUndefined();
  });

  test('all other logins of a person end together, those of others stay', async () => {
    const {store, accounts} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const hashes = [1, 2, 3].map(byte => new Uint8Array(32).fill(byte));
    for (const [index, tokenHash] of hashes.entries()) {
      const {userId} = (index === 2 ? bob : ann)!;
      await store.sessionCreate({tokenHash, userId, deviceName: '', createdAtMs: AT_MS, lastUsedAtMs: AT_MS});
    }
    const known = () => Promise.all(hashes.map(async hash => (await store.sessionFind(hash, AT_MS))?.name));
    await store.sessionDeleteAll(ann!.userId, hashes[0]);
    expect(await known()).toEqual(['ann', undefined, 'bob']);
    await store.sessionDeleteAll(ann!.userId);
    expect(await known()).toEqual([undefined, undefined, 'bob']);
  });
}
