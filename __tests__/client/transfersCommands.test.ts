/** Files by slash commands, as they are typed. */
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {complete} from '../../src/client/input/completion.ts';
import {enterRoom} from '../../src/client/actions/room.ts';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {temporaryFolder} from './support/member.ts';
import {downloads, pair, sees, transfers} from './transfersSupport.ts';

describe('files by slash commands', () => {
  test('are sent by path, listed, and taken by number, by name, and into another folder', async () => {
    const {ann, bob, roomId, file} = await pair();
    enterRoom(bob.client, roomId);
    const one = await file('my file.txt', 5);
    const two = await file('b.txt', 2000);
    for (const path of [`"${one}"`, two]) {
      expect(await submit(ann.client, `/send ${path} @bob`)).toEqual({kind: 'done'});
    }
    await ann.sees('both sent', () => transfers(ann).filter(({status}) => status === 'done').length === 2);
    expect(await submit(bob.client, '/files')).toMatchObject({
      kind: 'choose',
      title: 'Files in @ann',
      choices: [
        {number: 1, row: ['b.txt', '1.95 KiB', '@ann', expect.any(String), '']},
        {number: 2, row: ['my file.txt', '5 B', '@ann', expect.any(String), '']},
      ],
    });
    const folder = await temporaryFolder();
    expect(await submit(bob.client, '/get 2')).toEqual({kind: 'done'});
    expect(await submit(bob.client, `/get b.txt ${folder}`)).toEqual({kind: 'done'});
    await bob.sees('both taken', () => transfers(bob).filter(({status}) => status === 'done').length === 2);
    expect(await downloads(bob)).toEqual(['my file.txt']);
    expect(transfers(bob).map(({path}) => path)).toContain(join(folder, 'b.txt'));
    expect(await submit(bob.client, '/get nothing')).toEqual({
      kind: 'refused',
      code: 'file-not-found',
      detail: 'nothing',
    });
  });

  test('are deleted without a reason: with one nothing is deleted, and it is said why', async () => {
    const {ann, roomId, file} = await pair();
    enterRoom(ann.client, roomId);
    await sendFiles(ann.client, {paths: [await file('report.pdf', 5)], roomId});
    await sees(ann, 'done');
    await ann.sees('the offer', () => ann.room(roomId).entries.some(({kind}) => kind === 'file'));
    for (const line of ['/delete report.pdf outdated', '/delete 1 outdated'])
      expect(await submit(ann.client, line)).toMatchObject({
        kind: 'refused',
        code: 'command-usage',
        detail: expect.stringContaining('/delete [number|link [reason]|file]: a file takes no reason'),
      });
    expect(await submit(ann.client, '/delete 1')).toEqual({kind: 'told', sentence: 'report.pdf is deleted.'});
  });

  test('are chosen from the disk when no path is given', async () => {
    const {ann} = await pair();
    expect(await submit(ann.client, '/send')).toEqual({kind: 'open', overlay: 'filePicker'});
    expect(await submit(ann.client, '/send @bob')).toMatchObject({kind: 'refused', code: 'command-usage'});
    expect(await submit(ann.client, '/send /no/such/file')).toMatchObject({kind: 'refused', code: 'file-missing'});
  });

  test('are accepted, declined and cancelled: the only one without a word, of several the one that is meant', async () => {
    const {ann, bob, file} = await pair();
    expect(await submit(bob.client, '/accept')).toEqual({kind: 'told', sentence: 'Nothing is offered to you.'});
    const paths = [await file('a', 10), await file('b', 10), await file('c', 10)];
    for (const path of paths) await submit(ann.client, `/send ${path} @bob`);
    const offers = () => transfers(bob).filter(({status}) => status === 'offered');
    await bob.sees('three offers', () => offers().length === 3);
    const asked = await submit(bob.client, '/accept');
    expect(asked).toMatchObject({kind: 'choose', title: 'Accept: which one?'});
    const [first, second] = offers();
    await submit(bob.client, '/accept 1');
    // Numbers stay what they are when one of the three is taken.
    const third = offers().find(
      ({transferId}) => transferId !== first?.transferId && transferId !== second?.transferId,
    );
    const left = await submit(bob.client, '/accept');
    expect(left).toMatchObject({choices: [{number: 2}, {number: 3}]});
    expect(third).toBeDefined();
    await submit(bob.client, `/decline ${second?.name ?? ''}`);
    await submit(bob.client, '/accept @ann');
    await bob.sees('two taken', () => transfers(bob).filter(({status}) => status === 'done').length === 2);
    expect(transfers(bob).find(({name}) => name === first?.name)?.status).toBe('done');
    expect(transfers(bob).find(({name}) => name === second?.name)?.status).toBe('declined');
    expect(await submit(bob.client, '/cancel')).toEqual({kind: 'told', sentence: 'No transfer is under way.'});
  });

  test('are taken again after they were cancelled, by number, by name and from the list', async () => {
    const {ann, bob, roomId, file} = await pair();
    await submit(ann.client, `/send ${await file('a', 10)} @bob`);
    await sees(bob, 'offered');
    const [offer] = transfers(bob);
    const again = async (line: string) => {
      const change = {status: 'cancelled', doneBytes: 0} as const;
      bob.client.dispatch({type: 'transferChanged', transferId: offer?.transferId ?? '', change});
      enterRoom(bob.client, roomId);
      expect(await submit(bob.client, line)).toEqual({kind: 'done'});
      await sees(bob, 'done');
      // It is the same row again.
      expect(transfers(bob)).toHaveLength(1);
    };
    for (const line of ['/accept 1', '/accept a', '/get a', '/get 1']) await again(line);
  });

  test('are not put among the transfers when they come to a room', async () => {
    const {ann, bob, file} = await pair();
    enterRoom(ann.client, 1);
    await submit(ann.client, `/send ${await file('a', 10)} #lobby`);
    await ann.sees('it sent', () => transfers(ann).some(({status}) => status === 'done'));
    await bob.sees('it in the room', () => bob.room(1).entries.some(entry => entry.kind === 'fileCompleted'));
    expect(transfers(bob)).toEqual([]);
    enterRoom(bob.client, 1);
    await submit(bob.client, '/get a');
    await sees(bob, 'done');
  });

  test('are completed by path: folders first, hidden ones only when asked for, spaces quoted', async () => {
    const {ann} = await pair();
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'photos'));
    for (const name of ['plan a.txt', 'plain.txt', '.hidden', 'p\u001b[2J']) await writeFile(join(folder, name), '');
    const words = async (started: string) => {
      const line = `/send ${started}`;
      return (await complete(ann.client.getState(), line, line.length)).words;
    };
    expect(await words(`${folder}/p`)).toEqual([`${folder}/photos/`, `${folder}/plain.txt`, `${folder}/plan\\ a.txt`]);
    expect(await words(`${folder}/.h`)).toEqual([`${folder}/.hidden`]);
    expect(await words('~')).toEqual(['~/']);
    expect(await words('@b')).toEqual(['@bob']);
    expect(await words('/no/such/folder/')).toEqual([]);
  });

  test('are offered however many there were before: what is over goes from a full list first', async () => {
    const {ann, bob, roomId, file} = await pair();
    const over = {direction: 'down', roomId, name: 'old.txt', peer: 'ann', sizeBytes: 1, doneBytes: 1} as const;
    const add = (transferId: string, status: 'done' | 'failed') =>
      bob.client.dispatch({
        type: 'transferAdded',
        transfer: {...over, transferId, status, bytesPerSecond: 0, startedAtMs: 1},
      });
    add('failed', 'failed');
    for (let at = 0; at < 300; at++) add(`done ${at}`, 'done');
    await sendFiles(ann.client, {paths: [await file('new.txt', 5)], roomId});
    await sees(bob, 'offered');
    expect(transfers(bob)).toHaveLength(300);
    // What failed can be tried again, so it is still there.
    expect(transfers(bob)[0]).toMatchObject({transferId: 'failed', status: 'failed'});
    expect(transfers(bob).at(-1)).toMatchObject({name: 'new.txt', status: 'offered'});
  });
});
