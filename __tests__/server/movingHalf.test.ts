/** An import that ends half-way: nobody is in its room before it is whole, and nothing keeps it from being done again. */
import {describe, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {armFaultPoint} from '../../src/shared/machine/faultPoint.ts';
import {world, type World} from '../support/world.ts';
import {madeUp, temporary} from './movingSupport.ts';

const COUNT = 350;

/** Imports until an error, when the room is made and so many times a hundred entries are in it. */
async function importHalf(made: World, command: string, hundreds = 1): Promise<void> {
  armFaultPoint(`import.beforeEntries:${hundreds + 1}:throw`, () => {
    throw new Error('the disk is away');
  });
  const told = await made.server.runConsole(command);
  armFaultPoint(undefined, () => undefined);
  expect(told.join('\n')).not.toContain('entries');
}

function written(kind: 'public' | 'private'): string {
  const path = join(temporary(), 'moved.jsonl');
  writeFileSync(path, madeUp({count: COUNT, authors: 2, kind}));
  return path;
}

describe('a room that is half imported', () => {
  test('is seen by nobody, loses nothing, and opens when it is whole; what goes then does not come again', async () => {
    const made = await world({settings: {keepDays: 30, keepPerRoomBytes: 1_000, keepInAllBytes: 1_000}});
    const [, bob] = await made.people('ann', 'bob');
    await made.say(bob!, made.lobby, 'of today');
    const command = `import ${written('public')}`;
    await importHalf(made, command);
    expect(await bob!.codeOf('roomJoin', {name: 'moved'})).toMatch(/^room-not-found/);
    expect((await bob!.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['lobby']);
    await made.server.upkeep();
    const {entries: today} = await bob!.request('entryList', {roomId: made.lobby});
    expect(today.at(-1)).toMatchObject({kind: 'message', text: 'of today'});
    expect(await made.server.runConsole(command)).toEqual([expect.stringMatching(/\b250 entries.*\b100 were/)]);
    const {roomId} = await bob!.request('roomJoin', {name: 'moved'});
    const {entries} = await bob!.request('entryList', {roomId, afterSeq: 0, limit: 100});
    expect(entries.map(({seq}) => seq)).toEqual(Array.from({length: 100}, (_, at) => at + 1));
    await made.server.upkeep();
    expect(await bob!.next('entriesRemoved')).toEqual({roomId, firstSeq: COUNT + 1});
    expect(await made.server.runConsole(command)).toEqual([expect.stringMatching(`\\b0 entries.*\\b${COUNT} were`)]);
  });

  test('is the same room when it is private, also after all of it has gone', async () => {
    const made = await world({settings: {keepDays: 30}});
    const [ann] = await made.people('ann');
    const command = `import ${written('private')} --owner ann`;
    await importHalf(made, command);
    await made.server.upkeep();
    await made.server.runConsole(command);
    const {room} = await ann!.next('roomOpened');
    await made.say(ann!, room.roomId, 'it goes on');
    await made.server.upkeep();
    expect(await made.server.runConsole(command)).toEqual([expect.stringContaining(`${COUNT} were there already`)]);
    const again = await ann!.another();
    expect(again.session.rooms.map(({name}) => name).toSorted()).toEqual(['lobby', 'moved']);
  });

  test('has the kind of the log that comes into it, also where that of another one was begun', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await importHalf(made, `import ${written('public')}`, 0);
    await made.server.runConsole(`import ${written('private')} --owner ann`);
    expect((await ann!.next('roomOpened')).room).toMatchObject({name: 'moved', kind: 'private'});
    expect(await bob!.codeOf('roomJoin', {name: 'moved'})).toMatch(/^room-not-found/);
  });

  test('waits for its name, if somebody has taken it meanwhile', async () => {
    const made = await world();
    const [ann] = await made.people('ann');
    const command = `import ${written('public')}`;
    await importHalf(made, command);
    const {roomId} = await ann!.request('roomCreate', {name: 'moved', isPrivate: false});
    expect((await made.server.runConsole(command)).join('\n')).toContain('#moved');
    await ann!.request('roomRename', {roomId, name: 'another'});
    expect(await made.server.runConsole(command)).toEqual([expect.stringContaining(`${COUNT} were there already`)]);
    expect(await ann!.codeOf('roomJoin', {name: 'moved'})).toBe('ok');
  });
});
