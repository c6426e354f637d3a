/** The ledger checker must see each kind of broken promise: here the ledgers are doctored. */
import {describe, expect, test} from '@jest/globals';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {judgeTalk, type Talked} from '../../faults/people/talker.ts';
import {checkLedger, emptyLedger, type Ledger, type StoredRoom} from '../support/machine/ledger.ts';

const idOf = (seq: number) => String(seq).padStart(22, 'x');
const message = (seq: number, sender = 'ann'): Entry => ({
  kind: 'message',
  seq,
  id: idOf(seq),
  sender,
  sentAtMs: 1_000 + seq,
  text: `text ${seq}`,
});

/** Five messages by ann in room 1, all acknowledged and shown to ben. */
function honest(): {ledger: Ledger; room: StoredRoom & {entries: Entry[]}} {
  const entries = [1, 2, 3, 4, 5].map(seq => message(seq));
  const ledger: Ledger = {
    ...emptyLedger(),
    attempts: entries.map(({id}, index) => ({sender: 'ann', roomId: 1, clientMsgId: id, text: `text ${index + 1}`})),
    acknowledgements: entries.map(({id, seq}) => ({sender: 'ann', roomId: 1, clientMsgId: id, seq})),
    sightings: entries.map(({id, seq}) => ({person: 'ben', roomId: 1, seq, id})),
    views: [{person: 'ben', roomId: 1, entries: entries.slice(2), pendingIds: []}],
  };
  return {ledger, room: {roomId: 1, lastSeq: 5, entries: [...entries]}};
}

type Doctored = [string, string, (doctored: ReturnType<typeof honest>) => void];

const DOCTORED: Doctored[] = [
  [
    'an acknowledged message is gone',
    'acdf',
    ({room}) => {
      room.entries.pop();
    },
  ],
  [
    'the last messages are gone and the counter went back with them',
    'adf',
    ({room}) => {
      room.entries.pop();
      room.lastSeq = 4;
    },
  ],
  [
    'an acknowledged message has another text',
    'di',
    ({room}) => {
      room.entries[3] = {...message(4), text: 'forged'} as Entry;
    },
  ],
  [
    'an acknowledgement named another place',
    'a',
    ({ledger}) => {
      ledger.acknowledgements[1]!.seq = 3;
    },
  ],
  [
    'a retry was stored again under the same id',
    'abdhi',
    ({room}) => {
      room.entries.push({...message(6), id: idOf(5)} as Entry);
      room.lastSeq = 6;
    },
  ],
  [
    'a retry was stored again under another id',
    'bde',
    ({room}) => {
      room.entries.push({...message(6), text: 'text 5'} as Entry);
      room.lastSeq = 6;
    },
  ],
  [
    'a number is missing in the middle',
    'acdf',
    ({room}) => {
      room.entries.splice(2, 1);
    },
  ],
  [
    'the counter runs ahead of the log',
    'cd',
    ({room}) => {
      room.lastSeq = 6;
    },
  ],
  [
    'somebody stopped following',
    'd',
    ({ledger}) => {
      ledger.views[0]!.entries = ledger.views[0]!.entries.slice(0, -1);
    },
  ],
  [
    'somebody sees two entries the other way round',
    'd',
    ({ledger}) => {
      ledger.views[0]!.entries = [message(3), message(5), message(4)];
    },
  ],
  [
    'somebody sees a hole',
    'd',
    ({ledger}) => {
      ledger.views[0]!.entries = [message(2), message(4), message(5)];
    },
  ],
  [
    'a stored message still looks as if it waited',
    'd',
    ({ledger}) => {
      ledger.views.push({person: 'ann', roomId: 1, entries: [message(5)], pendingIds: [idOf(4)]});
    },
  ],
  [
    'the log holds what nobody wrote',
    'de',
    ({room}) => {
      room.entries.push(message(6));
      room.lastSeq = 6;
    },
  ],
  [
    'something was shown as kept that is not stored',
    'f',
    ({ledger}) => {
      ledger.sightings.push({person: 'cat', roomId: 1, seq: 6, id: idOf(6)});
    },
  ],
  [
    'a place in the log was shown with another entry before',
    'f',
    ({ledger}) => {
      ledger.sightings.push({person: 'cat', roomId: 1, seq: 5, id: idOf(6)});
    },
  ],
  [
    'somebody did not come back',
    'g',
    ({ledger}) => {
      ledger.stuck.push({person: 'ben', what: 'reconnecting'});
    },
  ],
  [
    'two messages of one sender changed places',
    'h',
    ({ledger}) => {
      ledger.attempts.reverse();
    },
  ],
];

describe('the ledger checker', () => {
  test('finds nothing in an honest ledger', () => {
    const {ledger, room} = honest();
    expect(checkLedger(ledger, [room])).toStrictEqual([]);
  });

  test('lets what was so already be acknowledged by the message itself or what was done to it, and by nothing else', () => {
    const {ledger, room} = honest();
    room.entries.push({
      kind: 'reacted',
      seq: 6,
      id: idOf(6),
      sender: 'ann',
      sentAtMs: 2_000,
      of: 2,
      emoji: '🎉',
      isOn: true,
    });
    room.lastSeq = 6;
    const liked = (id: string, seq: number, ofSeq: number) => {
      const deed = {kind: 'react' as const, seq: ofSeq, emoji: '🎉', isOn: true};
      ledger.attempts.push({sender: 'ann', roomId: 1, clientMsgId: id, text: '', deed});
      ledger.acknowledgements.push({sender: 'ann', roomId: 1, clientMsgId: id, seq});
    };
    liked(idOf(6), 6, 2);
    liked(idOf(7), 6, 2);
    liked(idOf(8), 3, 3);
    expect(checkLedger(ledger, [room]).filter(({rule}) => rule === 'a')).toEqual([]);
    liked(idOf(9), 4, 3);
    expect(checkLedger(ledger, [room]).filter(({rule}) => rule === 'a')).toHaveLength(1);
  });

  test('lets an unacknowledged message be stored once or not at all', () => {
    const {ledger, room} = honest();
    ledger.acknowledgements.pop();
    ledger.attempts.push({sender: 'ann', roomId: 1, clientMsgId: idOf(6), text: 'text 6'});
    expect(checkLedger(ledger, [room])).toStrictEqual([]);
  });

  test.each(DOCTORED)('sees that %s (%s)', (_title, rules, doctor) => {
    const doctored = honest();
    doctor(doctored);
    const found = checkLedger(doctored.ledger, [doctored.room]);
    expect([...new Set(found.map(one => one.rule))].sort().join('')).toBe(rules);
    expect(found.every(one => one.what.length > 0)).toBe(true);
  });
});

describe('the checker of direct conversations', () => {
  const shown = (sender: string, text: string): Talked => ({what: 'shown', sender, text});
  const said = (...texts: string[]): Talked[] => texts.map(text => ({what: 'tried', text}));
  const honestly = (): {ann: Talked[]; bob: Talked[]} => ({
    ann: [...said('1', '2', '3'), {what: 'acknowledged', text: '1'}, shown('ann', '1')],
    bob: [shown('ann', '1'), shown('ann', '2')],
  });

  test.each<[title: string, doctor: (sides: ReturnType<typeof honestly>) => unknown, found: RegExp]>([
    ['honest', () => undefined, /^$/],
    ['acknowledged alone', ({ann}) => ann.push({what: 'acknowledged', text: '3'}), /3 by ann is ✓/],
    ['✓ on one screen alone', ({ann}) => ann.push(shown('ann', '3')), /3 by ann is ✓/],
    ['shown twice', ({bob}) => bob.push(shown('ann', '2')), /1 of ann were shown twice/],
    ['never written', ({bob}) => bob.push(shown('ann', '4')), /ann never wrote/],
    ['in another order', ({bob}) => bob.reverse(), /of ann changed places/],
  ])('judges what is %s', (_title, doctor, found) => {
    const sides = honestly();
    doctor(sides);
    const sentences = judgeTalk({name: 'ann', talked: sides.ann}, {name: 'bob', talked: sides.bob});
    expect(sentences.join()).toMatch(found);
  });
});
