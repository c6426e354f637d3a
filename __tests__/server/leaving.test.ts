/** Leaving a room while something else happens to it. */
import {expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

test('a conversation that is left at the moment in which a message brings it back stays open', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const {roomId} = await ann!.request('directOpen', {name: 'bob'});
  await made.say(ann!, roomId, 'first');
  await bob!.next('roomOpened', ({room}) => room.roomId === roomId);
  for (let round = 0; round < 10; round++) {
    let toldBefore = 0;
    const left = new Promise<void>(resolve => {
      bob!.socket.emit('roomLeave', {roomId}, () => {
        toldBefore = bob!.events.length;
        resolve();
      });
    });
    await Promise.all([left, made.say(ann!, roomId, `meanwhile ${round}`)]);
    await made.say(ann!, roomId, `after ${round}`);
    await bob!.next('entriesAppended', ({entries}) =>
      entries.some(entry => entry.kind === 'message' && entry.text === `after ${round}`),
    );
    // A client closes the room with the answer, so it has to be opened after that.
    expect(bob!.events.slice(toldBefore).map(({name}) => name)).toContain('roomOpened');
    expect(bob!.events.findLast(({name}) => /^room(Opened|Closed)$/.test(name))?.name).toBe('roomOpened');
  }
});
