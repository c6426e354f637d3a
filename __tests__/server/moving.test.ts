/** Rooms go out as lines and come in elsewhere: all that was said, once, by whom it is said to be, whatever is in the file. */
import {describe, expect, test} from '@jest/globals';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {EXPORT_LINES} from '../../src/shared/output/exportLines.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {world} from '../support/world.ts';
import {asker} from './filesSupport.ts';

import {exported, said, linesOf, temporary} from './movingSupport.ts';

describe('a room', () => {
  test('comes in as it was: ids, times, edits, reactions, pins, threads, files; twice adds nothing', async () => {
    const {from, ann, bob, path, files, entries} = await exported();
    const lines = linesOf(path);
    const schemaOf = (type: unknown) => EXPORT_LINES[(type === 'export' ? 'head' : type) as keyof typeof EXPORT_LINES];
    expect(lines.filter(line => !schemaOf(line['type']).safeParse(line).success)).toEqual([]);
    expect(readFileSync(path, 'utf8')).not.toContain('a secret that goes');
    const to = await world();
    to.clock.turn(24 * 60 * 60_000);
    const [zoe, hereBob] = await to.people('zoe', 'bob');
    const command = `import ${path} --map ann=zoe --files ${files}`;
    expect(await to.server.runConsole(command)).toEqual([expect.stringContaining(`${entries.length} entries`)]);
    const {room} = await zoe!.next('roomOpened');
    expect(room).toMatchObject({name: 'garden', topic: 'Tomatoes', unread: 0, mentions: 0, myRole: 'owner'});
    const {roomId} = room;
    const there = (await zoe!.request('entryList', {roomId})).entries;
    expect(said(there)).toEqual(said(entries));
    expect(there.map(({sender}) => sender).filter(name => name !== 'zoe')).toEqual(
      entries.filter(({sender}) => sender === 'bob').map(() => expect.stringMatching(/^former-member-\d+$/)),
    );
    const first = there.find(({kind}) => kind === 'message')!;
    expect((await zoe!.request('versionList', {roomId, seq: first.seq})).versions.map(({text}) => text)).toEqual([
      'first @bob',
      'first, mended',
    ]);
    expect((await zoe!.request('pinList', {roomId})).entries).toMatchObject([{seq: first.seq}]);
    expect((await zoe!.request('threadList', {roomId, seq: first.seq})).entries).toHaveLength(1);
    expect((await zoe!.request('messageSearch', {words: 'mended'})).hits).toHaveLength(1);
    const offer = there.find(entry => entry.kind === 'file')!;
    const got = await asker(to.url, zoe!.token)('GET', `/files/${offer.kind === 'file' ? offer.fileId : ''}`);
    expect(got.bytes).toEqual(Buffer.from('abc'));
    expect(await to.server.runConsole(command)).toEqual([
      expect.stringContaining(`${entries.length} were there already`),
    ]);
    expect((await zoe!.request('entryList', {roomId})).entries).toHaveLength(entries.length);
    // Who is here under that name is another person, and is told nothing.
    expect(hereBob!.told('roomOpened')).toEqual([]);
    await hereBob!.request('roomJoin', {name: 'garden'});
    await to.say(hereBob!, roomId, 'and it goes on');
    expect((await to.server.runConsole('audit')).join('\n')).toMatch(/import +ok +console/);
    expect((await from.server.runConsole('audit')).join('\n')).toMatch(/export +ok +console +#garden/);
    expect([ann.name, bob.name]).toEqual(['ann', 'bob']);
  });

  test('comes in whole where the bytes of a file are not those that were sent, without these', async () => {
    const {path, files, entries} = await exported();
    const [name = ''] = readdirSync(files);
    writeFileSync(join(files, name), 'abd');
    const to = await world();
    const zoe = await to.person('zoe');
    const told = await to.server.runConsole(`import ${path} --map ann=zoe --files ${files}`);
    expect(told).toEqual([expect.stringMatching(new RegExp(`${entries.length} entries.*1 file passed over`))]);
    const {room} = await zoe.next('roomOpened');
    const there = (await zoe.request('entryList', {roomId: room.roomId})).entries;
    expect(said(there)).toEqual(said(entries));
    const offer = there.find(entry => entry.kind === 'file')!;
    const got = await asker(to.url, zoe.token)('GET', `/files/${offer.kind === 'file' ? offer.fileId : ''}`);
    expect(got.status).toBe(410);
  });

  test('comes into the same server under another name, without its older part, and after an interruption', async () => {
    const {from, ann, path, entries} = await exported();
    const folder = temporary();
    const [head = '', room = '', ...rest] = readFileSync(path, 'utf8').trimEnd().split('\n');
    const members = rest.filter(line => line.includes('"type":"member"'));
    const log = rest.filter(line => line.includes('"type":"entry"')).slice(2);
    const shorter = JSON.stringify({...(JSON.parse(room) as object), firstSeq: 3});
    const end = (count: number) => JSON.stringify({type: 'end', rooms: 1, entries: count});
    const write = (name: string, count: number) => {
      const last = (JSON.parse(log[count - 1] ?? '') as Entry).seq;
      const cut = JSON.stringify({...(JSON.parse(shorter) as object), lastSeq: last});
      writeFileSync(join(folder, name), [head, cut, ...members, ...log.slice(0, count), end(count), ''].join('\n'));
      return join(folder, name);
    };
    const into = `--into #old-garden --authors same`;
    expect(await from.server.runConsole(`import ${write('half', 4)} ${into}`)).toEqual([
      expect.stringContaining('4 entries'),
    ]);
    expect(await from.server.runConsole(`import ${write('whole', log.length)} ${into}`)).toEqual([
      expect.stringMatching(new RegExp(`${log.length - 4} entries +4 were`)),
    ]);
    const {room: opened} = await ann.next('roomOpened', one => one.room.name === 'old-garden');
    const there = (await ann.request('entryList', {roomId: opened.roomId})).entries;
    expect(there.map(({id, sender}) => [id, sender])).toEqual(entries.slice(2).map(({id, sender}) => [id, sender]));
    expect(there.map(({seq}) => seq)).toEqual(there.map((_, index) => index + 1));
    expect(await from.server.runConsole(`import ${path} --into #lobby`)).toEqual([
      expect.stringContaining('another room #lobby'),
    ]);
  });
});
