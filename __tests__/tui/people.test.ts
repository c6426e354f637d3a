/** How people and what they do are shown. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

test('a display name and why somebody is away stand beside the login name', async () => {
  const bob = user('bob', {displayName: 'Bob Builder', state: 'away', status: 'lunch'});
  const direct = room(4, 'bob', {kind: 'direct', partner: bob});
  const one = await pilot(stage({rooms: [direct], members: [bob]}).client, {columns: 140, rows: 30});
  expect(one.screen()[0]).toContain('@bob  away · Bob Builder · lunch');
  expect(one.text()).toContain('◐ bob Bob Builder · lunch');
});

test('one’s own action shows that it was sent', async () => {
  const {client, say} = stage();
  say(1, {kind: 'action', sender: 'alice', text: 'waves'});
  const {text} = await pilot(client);
  expect(text()).toMatch(/✓ \* alice waves/);
});

describe('whether somebody may learn this machine’s address', () => {
  const QUESTION = 'Share your network address with @bob?';
  async function asked() {
    const {client} = stage({members: [user('bob')]});
    const sent: string[] = [];
    const answers: unknown[] = [];
    Object.assign(client.parts.outgoing, {write: async (_: number, {text}: {text: string}) => sent.push(text)});
    const change = async (name: string, changed: object) => answers.push({name, ...changed});
    Object.assign(client, {permissions: {change}});
    const one = await pilot(client);
    const ask = () => client.dispatch({type: 'addressAsked', name: 'bob'});
    const give = () => client.dispatch({type: 'addressAnswered', name: 'bob', isShared: false});
    return {one, sent, answers, ask, give};
  }

  test('is not asked while somebody types: what is typed is for the message', async () => {
    const {one, sent, answers, ask} = await asked();
    await one.press('wh');
    ask();
    await nextTurn();
    // At once, so that no busy machine makes a pause of it.
    await Promise.all([one.press('y'), one.press(ENTER)]);
    expect([sent, answers]).toEqual([['why'], []]);
    await one.until(QUESTION);
    expect(answers).toEqual([]);
    await one.press('y');
    expect(answers).toEqual([{name: 'bob', direct: 'always'}]);
    expect(one.text()).not.toContain(QUESTION);
  });

  test.each([
    ['Enter', ENTER],
    ['Esc', ESC],
  ])('%s is no yes', async (_key, key) => {
    const {one, answers, ask} = await asked();
    ask();
    await one.until(QUESTION);
    await one.press(key);
    expect(answers).toEqual([{name: 'bob', direct: 'never'}]);
  });

  test('is not asked any more once nobody wants to know; the next question is the only one', async () => {
    const {one, answers, ask, give} = await asked();
    ask();
    await one.until(QUESTION);
    give();
    await one.until(lines => !lines.join('\n').includes(QUESTION));
    ask();
    await one.until(QUESTION);
    await one.press('n');
    expect(one.text()).not.toContain(QUESTION);
    expect(answers).toEqual([{name: 'bob', direct: 'never'}]);
  });
});
