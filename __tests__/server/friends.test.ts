/** Friends and blocked people as the server keeps them: both sides, all devices, and nothing learnt from an answer. */
import {describe, expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import type {Contact} from '../../src/shared/model.ts';
import {world, type Person} from '../support/world.ts';

const listOf = async (person: Person): Promise<string[]> => {
  const {contacts = []} = await person.request('sessionOpen', {});
  return contacts.map(({user, state}: Contact) => `${user.name} ${state}`).sort();
};
const friends = async (one: Person, other: Person) => {
  await one.request('friendAdd', {name: other.name});
  await other.request('friendAdd', {name: one.name, isAnswer: true});
};

describe('friends', () => {
  test('are those who both want it, on all devices, also after a restart', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const phone = await bob!.another();
    expect(await ann!.request('friendAdd', {name: 'bob'})).toMatchObject({state: 'asked', user: {state: 'online'}});
    const asked = [await bob!.next('contactChanged'), await phone.next('contactChanged')];
    expect(asked.map(({contact}) => contact)).toMatchObject([
      {user: {name: 'ann'}, state: 'asking'},
      {user: {name: 'ann'}, state: 'asking'},
    ]);
    expect([await listOf(ann!), await listOf(bob!)]).toEqual([['bob asked'], ['ann asking']]);
    expect(await bob!.request('friendAdd', {name: 'ann', isAnswer: true})).toMatchObject({state: 'friend'});
    await ann!.next('contactChanged', ({contact}) => contact.state === 'friend');
    await made.restart();
    const again = [await made.open('ann', ann!.token), await made.open('bob', bob!.token)];
    expect(await Promise.all(again.map(listOf))).toEqual([['bob friend'], ['ann friend']]);
  });

  test('end on both sides when one ends it, with word to the other', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await friends(ann!, bob!);
    await ann!.request('friendRemove', {name: 'bob'});
    await bob!.next('contactChanged', ({contact}) => contact.state === 'none');
    expect([await listOf(ann!), await listOf(bob!)]).toEqual([[], []]);
    expect(await ann!.codeOf('friendRemove', {name: 'bob'})).toBe('not-a-friend bob');
  });

  test('are asked once: asking again, at once, or from two sides, changes nothing or makes friends', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await Promise.all([
      ann!.request('friendAdd', {name: 'bob'}),
      ann!.request('friendAdd', {name: 'bob'}),
      bob!.request('friendAdd', {name: 'ann'}),
    ]);
    expect([await listOf(ann!), await listOf(bob!)]).toEqual([['bob friend'], ['ann friend']]);
  });

  test('a request that was taken back cannot be accepted, and nobody is a friend of oneself', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.request('friendAdd', {name: 'bob'});
    await ann!.request('friendRemove', {name: 'bob'});
    await bob!.next('contactChanged', ({contact}) => contact.state === 'none');
    expect(await bob!.codeOf('friendAdd', {name: 'ann', isAnswer: true})).toBe('no-friend-request ann');
    expect(await ann!.codeOf('friendAdd', {name: 'ann'})).toBe('direct-self');
    expect(await ann!.codeOf('friendAdd', {name: 'nobody'})).toBe('user-not-found nobody');
  });

  test('who is declined sees what they saw before, and is not shown again', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.request('friendAdd', {name: 'bob'});
    const before = ann!.told('contactChanged').length;
    await bob!.request('friendRemove', {name: 'ann'});
    await ann!.settle();
    expect(ann!.told('contactChanged').length).toBe(before);
    expect(await ann!.request('friendAdd', {name: 'bob'})).toMatchObject({state: 'asked'});
    expect([await listOf(ann!), await listOf(bob!)]).toEqual([['bob asked'], []]);
    expect(await bob!.codeOf('friendAdd', {name: 'ann', isAnswer: true})).toBe('no-friend-request ann');
  });

  test('are told when the other one was seen last', async () => {
    const {people, clock} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const became = (state: string) =>
      ann!.next('presenceChanged', ({changes}) => changes.some(one => one.name === 'bob' && one.state === state));
    await became('online');
    await friends(ann!, bob!);
    const atMs = clock.now();
    await bob!.close();
    await became('offline');
    const {contacts} = await ann!.request('sessionOpen', {});
    expect(contacts).toMatchObject([{user: {name: 'bob', state: 'offline'}, lastSeenAtMs: atMs}]);
  });
});

describe('an invitation', () => {
  const invitesOf = async (person: Person): Promise<string[]> => {
    const {invites} = await person.request('sessionOpen', {});
    const {items} = await person.request('inboxList', {});
    return [...invites.map(({roomName}) => roomName), ...items.map(({reason, room}) => `${reason} ${room}`)];
  };

  test('of somebody blocked is not told, not listed and not noticed by them; one after that is', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
    const {roomId: den} = await bob!.request('roomCreate', {name: 'den', isPrivate: true});
    const {roomId: pit} = await bob!.request('roomCreate', {name: 'pit', isPrivate: true});
    await bob!.request('roomInvite', {roomId: den, names: ['ann']});
    await ann!.next('inviteReceived');
    await ann!.request('personBlock', {name: 'bob', isBlocked: true});
    expect(await invitesOf(ann!)).toEqual([]);
    for (const roomId of [den, pit, pit])
      expect(await bob!.codeOf('roomInvite', {roomId, names: ['ann', 'cid']})).toBe('ok');
    await cid!.next('inviteReceived', ({roomName}) => roomName === 'pit');
    await ann!.settle();
    expect([ann!.told('inviteReceived').length, await invitesOf(ann!)]).toEqual([1, []]);
    await ann!.request('personBlock', {name: 'bob', isBlocked: false});
    expect(await invitesOf(ann!)).toEqual(['den', 'invite #den']);
    made.clock.turn(1_000);
    await bob!.request('roomInvite', {roomId: pit, names: ['ann']});
    expect(await ann!.next('inviteReceived')).toMatchObject({roomName: 'pit', by: 'bob'});
    expect(await invitesOf(ann!)).toEqual(['den', 'pit', 'invite #pit', 'invite #den']);
  });

  test('that stands is told once; one of somebody blocked takes no place of another', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
    const {roomId} = await bob!.request('roomCreate', {name: 'den', isPrivate: true});
    await bob!.request('roomInvite', {roomId, names: ['cid']});
    await cid!.request('roomJoin', {name: 'den'});
    for (const by of [cid!, cid!, bob!, cid!]) {
      if (by === bob) await ann!.request('personBlock', {name: 'bob', isBlocked: true});
      expect(await by.codeOf('roomInvite', {roomId, names: ['ann']})).toBe('ok');
    }
    await ann!.settle();
    expect(ann!.told('inviteReceived').map(({by}) => by)).toEqual(['cid']);
    expect(await invitesOf(ann!)).toEqual(['den', 'invite #den']);
    expect(await ann!.codeOf('roomJoin', {name: 'den'})).toBe('ok');
  });

  test('of somebody blocked is no way in, and takes no name', async () => {
    const made = await world();
    const [bob, eve] = await made.people('bob', 'eve');
    const make = (by: Person, name: string) => by.request('roomCreate', {name, isPrivate: true});
    const {roomId: den} = await make(eve!, 'den');
    await eve!.request('roomInvite', {roomId: den, names: ['bob']});
    await bob!.next('inviteReceived');
    await bob!.request('personBlock', {name: 'eve', isBlocked: true});
    const {roomId: plans} = await make(eve!, 'plans');
    expect(await eve!.codeOf('roomInvite', {roomId: plans, names: ['bob']})).toBe('ok');
    for (const name of ['den', 'plans']) expect(await bob!.codeOf('roomJoin', {name})).toBe(`room-not-found #${name}`);
    const {roomId} = await make(bob!, 'plans');
    expect(await bob!.codeOf('roomRename', {roomId, name: 'den'})).toBe('ok');
    expect(await bob!.request('roomJoin', {name: 'den'})).toMatchObject({roomId});
    // What was seen before the block is there again after it, what was not is not.
    await bob!.request('personBlock', {name: 'eve', isBlocked: false});
    await bob!.request('roomRename', {roomId, name: 'attic'});
    expect(await bob!.request('roomJoin', {name: 'plans'})).toMatchObject({roomId});
    expect(await invitesOf(bob!)).toEqual(['den', 'invite #den']);
    expect(await bob!.request('roomJoin', {name: 'den'})).toMatchObject({roomId: den});
  });

  test('that is too old to be listed is told and listed when it is repeated', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
    const invite = async (by: Person, name: string) => {
      made.clock.turn(1_000);
      const {roomId} = await by.request('roomCreate', {name, isPrivate: true});
      await by.request('roomInvite', {roomId, names: ['bob']});
      return roomId;
    };
    const roomId = await invite(ann!, 'den');
    for (let at = 0; at < FIXED_LIMITS.pageSizeMax; at++) await invite(cid!, `room${at}`);
    const names = async () => (await bob!.request('sessionOpen', {})).invites.map(({roomName}) => roomName);
    expect(await names()).not.toContain('den');
    for (const again of [1, 2]) {
      made.clock.turn(1_000);
      expect(await ann!.codeOf('roomInvite', {roomId, names: ['bob']})).toBe('ok');
      await bob!.settle();
      const told = bob!.told('inviteReceived').filter(({roomName}) => roomName === 'den');
      expect([again, told.length, (await names()).at(-1)]).toEqual([again, 2, 'den']);
    }
  });
});
