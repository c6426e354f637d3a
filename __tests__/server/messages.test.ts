/** Messages between people over real connections: order, once, limits, what the absent get. */
import {describe, expect, test} from '@jest/globals';
import {world, type Person} from '../support/world.ts';

describe('a message', () => {
  test('reaches everybody in the room, the sender with its number', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {seq} = await say(ann!, lobby, 'hello');
    const told = await bob!.next('entriesAppended', ({entries}) => entries.some(entry => entry.kind === 'message'));
    expect(told).toMatchObject({roomId: lobby, entries: [{seq, sender: 'ann', text: 'hello', kind: 'message'}]});
  });

  test('is told once a commit, all of it in one event', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await Promise.all([say(ann!, lobby, '1'), say(ann!, lobby, '2'), say(ann!, lobby, '3')]);
    await bob!.settle();
    const told = bob!
      .told('entriesAppended')
      .flatMap(({entries}) => entries.flatMap(one => ('text' in one ? one.text : [])));
    expect(told).toEqual(['1', '2', '3']);
  });

  test('keeps its place: people who write at the same time get numbers without holes', async () => {
    const {people, say, lobby} = await world();
    const writers = await people('ann', 'bob', 'cid', 'dot');
    const {lastSeq} = await writers[0]!.request('entryList', {roomId: lobby, limit: 1});
    await Promise.all(writers.flatMap(one => Array.from({length: 50}, (_, index) => say(one, lobby, `${index}`))));
    const {entries} = await writers[0]!.request('entryList', {roomId: lobby, afterSeq: lastSeq, limit: 200});
    expect(entries.map(({seq}) => seq)).toEqual(Array.from({length: 200}, (_, index) => lastSeq + 1 + index));
    for (const {name} of writers) {
      const own = entries.filter(({sender}) => sender === name).map(entry => ('text' in entry ? entry.text : ''));
      expect(own).toEqual(Array.from({length: 50}, (_, index) => `${index}`));
    }
    await writers[3]!.settle();
    const told = writers[3]!.told('entriesAppended').flatMap(event => event.entries);
    expect(told.filter(({seq}) => seq > lastSeq)).toEqual(entries);
  });

  test('sent a hundred times over two connections is one message', async () => {
    const {people, newId, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const devices = [ann!, await ann!.another()];
    const clientMsgId = newId();
    const answers = await Promise.all(
      Array.from({length: 100}, (_, index) =>
        devices[index % 2]!.request('messageSend', {roomId: lobby, clientMsgId, kind: 'message', text: `try ${index}`}),
      ),
    );
    expect(new Set(answers.map(({seq}) => seq)).size).toBe(1);
    const {entries} = await bob!.request('entryList', {roomId: lobby, limit: 200});
    expect(entries.filter(({id}) => id === clientMsgId)).toHaveLength(1);
  });

  test('to somebody who is away says so, and waits with its count', async () => {
    const {people, say, open} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.next('presenceChanged', ({changes}) => changes.some(one => one.name === 'bob'));
    const room = await ann!.request('directOpen', {name: 'bob'});
    expect(await say(ann!, room.roomId, 'are you there?')).not.toHaveProperty('awaits');
    await bob!.next('entriesAppended', ({roomId}) => roomId === room.roomId);
    await bob!.close();
    await ann!.next('presenceChanged', ({changes}) =>
      changes.some(one => one.name === 'bob' && one.state === 'offline'),
    );
    expect(await say(ann!, room.roomId, 'see you')).toMatchObject({awaits: 'bob'});
    const back = await open('bob', bob!.token);
    const direct = back.session.rooms.find(({kind}) => kind === 'direct');
    expect(direct).toMatchObject({name: 'ann', unread: 2, partner: {name: 'ann', state: 'online'}});
    const {entries} = await back.request('entryList', {roomId: room.roomId, afterSeq: direct!.readSeq});
    expect(entries.map(entry => ('text' in entry ? entry.text : ''))).toEqual(['are you there?', 'see you']);
  });

  test('that mentions somebody is counted when they come back', async () => {
    const {people, say, lobby, open} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await bob!.close();
    await say(ann!, lobby, 'hello @bob');
    const back = await open('bob', bob!.token);
    expect(back.session.rooms).toMatchObject([{name: 'lobby', mentions: 1, unread: 1}]);
  });

  test('survives a restart of the server', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const {seq} = await made.say(ann, made.lobby, 'kept');
    await made.restart();
    const back = await made.open('ann', ann.token);
    const {entries} = await back.request('entryList', {roomId: made.lobby, limit: 1});
    expect(entries).toMatchObject([{seq, text: 'kept'}]);
  });

  test('of nothing but space is refused', async () => {
    const {person, say, lobby} = await world();
    const ann = await person('ann');
    await expect(say(ann, lobby, ' \n\t')).rejects.toMatchObject({code: 'message-empty'});
  });

  test('may be as long as the limit, counted as a person counts', async () => {
    const {person, say, lobby} = await world({settings: {limits: {messageGraphemesMax: 5}}});
    const ann = await person('ann');
    await say(ann, lobby, '12345');
    await say(ann, lobby, '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧');
    await expect(say(ann, lobby, '123456')).rejects.toMatchObject({code: 'message-too-long'});
    await expect(say(ann, lobby, '👩‍👩‍👧'.repeat(6))).rejects.toMatchObject({code: 'message-too-long'});
  });

  test('may not have more bytes than the limit', async () => {
    const {person, say, lobby} = await world({settings: {limits: {messageGraphemesMax: 100_000}}});
    const ann = await person('ann');
    await say(ann, lobby, 'x'.repeat(65_536));
    await expect(say(ann, lobby, 'ü'.repeat(32_769))).rejects.toMatchObject({code: 'message-too-long'});
  });

  test('goes only to rooms one is in; others look as if they were not there', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    await expect(say(bob!, roomId, 'x')).rejects.toMatchObject({code: 'not-in-room', detail: 'this room'});
    await expect(say(bob!, 999, 'x')).rejects.toMatchObject({code: 'not-in-room', detail: 'this room'});
  });

  test('after one that was refused is refused as well, until that one is there', async () => {
    const {person, say, lobby, clock, newId} = await world({settings: {messagesPerMinuteMax: 3}});
    const ann = await person('ann');
    await say(ann, lobby, '1');
    await say(ann, lobby, '2');
    const [third, fourth, fifth] = [newId(), newId(), newId()];
    const send = (clientMsgId: string, afterId?: string) =>
      ann.codeOf('messageSend', {
        roomId: lobby,
        clientMsgId,
        kind: 'message',
        text: clientMsgId,
        ...(afterId === undefined ? {} : {afterId}),
      });
    expect(await send(fourth, third)).toBe('out-of-order');
    clock.turn(60_000);
    const answers = await Promise.all([send(third), send(fourth, third), send(fifth, fourth)]);
    expect(answers).toEqual(['ok', 'ok', 'ok']);
    const {entries} = await ann.request('entryList', {roomId: lobby, limit: 3});
    expect(entries.map(({id}) => id)).toEqual([third, fourth, fifth]);
  });

  test('too many in a minute are refused with the time to wait', async () => {
    const {person, say, lobby, clock} = await world({settings: {messagesPerMinuteMax: 3}});
    const ann = await person('ann');
    for (const text of ['1', '2', '3']) await say(ann, lobby, text);
    clock.turn(20_000);
    await expect(say(ann, lobby, '4')).rejects.toMatchObject({code: 'too-many-requests', detail: '40'});
    clock.turn(40_000);
    await say(ann, lobby, '5');
  });

  test('with half a character is stored and told whole', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await say(ann!, lobby, 'a\ud83d');
    const {entries} = await bob!.next('entriesAppended', event => event.entries.some(({kind}) => kind === 'message'));
    expect(entries).toMatchObject([{text: 'a\ufffd'}]);
    const page = await bob!.request('entryList', {roomId: lobby, limit: 1});
    expect(page.entries).toEqual(entries);
  });
});

describe('an action', () => {
  test('is an entry of its own kind', async () => {
    const {people, newId, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.request('messageSend', {roomId: lobby, clientMsgId: newId(), kind: 'action', text: 'waves'});
    await bob!.next('entriesAppended', ({entries}) => entries.some(({kind}) => kind === 'action'));
    expect((await bob!.request('entryList', {roomId: lobby, limit: 1})).entries).toMatchObject([{kind: 'action'}]);
  });
});

describe('the cursor', () => {
  test('moves on one device and is told to the others of the same person only', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const second = await bob!.another();
    const {seq} = await say(ann!, lobby, 'hello');
    await bob!.request('cursorMove', {roomId: lobby, seq});
    expect(await second.next('cursorMoved')).toEqual({roomId: lobby, seq, resets: 0});
    await Promise.all([ann!.settle(), bob!.settle()]);
    expect([...ann!.told('cursorMoved'), ...bob!.told('cursorMoved')]).toEqual([]);
    expect((await bob!.another()).session.rooms).toMatchObject([{readSeq: seq, unread: 0}]);
  });
});

test('the bytes of a minute are bounded as well: a paste or ten are none too many, a flood is', async () => {
  const {people, codeOfSaying} = await flooded();
  const text = 'é'.repeat(2_000);
  const codes: string[] = [];
  for (let count = 0; count < 300; count++) codes.push(await codeOfSaying(people[0]!, text));
  expect(codes.slice(0, 190).every(code => code === 'ok')).toBe(true);
  expect(codes.filter(code => code === 'ok').length).toBeLessThan(220);
  expect(codes.at(-1)).toBe('too-many-requests');
  expect(await codeOfSaying(people[1]!, text)).toBe('ok');
});

async function flooded() {
  const made = await world({settings: {messagesPerMinuteMax: 600}});
  const people = await made.people('ann', 'bob');
  const codeOfSaying = async (person: Person, text: string) => {
    try {
      await made.say(person, made.lobby, text);
      return 'ok';
    } catch (error) {
      return (error as {code: string}).code;
    }
  };
  return {people, codeOfSaying};
}
