/** Lists over the chat that change while one chooses: Enter takes what stood under the bar, wherever it stands by then. */
import {describe, expect, test} from '@jest/globals';
import {renderToString} from 'ink';
import type {InboxItem} from '../../src/shared/inbox.ts';
import type {SearchHit} from '../../src/shared/search/search.ts';
import {openInbox, openSearch, openSettings} from '../../src/tui/overlays.ts';
import type {Overlay, OverlayEvent, OverlayStep} from '../../src/tui/overlay.ts';
import {click, find, withMouse} from '../support/screen/mouse.ts';
import {factsOf} from '../support/screen/overlayKeys.ts';
import {ctrl, DOWN, ENTER, pilot} from '../support/screen/pilot.ts';
import {NOW_MS, room, stage, user, type Stage} from '../support/screen/stage.ts';

const SIZE = {columns: 60, rows: 12};
const ELSEWHERE = {id: 2, name: 'work'};

/** An overlay on no screen: what comes and which keys are pressed, one after the other. */
function shown(made: Stage, first: Overlay) {
  let overlay: Overlay | undefined = first;
  const take = (event: OverlayEvent): OverlayStep => {
    const step = overlay?.on(event) ?? {};
    overlay = step.overlay;
    return step;
  };
  return {
    comes: take,
    press: (chord: string, text = '') =>
      take({type: 'key', key: {chord, text, sequence: text}, facts: factsOf(made), size: SIZE}),
    text: () => renderToString(overlay?.draw(factsOf(made), SIZE), {columns: SIZE.columns}),
  };
}

test('a room that one has moved to is gone to, although another one is mentioned in meanwhile', async () => {
  const made = stage({rooms: ['lobby', 'ant', 'bee', 'cat'].map((name, at) => room(at + 1, name))});
  const one = await pilot(made.client);
  await one.press(ctrl('g'), DOWN);
  made.say(4, 'bob: @alice look');
  await one.until(/@1/);
  await one.press(ENTER);
  expect(one.screen().at(-1)).toBe('#bee >');
  // Of one that has gone there is nothing to go to, and what came in its place is not taken for it.
  await one.press(ctrl('g'), DOWN, DOWN);
  const {roomId} = made.room(2).room;
  made.client.dispatch({type: 'roomClosed', roomId});
  await one.settle();
  await one.press(ENTER);
  expect(one.text()).toContain('Go to');
  await one.press(DOWN, ENTER);
  expect(one.text()).not.toContain('Go to');
});

describe('of places with one name', () => {
  const lobby = room(1, 'lobby');
  const direct = (roomId: number, name: string) => room(roomId, name, {kind: 'direct', partner: user(name)});

  test.each([
    ['a public room and a private one', '#ops', [room(2, 'ops'), room(3, 'ops', {kind: 'private'}), room(4, 'opsb')]],
    [
      'two private rooms',
      'ops',
      [room(2, 'ops', {kind: 'private'}), room(3, 'ops', {kind: 'private'}), room(4, 'opsb')],
    ],
    ['a conversation and a direct one', '@bob', [direct(2, 'bob'), direct(-3, 'bob'), direct(4, 'bobb')]],
  ])('each is gone to, and what stands below them: %s', async (_title, typed, rooms) => {
    const made = stage({rooms: [lobby, ...rooms]});
    const one = await pilot(made.client);
    const reached: unknown[] = [];
    for (const steps of rooms.keys()) {
      await one.press(ctrl('g'), typed, ...Array.from({length: steps}, () => DOWN), ENTER);
      reached.push(made.client.getState().currentRoomId);
    }
    expect(reached).toEqual(rooms.map(({roomId}) => roomId));
  });

  test('a click goes to the one that is clicked', async () => {
    const rooms = [lobby, room(2, 'ops', {topic: 'the upper'}), room(3, 'ops', {kind: 'private', topic: 'the lower'})];
    const made = stage({rooms});
    const {one} = await withMouse(made);
    await one.press(ctrl('g'));
    await click(one, ...find(one, 'the lower'));
    expect(made.client.getState().currentRoomId).toBe(3);
  });

  test('one that was moved to stays so when it is joined meanwhile, and a person when a conversation begins', async () => {
    const garden = {roomId: 77, kind: 'public', name: 'garden', topic: '', memberCount: 3, isMember: false} as const;
    const {client} = stage({
      rooms: [lobby, room(5, 'garden', {kind: 'private'})],
      members: [user('bob'), user('cy')],
      listed: [garden],
    });
    const one = await pilot(client);
    await one.press(ctrl('g'), '#gar');
    await one.until(/#garden +join/);
    await one.press(DOWN);
    client.dispatch({type: 'roomOpened', room: room(77, 'garden')});
    await one.press(ENTER);
    expect(client.getState().currentRoomId).toBe(77);
    await one.press(ctrl('g'), '@', DOWN);
    client.dispatch({type: 'roomOpened', room: direct(9, 'cy')});
    await one.press(ENTER);
    expect(client.getState().currentRoomId).toBe(9);
  });

  test('somebody with whom one only talks directly is offered for a conversation as well', async () => {
    const {client, asked} = stage({rooms: [lobby, direct(-3, 'bob')], members: [user('bob')]});
    const one = await pilot(client);
    await one.press(ctrl('g'), '@bob');
    expect(one.text()).toMatch(/ =bob .*\n.* @bob /);
    await one.press(DOWN, ENTER);
    expect(asked).toContain('directOpen {"name":"bob"}');
  });
});

const said = (seq: number, text: string) =>
  ({seq, id: String(seq).padStart(22, 'x'), sender: 'bob', sentAtMs: NOW_MS + seq, kind: 'message', text}) as const;

test('what one has moved to in the inbox is gone to, although a thread and another server come before it', () => {
  const made = stage();
  const item = (seq: number): InboxItem => ({
    reason: 'mention',
    roomId: 1,
    room: '#lobby',
    seq,
    by: 'bob',
    atMs: NOW_MS + seq,
    isRead: false,
    entry: said(seq, `mention ${seq}`),
  });
  const goes = (seq: number) => ({effects: [{type: 'goTo', place: {roomId: 1, seq}, serverId: undefined}]});
  const one = shown(made, openInbox(NOW_MS));
  one.comes({type: 'inboxListed', page: {items: [item(9), item(8), item(7)]}});
  one.press('down');
  const thread = {roomId: 1, seq: 3, isFollowed: true, readSeq: 0, lastSeq: 10, lastAtMs: NOW_MS, unread: [10]};
  made.client.dispatch({type: 'threadsLoaded', threads: [{...thread, sender: 'bob', text: 'root'}]});
  one.comes({type: 'inboxListed', page: {items: [item(20)]}, server: ELSEWHERE});
  expect(one.text()).toContain('root');
  expect(one.press('enter')).toEqual(goes(8));
});

test('a page of the inbox that failed leaves what is there, and is asked for again by moving on', () => {
  const made = stage();
  const items = [9, 8, 7].map((seq): InboxItem => ({
    reason: 'mention',
    roomId: 1,
    room: '#lobby',
    seq,
    by: 'bob',
    atMs: NOW_MS + seq,
    isRead: false,
    entry: said(seq, `mention ${seq}`),
  }));
  const next = {atMs: NOW_MS, seq: 7} as never;
  const one = shown(made, openInbox(NOW_MS));
  one.comes({type: 'inboxListed', page: {items, next}});
  one.comes({type: 'inboxListed', page: {items: [], next}, server: ELSEWHERE});
  expect(one.press('down').effects).toHaveLength(2);
  // Once only while it is on its way.
  expect(one.press('down').effects ?? []).toEqual([]);
  one.comes({type: 'failed', sentence: 'The server is busy.'});
  one.comes({type: 'silent', server: ELSEWHERE});
  for (const text of ['mention 9', 'mention 8', 'mention 7', 'The server is busy.']) expect(one.text()).toContain(text);
  expect(one.press('down').effects).toMatchObject([
    {type: 'listInbox', before: next, server: undefined},
    {type: 'listInbox', before: next, server: ELSEWHERE},
  ]);
  one.comes({type: 'inboxListed', page: {items: []}});
  expect(one.text()).not.toContain('The server is busy.');
  expect(one.press('enter').effects).toMatchObject([{type: 'goTo', place: {seq: 7}}]);
});

const hit = (seq: number, text = `hit ${seq}`, at = 0): SearchHit => ({
  roomId: 1,
  entry: said(seq, text),
  marks: [{at, length: 3}],
});
const page = (hits: readonly SearchHit[], next?: {words: string}) => ({
  typed: 'hit',
  page: {hits, isNear: false, behind: 0, ...(next !== undefined && {next})},
});

test('the hit that stands under the bar is gone to, although another server has a newer one', () => {
  const made = stage();
  const one = shown(made, openSearch('hit', NOW_MS, made.client.getState()));
  one.comes({type: 'searched', ...page([hit(5), hit(4)])});
  one.comes({type: 'searched', ...page([hit(9)]), server: ELSEWHERE});
  expect(one.press('enter').effects).toMatchObject([{type: 'goTo', place: {seq: 5}}]);
});

test('a search that is opened again asks anew for the page that was on its way', () => {
  const made = stage();
  const one = shown(made, openSearch('hit', NOW_MS, made.client.getState()));
  one.comes({type: 'searched', ...page([hit(5), hit(4)], {words: 'more'})});
  expect(one.press('down').effects).toMatchObject([{type: 'search', asked: {words: 'more'}}]);
  // Once only while it is on its way.
  expect(one.press('up').effects ?? []).toEqual([]);
  const [gone] = one.press('enter').effects ?? [];
  expect(gone).toMatchObject({type: 'goTo', place: {seq: 5}});
  const again = shown(made, gone?.type === 'goTo' ? gone.reopen! : openSearch('', NOW_MS, made.client.getState()));
  expect(again.press('down').effects).toMatchObject([{type: 'search', asked: {words: 'more'}}]);
});

test('a search that failed is asked again by Enter, and a page that failed by moving on', () => {
  const made = stage();
  const one = shown(made, openSearch('hit', NOW_MS, made.client.getState()));
  one.comes({type: 'failed', sentence: 'The server is busy.'});
  expect(one.text()).toContain('The server is busy.');
  expect(one.press('enter').effects).toMatchObject([{type: 'search', typed: 'hit', isFirst: true}]);
  expect(one.text()).not.toContain('The server is busy.');
  one.comes({type: 'searched', ...page([hit(5), hit(4)], {words: 'more'})});
  one.comes({type: 'searched', ...page([hit(3)], {words: 'more elsewhere'}), server: ELSEWHERE});
  expect(one.press('down').effects).toHaveLength(2);
  one.comes({type: 'failed', sentence: 'The server is busy.'});
  one.comes({type: 'silent', server: ELSEWHERE});
  expect(one.press('down').effects).toMatchObject([
    {type: 'search', asked: {words: 'more'}},
    {type: 'search', asked: {words: 'more elsewhere'}, server: ELSEWHERE},
  ]);
  expect(one.press('enter').effects).toMatchObject([{type: 'goTo'}]);
});

test('where a hit is cut at its beginning, no half of a character is left', () => {
  const made = stage();
  const one = shown(made, openSearch('hit', NOW_MS, made.client.getState()));
  for (const more of ['', 'a']) {
    const text = `${more}${'😀'.repeat(60)}`;
    one.comes({type: 'searched', ...page([hit(5, `${text}hit`, text.length)])});
  }
  expect(one.text()).toContain('hit');
  expect(one.text().isWellFormed() && !one.text().includes('\uFFFD')).toBe(true);
});

test('Enter on a setting that was searched by its value does not go on to the next one', () => {
  const made = stage();
  const setting = (name: string, value: string) => ({name, value, meaning: '', choices: ['zig', 'zag']});
  const one = shown(made, openSettings([setting('first', 'zig'), setting('second', 'zig')]));
  for (const letter of 'zig') one.press(letter, letter);
  expect(one.press('enter').effects).toEqual([{type: 'setting', name: 'first', value: 'zag'}]);
  one.comes({type: 'settingsListed', local: [setting('first', 'zag'), setting('second', 'zig')], sentence: 'Done.'});
  expect(one.press('enter').effects ?? []).toEqual([]);
});
