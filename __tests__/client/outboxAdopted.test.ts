/** Two clients of one account in one program: what one leaves is sent by the other. */
import {describe, expect, test} from '@jest/globals';
import {world} from '../support/world.ts';
import {throughGates} from './support/heldRequests.ts';
import {member, memberAgain} from './support/member.ts';
import {pilot} from '../support/screen/pilot.ts';

test('what a client has not sent when it is closed is taken over by another one that is told', async () => {
  const made = await world();
  const first = await member(made.url, 'ann');
  throughGates(first, {up: name => (name === 'messageSend' ? new Promise(() => undefined) : undefined)});
  await first.client.parts.outgoing.write(made.lobby, {kind: 'message', text: 'waits'});
  const second = await memberAgain(made.url, first);
  await second.sees('nothing of it', ({connection}) => connection.status === 'online');
  await first.client.close();
  expect(second.texts()).toEqual([]);
  await second.client.parts.outgoing.adopt();
  await second.sees('it', () => second.texts().includes('waits'));
  expect(second.room().pending).toEqual([]);
});

describe('a draft that is taken over', () => {
  /** Two clients of ann, the second one on a screen. */
  async function annTwice(left: string) {
    const {url, lobby} = await world();
    const first = await member(url, 'ann');
    if (left !== '') first.client.parts.outgoing.keepDraft(lobby, left);
    const second = await memberAgain(url, first);
    await second.sees('the room', () => second.room().isLoaded);
    const screen = await pilot(second.client);
    const written = (rows: number) => screen.screen().slice(-rows);
    const again = async () => {
      await second.client.close();
      const third = await memberAgain(url, first);
      await third.sees('a draft', ({drafts}) => drafts.length > 0);
      return third.client.getState().drafts.map(({text}) => text);
    };
    return {first, second, screen, written, again};
  }

  test('stands once above what is being written, which is not doubled; so it is kept', async () => {
    const {first, second, screen, written, again} = await annTwice('old');
    await screen.press('new');
    await first.client.close();
    await second.client.parts.outgoing.adopt();
    await screen.settle();
    expect(written(2)).toEqual(['#lobby > old', '         new']);
    await screen.press('er');
    expect(written(3)).toEqual([expect.not.stringContaining('new'), '#lobby > old', '         newer']);
    expect(await again()).toEqual(['old\nnewer']);
  });

  test('is not one’s own, which somebody goes on with meanwhile', async () => {
    const {first, second, screen, written, again} = await annTwice('');
    await screen.press('new');
    await first.client.close();
    await Promise.all([second.client.parts.outgoing.adopt(), screen.press('e'), screen.press('r')]);
    await screen.settle();
    expect(written(2)).toEqual([expect.not.stringContaining('new'), '#lobby > newer']);
    expect(await again()).toEqual(['newer']);
  });
});
