/** Files as requests and entries; their bytes over HTTP. */
import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {world, type Person, type World} from '../support/world.ts';

const BYTES = Buffer.from('the bytes of a file');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

const offer = (
  made: World,
  by: Person,
  {name = 'a.txt', sizeBytes = BYTES.length, roomId = 1, clientMsgId = made.newId()} = {},
) => by.request('fileOffer', {roomId, clientMsgId, name, sizeBytes});

/** All bytes by the tus protocol, in two requests. */
async function upload(made: World, by: Person, fileId: string, bytes = BYTES): Promise<void> {
  const headers = {'tus-resumable': '1.0.0', authorization: `Bearer ${by.token}`};
  const metadata = `fileId ${Buffer.from(fileId).toString('base64')}`;
  const created = await fetch(`${made.url}/files/`, {
    method: 'POST',
    headers: {...headers, 'upload-length': String(bytes.length), 'upload-metadata': metadata},
  });
  expect(created.status).toBe(201);
  const sent = await fetch(`${made.url}/files/${fileId}`, {
    method: 'PATCH',
    headers: {...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream'},
    body: new Uint8Array(bytes),
  });
  expect(sent.status).toBe(204);
}

describe('a file', () => {
  test('is offered to the room, uploaded, completed and taken', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {fileId, seq} = await offer(made, ann!, {name: 'Ünïcode; rm -rf.txt'});
    const told = await bob!.next('entriesAppended', ({entries}) => entries.some(({kind}) => kind === 'file'));
    expect(told.entries).toMatchObject([
      {kind: 'file', seq, fileId, name: 'Ünïcode; rm -rf.txt', sizeBytes: BYTES.length},
    ]);
    expect(await ann!.codeOf('fileComplete', {fileId, sha256: SHA256})).toBe('file-incomplete Ünïcode; rm -rf.txt');
    await upload(made, ann!, fileId);
    await ann!.request('fileComplete', {fileId, sha256: SHA256});
    const completed = await bob!.next('entriesAppended', ({entries}) =>
      entries.some(({kind}) => kind === 'fileCompleted'),
    );
    expect(completed.entries).toMatchObject([{fileId, sha256: SHA256}]);
    expect(await bob!.request('fileShow', {fileId})).toMatchObject({state: 'complete', sender: 'ann', sha256: SHA256});
    const taken = await fetch(`${made.url}/files/${fileId}`, {headers: {authorization: `Bearer ${bob!.token}`}});
    expect(Buffer.from(await taken.arrayBuffer())).toEqual(BYTES);
  });

  test('offered twice with the same id is one file', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const clientMsgId = made.newId();
    const [one, other] = [await offer(made, ann, {clientMsgId}), await offer(made, ann, {clientMsgId})];
    expect(other).toEqual(one);
    expect((await ann.request('fileList', {roomId: 1})).files).toHaveLength(1);
  });

  test('waits for somebody who is away, and says so', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {roomId} = await ann!.request('directOpen', {name: 'bob'});
    await bob!.close();
    await ann!.settle();
    expect(await offer(made, ann!, {roomId})).toMatchObject({awaits: 'bob'});
    const back = await made.open('bob', bob!.token);
    expect(back.session.rooms.find(({kind}) => kind === 'direct')).toMatchObject({unread: 1});
  });

  test.each([
    [{sizeBytes: 1001}, 'file-too-large 1001 bytes, at most 1000 are allowed'],
    [{name: ''}, 'file-empty-name'],
    [{name: ' / '}, 'file-empty-name'],
    [{name: '../..'}, 'file-empty-name'],
    [{name: 'x'.repeat(256)}, 'bad-request name: too_big'],
    [{sizeBytes: -1}, 'bad-request sizeBytes: too_small'],
    [{sizeBytes: 1.5}, 'bad-request sizeBytes: invalid_type'],
    [{sizeBytes: 0, name: '../../etc/passwd'}, 'ok'],
  ])('offered as %j gets a plain answer', async (given, code) => {
    const made = await world({settings: {limits: {fileBytesMax: 1000}}});
    const ann = await made.person('ann');
    const params = {roomId: 1, clientMsgId: made.newId(), name: 'a.txt', sizeBytes: 1, ...given};
    expect(await ann.codeOf('fileOffer', params)).toBe(code);
  });

  test('is cancelled by its sender only, and its bytes are gone', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {fileId} = await offer(made, ann!);
    await upload(made, ann!, fileId);
    expect(await bob!.codeOf('fileCancel', {fileId})).toBe('not-allowed');
    expect(await bob!.codeOf('fileComplete', {fileId, sha256: SHA256})).toBe('not-allowed');
    await ann!.request('fileCancel', {fileId});
    expect(await bob!.request('fileShow', {fileId})).toMatchObject({state: 'cancelled'});
    expect(await ann!.codeOf('fileComplete', {fileId, sha256: SHA256})).toBe('file-gone a.txt');
    const gone = await fetch(`${made.url}/files/${fileId}`, {headers: {authorization: `Bearer ${bob!.token}`}});
    await gone.body?.cancel();
    expect(gone.ok).toBe(false);
  });

  test('is declined once by each who does not want it', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {fileId} = await offer(made, ann!);
    for (let index = 0; index < 3; index++) await bob!.request('fileDecline', {fileId});
    expect(await ann!.codeOf('fileDecline', {fileId})).toBe('not-allowed');
    const {entries} = await ann!.request('entryList', {roomId: 1});
    expect(entries.filter(({kind}) => kind === 'fileDeclined')).toMatchObject([{sender: 'bob', fileId}]);
  });

  test('of a room one is not in looks like none', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    const {fileId} = await offer(made, ann!, {roomId});
    for (const id of [fileId, made.newId()]) {
      expect(await bob!.codeOf('fileShow', {fileId: id})).toBe(`file-not-found ${id}`);
      expect(await bob!.codeOf('fileDecline', {fileId: id})).toBe(`file-not-found ${id}`);
      expect(await bob!.codeOf('fileCancel', {fileId: id})).toBe(`file-not-found ${id}`);
      expect(await bob!.codeOf('fileComplete', {fileId: id, sha256: SHA256})).toBe(`file-not-found ${id}`);
    }
  });

  test('is listed newest first, page after page', async () => {
    const made = await world();
    const ann = await made.person('ann');
    for (const name of ['1', '2', '3']) await offer(made, ann, {name});
    const page = await ann.request('fileList', {roomId: 1, limit: 2});
    expect(page.files.map(({name}) => name)).toEqual(['3', '2']);
    const rest = await ann.request('fileList', {roomId: 1, limit: 2, beforeSeq: page.files[1]!.seq});
    expect([rest.files.map(({name}) => name), page.hasMore, rest.hasMore]).toEqual([['1'], true, false]);
  });
});
