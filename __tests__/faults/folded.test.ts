/** The ledger checker must see what was done to messages and is stored or shown otherwise: here the ledgers are doctored. */
import {describe, expect, test} from '@jest/globals';
import type {MessageAction} from '../../src/client/state/state.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {checkLedger, emptyLedger, type Ledger, type StoredRoom} from '../support/machine/ledger.ts';

const idOf = (seq: number) => String(seq).padStart(22, 'x');
const message = (seq: number): Entry => ({
  kind: 'message',
  seq,
  id: idOf(seq),
  sender: 'ann',
  sentAtMs: 1_000 + seq,
  text: `text ${seq}`,
});

/** Of five messages one was edited, one deleted, one reacted to, one pinned and one answered; all of it acknowledged. */
function changed(): {ledger: Ledger; room: StoredRoom & {entries: Entry[]}} {
  const entries = [1, 2, 3, 4, 5].map(message);
  const room = {roomId: 1, lastSeq: 5, entries: [...entries]};
  const ledger: Ledger = {
    ...emptyLedger(),
    attempts: entries.map(({id}, at) => ({sender: 'ann', roomId: 1, clientMsgId: id, text: `text ${at + 1}`})),
    acknowledgements: entries.map(({id, seq}) => ({sender: 'ann', roomId: 1, clientMsgId: id, seq})),
  };
  const of = (seq: number, kind: string, rest: object): Entry =>
    ({seq, id: idOf(seq), sender: 'ann', sentAtMs: 1_000 + seq, kind, ...rest}) as Entry;
  const gone = of(2, 'gone', {by: 'ann'});
  room.entries.splice(0, 2, {...message(1), text: 'another'} as Entry, gone);
  room.entries.push(
    of(6, 'edited', {of: 1, text: 'another'}),
    of(7, 'deleted', {of: 2}),
    of(8, 'reacted', {of: 3, emoji: '👍', isOn: true}),
    of(9, 'pinned', {of: 4, isOn: true}),
    of(10, 'message', {text: 'text 10', threadOf: 5}),
  );
  room.lastSeq = 10;
  const tried = (seq: number, text: string, deed?: MessageAction) => {
    const about = {sender: 'ann', roomId: 1, clientMsgId: idOf(seq)};
    ledger.attempts.push({...about, text, ...(deed && {deed})});
    ledger.acknowledgements.push({...about, seq});
  };
  tried(6, 'another', {kind: 'edit', seq: 1});
  tried(7, '', {kind: 'delete', seq: 2});
  tried(8, '', {kind: 'react', seq: 3, emoji: '👍', isOn: true});
  tried(9, '', {kind: 'pin', seq: 4, isOn: true});
  tried(10, 'text 10');
  const became: Record<number, object> = {
    1: {edited: {seq: 6, atMs: 1_006, count: 1}},
    3: {reactions: [{emoji: '👍', count: 1, isMine: false}]},
    4: {pinnedBy: 'ann'},
    5: {replies: {count: 1, lastSeq: 10}},
  };
  const shown = room.entries.map(entry =>
    became[entry.seq] === undefined ? entry : ({...entry, became: {asOfSeq: 10, ...became[entry.seq]}} as Entry),
  );
  ledger.views = [{person: 'ben', roomId: 1, entries: shown, pendingIds: []}];
  return {ledger, room};
}

const change = ({ledger}: ReturnType<typeof changed>, seq: number, to: object | undefined) => {
  const [view] = ledger.views;
  const entries = view!.entries.map(entry => (entry.seq === seq ? ({...entry, became: to} as Entry) : entry));
  ledger.views = [{...view!, entries}];
};
const replace = ({room}: ReturnType<typeof changed>, seq: number, by: object) => {
  room.entries[seq - 1] = {...room.entries[seq - 1], ...by} as Entry;
};

const MISFOLDED: [string, string, (doctored: ReturnType<typeof changed>) => void][] = [
  ['an edit is not taken into account', 'di', one => replace(one, 1, {text: 'text 1'})],
  ['an edit is another one', 'adei', one => replace(one, 6, {text: 'a third'})],
  ['an acknowledged edit is of another message', 'aei', one => replace(one, 6, {of: 3})],
  ['a deleted message is there again', 'di', one => replace(one, 2, message(2))],
  ['a deletion is of another message', 'aei', one => replace(one, 7, {of: 3})],
  ['a reaction was taken back by nobody', 'aei', one => replace(one, 8, {isOn: false})],
  ['a deed is stored as a message', 'adei', one => replace(one, 8, {kind: 'message', text: 'text 8'})],
  ['a pin is shown to one and was taken off', 'aei', one => replace(one, 9, {isOn: false})],
  ['one sees no reaction', 'i', one => change(one, 3, undefined)],
  [
    'one sees a reaction twice',
    'i',
    one => change(one, 3, {asOfSeq: 8, reactions: [{emoji: '👍', count: 2, isMine: false}]}),
  ],
  [
    'one sees a reaction as their own',
    'i',
    one => change(one, 3, {asOfSeq: 8, reactions: [{emoji: '👍', count: 1, isMine: true}]}),
  ],
  ['one sees an edit twice', 'i', one => change(one, 1, {asOfSeq: 6, edited: {seq: 6, atMs: 1_006, count: 2}})],
  ['one sees no pin', 'i', one => change(one, 4, undefined)],
  ['one sees no answer', 'i', one => change(one, 5, undefined)],
];

/** One topic that is kept, and one of which nobody knows. */
function topics(...stored: string[]) {
  const entries = stored.map((text, at) => ({...message(at + 1), kind: 'topic', text}) as Entry);
  const tried = {sender: 'ann', roomId: 1};
  const ledger: Ledger = {
    ...emptyLedger(),
    topics: [
      {...tried, text: 'kept', isAcknowledged: true},
      {...tried, text: 'unknown', isAcknowledged: false},
    ],
  };
  return checkLedger(ledger, [{roomId: 1, lastSeq: entries.length, entries}]).map(({rule}) => rule);
}

test('the ledger checker sees topics that are lost, doubled, and set by nobody', () => {
  expect([topics('kept'), topics('kept', 'unknown')]).toEqual([[], []]);
  expect([topics('unknown'), topics('kept', 'kept'), topics('kept', 'another')]).toEqual([['a'], ['b'], ['e']]);
});

describe('the ledger checker of what is done to messages', () => {
  test('finds nothing where all of it is as it was done', () => {
    const {ledger, room} = changed();
    expect(checkLedger(ledger, [room])).toStrictEqual([]);
  });

  test.each(MISFOLDED)('sees that %s (%s)', (_title, rules, doctor) => {
    const doctored = changed();
    doctor(doctored);
    const found = checkLedger(doctored.ledger, [doctored.room]);
    expect([...new Set(found.map(one => one.rule))].sort().join('')).toBe(rules);
  });
});
