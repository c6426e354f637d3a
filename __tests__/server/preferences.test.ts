/** How people want things, as the server keeps it for all their devices; who may begin a conversation. */
import {describe, expect, test} from '@jest/globals';
import {DEFAULT_PREFERENCES} from '../../src/shared/preferences.ts';
import {world, type World} from '../support/world.ts';

describe('preferences', () => {
  test('begin with the defaults, change one by one, on all devices, also after a restart', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const phone = await ann.another();
    expect(ann.session.preferences).toEqual(DEFAULT_PREFERENCES);
    await ann.request('preferencesSet', {quietHours: {fromMinute: 1320, toMinute: 420}});
    const all = await ann.request('preferencesSet', {directsFrom: 'friends', highlightWords: ['tea']});
    const wanted = {quietHours: {fromMinute: 1320, toMinute: 420}, directsFrom: 'friends', highlightWords: ['tea']};
    expect(all).toEqual({...DEFAULT_PREFERENCES, ...wanted});
    await phone.next('preferencesChanged', ({preferences}) => preferences.directsFrom === 'friends');
    expect(await ann.request('preferencesSet', {quietHours: null})).not.toHaveProperty('quietHours');
    await made.restart();
    const again = await made.open('ann', ann.token);
    expect(again.session.preferences).toEqual({
      ...DEFAULT_PREFERENCES,
      directsFrom: 'friends',
      highlightWords: ['tea'],
    });
  });

  test('of a room are its member’s own, and outlive that a conversation is hidden', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const phone = await ann!.another();
    const {roomId} = await ann!.request('directOpen', {name: 'bob'});
    await say(ann!, roomId, 'hello');
    await ann!.request('roomPreferencesSet', {roomId, change: {mutedUntilMs: 99, isFavourite: true}});
    expect(await phone.next('roomPreferencesChanged')).toEqual({
      roomId,
      mine: {mutedUntilMs: 99, isFavourite: true, place: 0},
    });
    await ann!.request('roomLeave', {roomId});
    await say(bob!, roomId, 'hi');
    const {room} = await ann!.next('roomOpened', opened => opened.room.roomId === roomId && opened.room.unread === 1);
    expect(room.mine).toMatchObject({mutedUntilMs: 99});
    const {rooms} = await bob!.request('sessionOpen', {});
    expect(rooms.map(({mine}) => mine)).toEqual([undefined, undefined]);
    await ann!.request('roomPreferencesSet', {roomId: lobby, change: {notify: 'none'}});
    expect(await ann!.request('roomPreferencesSet', {roomId: lobby, change: {notify: null}})).not.toHaveProperty(
      'notify',
    );
  });
});

describe('who may begin a conversation', () => {
  const write = async ({say}: World, from: Awaited<ReturnType<World['person']>>, to: string): Promise<string> => {
    const {roomId} = await from.request('directOpen', {name: to});
    return say(from, roomId, 'hello').then(
      () => 'ok',
      (error: {code: string}) => error.code,
    );
  };

  test('is anybody, people in a room of theirs, or friends; whoever was written to may answer', async () => {
    const made = await world();
    const [ann, bob, cid, dan] = await made.people('ann', 'bob', 'cid', 'dan');
    await ann!.request('preferencesSet', {directsFrom: 'rooms'});
    expect(await write(made, bob!, 'ann')).toBe('directs-refused');
    await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob!.request('roomJoin', {name: 'tea'});
    expect(await write(made, bob!, 'ann')).toBe('ok');
    await ann!.request('preferencesSet', {directsFrom: 'friends'});
    await cid!.request('roomJoin', {name: 'tea'});
    expect(await write(made, cid!, 'ann')).toBe('directs-refused');
    expect(await write(made, bob!, 'ann')).toBe('ok');
    await cid!.request('friendAdd', {name: 'ann'});
    expect(await write(made, cid!, 'ann')).toBe('directs-refused');
    await ann!.request('friendAdd', {name: 'cid', isAnswer: true});
    expect(await write(made, cid!, 'ann')).toBe('ok');
    expect(await write(made, ann!, 'dan')).toBe('ok');
    expect(await write(made, dan!, 'ann')).toBe('ok');
  });

  test('holds for signals as well, which open a conversation for nobody', async () => {
    const {people, newId} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const phone = await bob!.another();
    const signal = () => ({sessionId: newId(), body: '{}', about: 'file' as const});
    await ann!.request('signalSend', {name: 'bob', ...signal()});
    const roomsOf = async (person: typeof phone) => (await person.request('sessionOpen', {})).rooms;
    expect((await Promise.all([ann!, bob!, phone].map(roomsOf))).map(rooms => rooms.length)).toEqual([1, 1, 1]);
    expect([ann!, bob!, phone].flatMap(one => one.told('roomOpened'))).toEqual([]);
    await ann!.request('preferencesSet', {directsFrom: 'friends'});
    expect(await bob!.codeOf('signalSend', {name: 'ann', ...signal()})).toBe('directs-refused ann');
    // Whom somebody has opened a conversation with may answer, also by signals.
    await ann!.request('directOpen', {name: 'bob'});
    expect(await bob!.codeOf('signalSend', {name: 'ann', ...signal()})).toBe('ok');
  });
});
