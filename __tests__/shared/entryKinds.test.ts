/** What holds for every row of the table of kinds, so that a new one is seen and can be used wherever the others are. */
import {expect, test} from '@jest/globals';
import {
  hasWords,
  isMessageOrFile,
  readableTextOf,
  withReferences,
  withReadableText,
  type Entry,
} from '../../src/shared/entries/entry.ts';
import type {Traits} from '../../src/shared/entries/entryKind.ts';
import * as kinds from '../../src/shared/entries/kinds.ts';

const TABLE = Object.entries(kinds) as unknown as [string, Traits<unknown>][];
const common = {seq: 1, id: 'A'.repeat(22), sender: 'ann', sentAtMs: 1};

test('each quiet kind is shown: folded by its verb, or at the entry that it is about', () => {
  const quiet = TABLE.filter(([, {place}]) => place === 'quiet');
  expect(quiet.length).toBeGreaterThan(5);
  const unseen = quiet.filter(([, {verb, about, changes}]) => (verb ?? about ?? changes) === undefined);
  expect(unseen.map(([name]) => name)).toEqual([]);
  const twice = TABLE.filter(([, {place, verb}]) => place === 'alone' && verb !== undefined);
  expect(twice.map(([name]) => name)).toEqual([]);
});

test('each kind that names somebody or an entry says how it does in another log', () => {
  const naming = ['of', 'by', 'target', 'threadOf', 'replyTo', 'forwarded'];
  const rows = Object.entries(kinds).map(
    ([name, {schema, ...traits}]) => [name, Object.keys(schema.shape), traits] as const,
  );
  const silent = rows.filter(
    ([, fields, traits]) => fields.some(field => naming.includes(field)) !== 'referring' in traits,
  );
  expect(silent.map(([name]) => name)).toEqual([]);
  const reply: Entry = {
    ...common,
    kind: 'message',
    text: '',
    replyTo: {seq: 9, sender: 'bob'},
    threadOf: 3,
    forwarded: {sender: 'cid', sentAtMs: 1},
  };
  expect(withReferences(reply, {name: name => `${name}2`, seq: seq => Math.max(0, seq - 5)})).toEqual({
    ...common,
    kind: 'message',
    text: '',
    replyTo: {seq: 4, sender: 'bob2'},
    forwarded: {sender: 'cid2', sentAtMs: 1},
  });
});

test.each<[Entry, string]>([
  [{...common, kind: 'message', text: 'hello'}, 'hello'],
  [{...common, kind: 'action', text: 'waves'}, 'waves'],
  [{...common, kind: 'file', fileId: 'B'.repeat(22), name: 'plan.txt', sizeBytes: 1}, 'plan.txt'],
])('what is said is read and replaced whatever its kind is: %j', (entry, says) => {
  expect(isMessageOrFile(entry)).toBe(true);
  expect(hasWords(entry)).toBe(entry.kind !== 'file');
  expect(readableTextOf(entry)).toBe(says);
  expect(withReadableText(entry, 'other')).toEqual({...entry, [entry.kind === 'file' ? 'name' : 'text']: 'other'});
});

test('a kind that says nothing has no words, and takes none', () => {
  const created: Entry = {...common, kind: 'created'};
  expect(readableTextOf(created)).toBe('');
  expect(withReadableText(created, 'other')).toBe(created);
});
