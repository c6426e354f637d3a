/** What each letter does to the message that is chosen: on one’s own, on that of somebody else; and which can be chosen. */
import {expect, test} from '@jest/globals';
import {textOf} from '../../src/shared/entries/entry.ts';
import {member} from '../client/support/member.ts';
import {ctrl, ENTER, ESC, pilot, UP} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';
import {world} from '../support/world.ts';

/** None is chosen before; the newest is the first. */
const chosen = (ups: number) => [ESC, ctrl('s'), ...Array.from({length: ups}, () => UP)];
const SHIFT_UP = '\u001B[1;2A';

test('Ctrl+S or Shift+Up chooses; a letter answers, reacts, edits, deletes, quotes, links, stars, pins, marks', async () => {
  const here = await world();
  const [alice, bob] = [await member(here.url, 'alice'), await member(here.url, 'bob')];
  const screen = await pilot(alice.client, {columns: 100, rows: 30});
  const other = await pilot(bob.client, {columns: 100, rows: 30});
  await other.press('tea at **four**?', ENTER);
  await screen.until('tea at four?');
  const seq = alice.room().room.lastSeq;
  const prompt = () => screen.screen().at(-1);

  await screen.press(ctrl('s'), 'r');
  await screen.until(`> /reply #lobby/${seq}`);
  await screen.press('gladly', ENTER);
  await other.until(/↪ bob: tea at four\?[^]*gladly/);
  // One’s own, below it, is chosen first.
  await screen.press(SHIFT_UP, 'e');
  await screen.until(`> /edit #lobby/${seq + 1} gladly`);
  await screen.press('!', ENTER);
  await other.until(/gladly! \(edited\)/);
  await screen.press(...chosen(1), '+');
  await screen.until(`> /react #lobby/${seq}`);
  await screen.press('tada:', ENTER);
  await other.until(/tea at four\?[^]*🎉/);
  await screen.press(...chosen(1), 'w');
  await screen.until(/Reactions[^]*🎉[^]*alice/);
  await screen.press(ESC);
  await screen.press(...chosen(1), 'q');
  await screen.until(/> +> tea at \*\*four\*\*\?/);
  await screen.press(ctrl('c'), ...chosen(1), 'l');
  await screen.until(`#lobby/${seq}`);
  expect(prompt()).toContain(`#lobby/${seq}`);
  await screen.press(ctrl('c'), ...chosen(1), 's');
  await screen.until('Starred;');
  expect((await alice.client.request('starList', {})).stars.map(({entry}) => textOf(entry))).toEqual([
    'tea at **four**?',
  ]);
  await screen.press(...chosen(1), 'i');
  await screen.until(new RegExp(`bob[^]*#lobby/${seq}`));
  await screen.press(ESC);
  await other.press(...chosen(1), 'p');
  await other.until('You have no right');
  await screen.press(...chosen(1), 'p');
  await other.until(/alice pinned|pinned by alice/);
  await screen.press(...chosen(1), 'f');
  await screen.until(`> /forward #lobby/${seq}`);
  await screen.press('@bob', ENTER);
  await bob.sees('what is passed on', state =>
    Object.values(state.roomById).some(({room}) => room.kind === 'direct' && room.unread === 1),
  );
  await screen.press(...chosen(2), 'U');
  await alice.sees('that it is unread', () => alice.room().room.unread > 0);
  await screen.press(...chosen(0), 'd');
  await screen.until('Delete this message?');
  await screen.press('1');
  await other.until(/a message of alice was deleted/);
  // Esc chooses none, and what was being written is there.
  await screen.press(ESC, 'a draft', ctrl('s'), ESC);
  expect(prompt()).toBe('#lobby > a draft');
  expect([screen.droppedCount(), other.droppedCount()]).toEqual([0, 0]);
});

test('what somebody said who is blocked is not chosen, as it is not shown', async () => {
  const {client, say} = stage();
  client.dispatch({type: 'contactChanged', contact: {user: user('bob'), state: 'blocked', atMs: 1}});
  say(1, 'carol: seen', 'bob: unseen', {
    sender: 'carol',
    kind: 'message',
    text: 'an answer',
    replyTo: {seq: 2, sender: 'bob'},
  });
  say(1, 'bob: unseen as well');
  const one = await pilot(client);
  expect(one.text()).not.toContain('unseen as well');
  await one.press(ctrl('s'), 'l');
  expect(one.screen().at(-1)).toBe('#lobby > #lobby/3');
  await one.press(ctrl('c'), ctrl('s'), UP, 'l');
  expect(one.screen().at(-1)).toBe('#lobby > #lobby/1');
  // Nor by the answer to it.
  await one.press(ctrl('c'), ctrl('s'), ENTER, 'l');
  expect(one.screen().at(-1)).not.toContain('#lobby/2');
});

test('in another room none is chosen any more: what is typed there is text', async () => {
  const {client, say} = stage({rooms: [room(1, 'lobby'), room(2, 'dev')]});
  say(1, 'bob: one', 'bob: two');
  const one = await pilot(client);
  await one.press(ctrl('s'));
  expect(one.text()).toContain('↑↓');
  await one.press(ctrl('n'));
  expect(one.text()).not.toContain('↑↓');
  await one.press('dinner');
  expect(one.screen().at(-1)).toBe('#dev > dinner');
  await one.press(ctrl('p'), 'lunch');
  expect(one.screen().at(-1)).toBe('#lobby > lunch');
});
