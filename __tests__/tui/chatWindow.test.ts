/** Which part of a room's log is on screen, whatever is in it and however one scrolls. */
import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import type {RoomState} from '../../src/client/state/state.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {chatWindow, scrollBy} from '../../src/tui/chat/chatWindow.ts';
import {chatColumnsOf} from '../../src/tui/chat/rows/chatLine.ts';
import {createTheme, plainOf} from '../../src/tui/theme.ts';
import type {Timeline} from '../../src/tui/chat/timeline.ts';
import type {Anchor} from '../../src/tui/ui.ts';
import {busyMs} from '../support/suite/busyTime.ts';
import {NOW_MS, stage} from '../support/screen/stage.ts';

const theme = createTheme({depth: 'none'});

function timelineOf(
  lines: readonly (string | Partial<Entry>)[],
  changes: Partial<RoomState> = {},
  columns = 60,
): Timeline {
  const made = stage();
  made.say(1, ...lines);
  return {
    one: {...made.room(1), ...changes},
    look: {columns, me: 'alice', theme, widths: chatColumnsOf(columns, 'compact')},
  };
}

const at = (topSeq: number): Anchor => ({topSeq, seenSeq: 0});

const plain = (timeline: Timeline, height: number, anchor?: Anchor) =>
  chatWindow(timeline, height, anchor).rows.map(row => plainOf(row).trimEnd());

const anyLine = fc.oneof(
  fc.string({unit: fc.constantFrom('word ', '漢字', 'x\n', 'é'), maxLength: 30}).map(text => `bob: ${text}.`),
  fc.constantFrom('ann', 'ben').map(sender => ({kind: 'joined' as const, sender})),
  fc.constantFrom('ann', 'ben').map(sender => ({kind: 'left' as const, sender})),
  fc.constant({kind: 'topic' as const, sender: 'ann', text: 'new topic'}),
);

describe('scrolling', () => {
  test('always shows a whole piece of what there is, and moves by as many rows as asked until an end is reached', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, {minLength: 1, maxLength: 40}),
        fc.integer({min: 3, max: 20}),
        fc.array(fc.integer({min: -15, max: 15}), {maxLength: 12}),
        (lines, height, moves) => {
          const timeline = timelineOf(lines);
          const all = plain(timeline, 10_000);
          let anchor: Anchor | undefined;
          let bottom = all.length;
          for (const rows of moves) {
            anchor = scrollBy(timeline, height, anchor, rows);
            const shown = plain(timeline, height, anchor);
            bottom = Math.max(Math.min(all.length, height), Math.min(all.length, bottom + rows));
            expect(shown).toEqual(all.slice(Math.max(0, bottom - height), bottom));
            expect(anchor === undefined).toBe(bottom === all.length);
          }
        },
      ),
    );
  });

  test('of a million messages no more are looked at than of a hundred, but to find the place', () => {
    const base = timelineOf(['bob: first']);
    const looksFor = (count: number) => {
      const made = new Map<number, Entry>();
      let looks = 0;
      const entryAt = (index: number): Entry | undefined => {
        if (!(index >= 0 && index < count)) return undefined;
        looks++;
        const entry = made.get(index) ?? ({...base.one.entries[0], seq: index + 1, text: `line ${index}`} as Entry);
        made.set(index, entry);
        return entry;
      };
      const entries = new Proxy([] as Entry[], {
        get: (target, key) =>
          key === 'length' ? count : /^\d+$/.test(String(key)) ? entryAt(Number(key)) : Reflect.get(target, key),
      });
      const room = {...base.one.room, lastSeq: count, readSeq: count, unread: 0};
      const timeline: Timeline = {...base, one: {...base.one, room, entries}};
      let anchor: Anchor | undefined;
      for (let page = 0; page < 3; page++) {
        anchor = scrollBy(timeline, 20, anchor, -19);
        expect(plain(timeline, 20, anchor)).toHaveLength(20);
      }
      expect(plain(timeline, 20, anchor)[10]).toContain(`line ${count - 1 - 57 - 9}`);
      return looks;
    };
    expect(looksFor(1_000_000)).toBeLessThan(looksFor(100) * 2);
  });

  test('a place that was scrolled to is the same after older messages came above and newer ones below', () => {
    const lines = Array.from({length: 60}, (_, index) => `bob: line ${index}`);
    const whole = timelineOf(lines);
    const {entries} = whole.one;
    whole.one.room.unread = 0;
    const before: Timeline = {...whole, one: {...whole.one, entries: entries.slice(20, 50)}};
    const anchor = scrollBy(before, 10, undefined, -8);
    expect(plain(before, 10, anchor).at(-1)).toContain('line 41');
    expect(plain(whole, 10, anchor)).toEqual(plain(before, 10, anchor));
    expect(chatWindow(whole, 10, anchor).newCount).toBe(10);
  });

  test('below it only what is shown is new, nothing of somebody blocked', () => {
    const lines = Array.from({length: 30}, (_, index) => `bob: line ${index}`);
    const before = timelineOf(lines);
    before.one.room.unread = 0;
    const anchor = scrollBy(before, 10, undefined, -8);
    const ignored = new Set(['carol']);
    const after = timelineOf([...lines, 'carol: hidden', 'bob: shown', 'carol: hidden'], {ignored});
    after.one.room.unread = 0;
    expect(chatWindow(after, 10, anchor).newCount).toBe(1);
    // What is unread above the lower edge is taken off, and nothing that was never counted.
    const unread = timelineOf(['carol: hidden', ...lines], {ignored});
    unread.one.room.unread = 30;
    const {newCount, bottomSeq} = chatWindow(unread, 10, {...at(1), seenSeq: 31});
    expect(newCount).toBe(31 - bottomSeq);
  });

  test('a place that one goes to stands near the upper edge, below a little of what was said before', () => {
    const timeline = timelineOf(Array.from({length: 60}, (_, index) => `bob: line ${index + 1}`));
    expect(plain(timeline, 5, at(21))[0]).toContain('line 21');
    expect(plain(timeline, 18, at(21))[3]).toContain('line 21');
    expect(chatWindow(timeline, 10, at(58)).isAtEnd).toBe(true);
    expect(plain(timeline, 18, at(1))[1]).toContain('line 1');
  });

  test('a place that is not here yet shows nothing, reads nothing, and is asked for', () => {
    const {one, look} = timelineOf(Array.from({length: 60}, (_, index) => `bob: line ${index + 1}`));
    const timeline: Timeline = {one: {...one, entries: one.entries.slice(40)}, look};
    const shown = chatWindow(timeline, 10, at(21));
    expect(shown).toMatchObject({isUnloaded: true, isAtEnd: false, bottomSeq: 0, wanted: {aroundSeq: 21}});
    expect(scrollBy(timeline, 10, at(21), -5)).toEqual(at(21));
  });

  test('a gap is a line between two pieces, and what is missing is asked for from the side one sees', () => {
    const {one, look} = timelineOf(Array.from({length: 300}, (_, index) => `bob: line ${index + 1}`));
    const {entries} = one;
    const timeline: Timeline = {one: {...one, older: [entries.slice(20, 60)], entries: entries.slice(200)}, look};
    const rows = plain(timeline, 1_000);
    expect(rows.filter(row => row.includes('loading 140 more'))).toHaveLength(1);
    expect(rows.findIndex(row => row.includes('loading 140'))).toBe(
      rows.findIndex(row => row.includes('line 201')) - 1,
    );
    expect(chatWindow(timeline, 10, at(40)).wanted).toEqual({afterSeq: 60});
    expect(chatWindow(timeline, 10, at(22)).wanted).toEqual({beforeSeq: 21});
    expect(chatWindow(timeline, 10, at(205)).wanted).toEqual({beforeSeq: 201});
    expect(chatWindow(timeline, 10, undefined).wanted).toBeUndefined();
    // Down over the gap as over any other line.
    const below = scrollBy(timeline, 10, at(55), 2);
    expect(plain(timeline, 10, below).join('\n')).toContain('line 201');
  });

  test('a long room is asked for its older part only near its upper end', () => {
    const whole = timelineOf(Array.from({length: 200}, (_, index) => `bob: line ${index}`));
    const timeline: Timeline = {...whole, one: {...whole.one, entries: whole.one.entries.slice(100)}};
    expect(chatWindow(timeline, 20, undefined).wanted).toBeUndefined();
    expect(chatWindow(timeline, 20, scrollBy(timeline, 20, undefined, -60)).wanted).toEqual({beforeSeq: 101});
    expect(chatWindow(whole, 20, scrollBy(whole, 20, undefined, -10_000)).wanted).toBeUndefined();
  });
});

describe('what is drawn', () => {
  test('people who come and go between two messages are one line, with what is true in the end', () => {
    const joined = ['ann', 'ben', 'cem', 'dan'].map(sender => ({kind: 'joined' as const, sender}));
    const rows = plain(timelineOf(['bob: hi', ...joined, {kind: 'left', sender: 'ann'}, 'bob: bye']), 20).join('\n');
    expect(rows).toContain('· ben, cem and dan joined · ann left');
  });

  test('a person’s quit message stands with their going', () => {
    const going = {
      kind: 'presence',
      afterSeq: 1,
      atMs: NOW_MS,
      name: 'ann',
      state: 'offline',
      status: 'good night',
    } as const;
    expect(plain(timelineOf(['bob: hi'], {asides: [going]}), 20).at(-1)).toContain('· ann went offline (good night)');
  });

  test('who said first what is passed on is told as a fact by the server, and as a claim where it is encrypted', () => {
    const passed = {
      kind: 'message',
      sender: 'ann',
      text: 'yes',
      forwarded: {sender: 'carol', sentAtMs: NOW_MS},
    } as const;
    expect(plain(timelineOf([passed]), 10).join('\n')).toContain('⇢ carol said:');
    const lock = {kind: 'sealed', isVerified: true, detail: ''} as const;
    expect(plain(timelineOf([passed], {lock}), 10).join('\n')).toContain('⇢ says that carol said:');
  });

  test('each day has its line', () => {
    const day = 86_400_000;
    const rows = plain(
      timelineOf([
        {kind: 'message', text: 'first', sentAtMs: NOW_MS - day},
        {kind: 'message', text: 'second', sentAtMs: NOW_MS},
        {kind: 'message', text: 'third', sentAtMs: NOW_MS},
      ]),
      20,
    );
    expect(rows.filter(row => row.includes('November 2026'))).toHaveLength(2);
  });

  test.each([
    ['while it is being sent', [], 'arriving'],
    ['when it is there', [{kind: 'fileCompleted', sha256: 'a'.repeat(64)}], '/get a.txt'],
    ['when it was withdrawn', [{kind: 'fileCancelled'}], 'cancelled'],
    ['when somebody did not want it', [{kind: 'fileDeclined', sender: 'ann'}], 'declined by ann'],
  ] as const)('a file says what became of it: %s', (_title, after, words) => {
    const file = {fileId: 'f'.repeat(22), name: 'a.txt', sizeBytes: 10};
    const later = after.map(entry => ({...entry, fileId: file.fileId}) as Partial<Entry>);
    expect(plain(timelineOf([{kind: 'file', ...file}, ...later], {}, 100), 20).join('\n')).toContain(words);
  });

  test('a message that was not sent says why and what to do', () => {
    const message = {clientMsgId: 'm'.repeat(22), kind: 'message', text: 'hello', writtenAtMs: NOW_MS} as const;
    const failed = {...message, status: 'failed', error: {code: 'not-in-room', detail: '#dev'}} as const;
    const rows = plain(timelineOf([], {pending: [failed]}, 100), 20).join('\n');
    expect(rows).toContain('alice ✗ hello');
    expect(rows).toContain('You are not in #dev. Use /join first. /retry or /discard');
  });

  test('ten thousand entries, most of them long, are drawn in a moment', () => {
    const timeline = timelineOf(Array.from({length: 10_000}, (_, index) => `bob: ${'long words '.repeat(20)}${index}`));
    const draw = () => {
      for (let frame = 0; frame < 20; frame++) chatWindow(timeline, 50, undefined);
    };
    // Far above what it takes; all ten thousand for every frame would be seconds.
    expect(busyMs(draw)).toBeLessThan(8_000);
  });
});
