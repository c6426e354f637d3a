/** Files of rooms, as every store keeps them. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {describe, expect, test} from '@jest/globals';
import type {Account} from '../../../src/server/storeContract/store.ts';
import {AT_MS, codeOf, shelf} from '../../support/stored/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

const SHA256 = 'ab'.repeat(32);

async function desk(open: OpenStore) {
  const made = await shelf(open);
  const [ann, bob, cid] = await made.accounts('ann', 'bob', 'cid');
  const roomId = await made.room(ann!, 'tea');
  await made.join(roomId, bob!);
  const offer = (name = 'a.txt', entryId = made.newId(), fileId = made.newId()) =>
    made.store.fileOffer({roomId, userId: ann!.userId, entryId, fileId, name, sizeBytes: 10, atMs: AT_MS});
  const settle = (fileId: string, state: 'complete' | 'cancelled', by = ann!) =>
    made.store.fileSettle({
      fileId,
      userId: by.userId,
      state,
      ...(state === 'complete' ? {sha256: SHA256} : {}),
      entryId: made.newId(),
      atMs: AT_MS,
    });
  const lastEntry = async () => (await made.store.entryList({roomId, userId: ann!.userId, limit: 1})).entries.at(-1);
  return {...made, store: made.store, ann: ann!, bob: bob!, cid: cid!, roomId, offer, settle, lastEntry};
}

export function fileTests(open: OpenStore): void {
  test('an offer is a file and an entry', async () => {
    const {store, bob, roomId, offer, lastEntry} = await desk(open);
    const file = await offer('näme; rm -rf.txt');
    expect(file).toMatchObject({
      roomId,
      senderName: 'ann',
      name: 'näme; rm -rf.txt',
      sizeBytes: 10,
      state: 'uploading',
    });
    expect(await lastEntry()).toMatchObject({kind: 'file', seq: file.seq, fileId: file.fileId, sizeBytes: 10});
    expect(await store.fileFind(file.fileId, bob.userId)).toEqual(file);
  });

  test('the same offer again is the same file', async () => {
    const {store, ann, roomId, newId, offer} = await desk(open);
    const id = newId();
    const [one, other] = await Promise.all([offer('a', id), offer('b', id)]);
    expect(other.fileId).toBe(one.fileId);
    expect(await store.fileList({roomId, userId: ann.userId, limit: 10})).toHaveLength(1);
  });

  test('an id that was used for a message is no file', async () => {
    const {store, ann, roomId, newId, say, offer} = await desk(open);
    const id = newId();
    await say(ann, roomId, 'x', id);
    expect(await codeOf(offer('a', id))).toBe('bad-request');
    expect(await store.fileList({roomId, userId: ann.userId, limit: 10})).toEqual([]);
  });

  test('who is not in the room can neither offer nor see', async () => {
    const {store, cid, roomId, newId, offer, settle} = await desk(open);
    const {fileId} = await offer();
    const byCid = {roomId, userId: cid.userId, entryId: newId(), fileId: newId(), name: 'x', sizeBytes: 1, atMs: AT_MS};
    expect(await codeOf(store.fileOffer(byCid))).toBe('not-in-room');
    expect(await codeOf(store.fileFind(fileId, cid.userId))).toBe('file-not-found');
    expect(await codeOf(store.fileList({roomId, userId: cid.userId, limit: 1}))).toBe('not-in-room');
    expect(await codeOf(settle(fileId, 'complete', cid))).toBe('file-not-found');
    expect(await codeOf(store.fileFind(newId(), cid.userId))).toBe('file-not-found');
  });

  test('completing says so once, with the hash', async () => {
    const {offer, settle, lastEntry} = await desk(open);
    const {fileId} = await offer();
    expect(await settle(fileId, 'complete')).toMatchObject({state: 'complete', sha256: SHA256});
    const entry = await lastEntry();
    expect(entry).toMatchObject({kind: 'fileCompleted', fileId, sha256: SHA256});
    await settle(fileId, 'complete');
    expect(await lastEntry()).toEqual(entry);
  });

  test('only its sender settles a file, and a cancelled one stays cancelled', async () => {
    const {store, bob, newId, offer, settle, lastEntry} = await desk(open);
    const {fileId} = await offer();
    expect(await codeOf(settle(fileId, 'cancelled', bob))).toBe('not-allowed');
    expect(await codeOf(settle(newId(), 'cancelled'))).toBe('file-not-found');
    expect(await settle(fileId, 'cancelled')).toMatchObject({state: 'cancelled'});
    expect(await lastEntry()).toMatchObject({kind: 'fileCancelled', fileId});
    expect(await codeOf(settle(fileId, 'complete'))).toBe('file-gone');
    expect(await store.fileFindAny(fileId)).toMatchObject({state: 'cancelled'});
    expect(await store.fileFindAny(newId())).toBeUndefined();
  });

  test('the rest of a direct file counts from where it begins, and it is said whether what lies there does', async () => {
    const {store, ann, bob, newId} = await desk(open);
    const quota = {bytesPerUserMax: 10, bytesMax: 100, unfinishedPerUserMax: 10};
    const {roomId} = await store.directOpen({userId: ann.userId, partnerId: bob.userId, entryId: newId(), atMs: AT_MS});
    const {userId} = ann;
    const offer = {roomId, userId, entryId: newId(), fileId: newId(), name: 'a', sizeBytes: 10, atMs: AT_MS, quota};
    const {fileId} = await store.fileOffer({...offer, isDirect: true});
    const relay = (fromByte: number, heldBytes: number) =>
      store.fileRelay({fileId, userId, fromByte, heldBytes, quota});
    expect(await relay(4, 0)).toMatchObject({isHeld: false, after: {directBytes: 4}});
    expect(await relay(6, 7)).toMatchObject({isHeld: true, after: {directBytes: 4}});
    // What came after the question is not counted any more, and so must not stay.
    expect(await relay(6, 5)).toMatchObject({isHeld: false, after: {directBytes: 6}});
    const more = (sizeBytes: number) => store.fileOffer({...offer, sizeBytes, entryId: newId(), fileId: newId()});
    expect(await codeOf(more(7))).toBe('quota-exceeded');
    expect(await codeOf(more(6))).toBe('ok');
  });

  test('files are listed newest first, page after page', async () => {
    const {store, bob, roomId, offer} = await desk(open);
    for (const name of ['1', '2', '3']) await offer(name);
    const page = await store.fileList({roomId, userId: bob.userId, limit: 2});
    const rest = await store.fileList({roomId, userId: bob.userId, beforeSeq: page.at(-1)?.seq ?? 0, limit: 2});
    expect([...page, ...rest].map(({name}) => name)).toEqual(['3', '2', '1']);
  });

  describe('the same bytes of one person', () => {
    const QUOTA = {bytesPerUserMax: 1_000, bytesMax: 1_000_000, unfinishedPerUserMax: 100};
    /** What a person has, by what is still taken of them. */
    async function twins() {
      const made = await desk(open);
      const {store, newId, roomId} = made;
      const put = async (by: Account, sizeBytes: number, sha256: string) => {
        const entryId = newId();
        const offer = {roomId, userId: by.userId, entryId, fileId: newId(), name: 'a', sizeBytes, atMs: AT_MS};
        const {fileId} = await store.fileOffer({...offer, quota: QUOTA});
        const settle = {fileId, userId: by.userId, entryId: newId(), atMs: AT_MS, sha256};
        const {twinId} = await store.fileSettle({...settle, state: 'complete'});
        return {fileId, twinId};
      };
      const total = async () => (await store.fileOldest()).bytes;
      return {...made, put, total};
    }

    test('count once when they are joined, and whoever is left counts when the first goes', async () => {
      const {ann, put, store, settle, total} = await twins();
      const first = await put(ann, 100, SHA256);
      const second = await put(ann, 100, SHA256);
      const third = await put(ann, 100, SHA256);
      expect([first.twinId, second.twinId]).toEqual([undefined, first.fileId]);
      expect(await total()).toBe(300);
      expect(await store.fileJoin({fileId: second.fileId, otherId: first.fileId})).toBe(true);
      expect(await store.fileJoin({fileId: third.fileId, otherId: second.fileId})).toBe(true);
      expect(await store.fileJoin({fileId: third.fileId, otherId: second.fileId})).toBe(true);
      expect(await store.fileFindAny(third.fileId)).toMatchObject({sameAs: first.fileId});
      expect(await total()).toBe(100);
      await settle(first.fileId, 'cancelled');
      expect(await total()).toBe(100);
      const [next, last] = [second.fileId, third.fileId].toSorted();
      expect(await store.fileFindAny(last!)).toMatchObject({sameAs: next});
      expect(await store.fileFindAny(next!)).not.toHaveProperty('sameAs');
      await settle(last!, 'cancelled');
      expect(await total()).toBe(100);
      await settle(next!, 'cancelled');
      expect(await total()).toBe(0);
    });

    test('are never of somebody else, of another size or hash, of what is under way, gone, or this one itself', async () => {
      const {ann, bob, put, store, offer, settle, total} = await twins();
      const first = await put(ann, 100, SHA256);
      const ofBob = await put(bob, 100, SHA256);
      const others = [ofBob, await put(ann, 101, SHA256), await put(ann, 100, 'cd'.repeat(32))];
      expect(others.map(({twinId}) => twinId)).toEqual([undefined, undefined, undefined]);
      const open = await offer();
      expect(await store.fileTwin(ofBob.fileId)).toBeUndefined();
      const gone = await put(ann, 100, SHA256);
      await settle(gone.fileId, 'cancelled');
      const before = await total();
      for (const {fileId} of [...others, open, gone, first, {fileId: 'x'.repeat(22)}]) {
        expect(await store.fileJoin({fileId, otherId: first.fileId})).toBe(false);
        expect(await store.fileJoin({fileId: first.fileId, otherId: fileId})).toBe(false);
      }
      expect(await total()).toBe(before);
    });

    test('do not make a circle, and a file by which others count joins nothing', async () => {
      const {ann, put, store, total} = await twins();
      const [first, second, third] = [await put(ann, 9, SHA256), await put(ann, 9, SHA256), await put(ann, 9, SHA256)];
      expect(await store.fileJoin({fileId: second.fileId, otherId: first.fileId})).toBe(true);
      expect(await store.fileJoin({fileId: first.fileId, otherId: second.fileId})).toBe(false);
      expect(await store.fileJoin({fileId: first.fileId, otherId: third.fileId})).toBe(false);
      expect(await total()).toBe(18);
    });
  });
}
