/** Exports: one that is made up, and one written out of a room with everything in it. */
import {afterAll, expect} from '@jest/globals';
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {world, type Person, type World} from '../support/world.ts';
import {asker, creation, PATCH} from './filesSupport.ts';

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, {recursive: true, force: true})));
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-moving-'));
  folders.push(folder);
  return folder;
}

export const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);

/** An export of `#moved`, whose messages are as old as can be. */
export function madeUp({count, authors, kind = 'public'}: {count: number; authors: number; kind?: string}): string {
  const room = {type: 'room', roomId: 9, kind, name: 'moved', topic: '', createdAtMs: 1, firstSeq: 1, lastSeq: count};
  const entries = Array.from({length: count}, (_, at) => ({
    type: 'entry',
    roomId: 9,
    seq: at + 1,
    id: String(at).padStart(22, 'A'),
    sender: `author${at % authors}`,
    sentAtMs: at + 1,
    kind: 'message',
    text: `message ${at}`,
  }));
  const head = {type: 'export', format: 1, madeAtMs: 1, program: 'test'};
  return [head, room, ...entries, {type: 'end', rooms: 1, entries: count}]
    .map(line => `${JSON.stringify(line)}\n`)
    .join('');
}

/** A room with everything in it that entries say of each other. */
async function garden(made: World, ann: Person, bob: Person): Promise<{roomId: number; fileId: string}> {
  const {roomId} = await ann.request('roomCreate', {name: 'garden', isPrivate: false, topic: 'Tomatoes'});
  await bob.request('roomJoin', {name: 'garden'});
  const first = await made.say(ann, roomId, 'first @bob');
  const deed = () => ({roomId, clientMsgId: made.newId()});
  await ann.request('messageEdit', {...deed(), seq: first.seq, text: 'first, mended'});
  await bob.request('reactionSet', {...deed(), seq: first.seq, emoji: '👍', isOn: true});
  await ann.request('pinSet', {...deed(), seq: first.seq, isOn: true});
  await bob.request('messageSend', {
    ...deed(),
    kind: 'message',
    text: 'an answer',
    replyTo: first.seq,
    threadOf: first.seq,
  });
  const gone = await made.say(bob, roomId, 'a secret that goes');
  await bob.request('messageDelete', {...deed(), seq: gone.seq});
  const {fileId} = await ann.request('fileOffer', {...deed(), name: 'seeds.txt', sizeBytes: 3});
  const ask = asker(made.url, ann.token);
  await ask('POST', '/files/', creation(fileId, 3));
  await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('abc'));
  await ann.request('fileComplete', {fileId, sha256: createHash('sha256').update('abc').digest('hex')});
  return {roomId, fileId};
}

export const said = (entries: readonly Entry[]) =>
  entries.map(entry => [
    entry.seq,
    entry.id,
    entry.kind,
    entry.sentAtMs,
    'text' in entry ? entry.text : '',
    entry.became?.reactions?.length,
    entry.became?.edited?.count,
    entry.became?.replies?.count,
  ]);

export async function exported(): Promise<{
  from: World;
  ann: Person;
  bob: Person;
  path: string;
  roomId: number;
  files: string;
  entries: Entry[];
}> {
  const from = await world();
  const [ann, bob] = await from.people('ann', 'bob');
  const {roomId} = await garden(from, ann!, bob!);
  const {entries} = await ann!.request('entryList', {roomId});
  const folder = temporary();
  const [path, files] = [join(folder, 'garden.jsonl'), join(folder, 'files')];
  expect(await from.server.runConsole(`export #garden --to ${path} --files ${files}`)).toEqual([
    expect.stringMatching(/1 room +\d+ entries +1 file/),
  ]);
  return {from, ann: ann!, bob: bob!, path, roomId, files, entries};
}
