/** Ids of entries: of the wire's shape, ordered by time in their bits, never twice. */
import {randomBytes} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {newEntryId, shortOf} from '../../src/shared/entries/entryId.ts';
import {EntryId} from '../../src/shared/fields.ts';

const bytesOf = (id: string) => Buffer.from(id, 'base64url');

describe('an id', () => {
  test.each([0, 1, Date.UTC(2026, 10, 26), 2 ** 48 - 1])('made at %d has the shape that is asked for', atMs => {
    const id = newEntryId(atMs, randomBytes);
    expect(EntryId.safeParse(id).success).toBe(true);
    expect(bytesOf(id)).toHaveLength(16);
    expect(bytesOf(id).readUIntBE(0, 6)).toBe(atMs);
  });

  test('of a later time stands behind, and of the same time beside, in order of bytes', () => {
    const atMs = Date.UTC(2026, 10, 26);
    const ids = [2, 0, 1, 1].map(later => newEntryId(atMs + later, randomBytes));
    const sorted = ids.map(bytesOf).toSorted((one, other) => Buffer.compare(one, other));
    expect(sorted.map(bytes => bytes.readUIntBE(0, 6) - atMs)).toEqual([0, 1, 1, 2]);
  });

  test('takes all of its chance: ten bytes that are asked for once', () => {
    const asked: number[] = [];
    const id = newEntryId(7, count => {
      asked.push(count);
      return Buffer.alloc(count, 0xab);
    });
    expect(asked).toEqual([10]);
    expect(bytesOf(id).toString('hex')).toBe('000000000007abababababababababab');
  });

  test('is not made twice in the same millisecond', () => {
    const ids = Array.from({length: 10_000}, () => newEntryId(1, randomBytes));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map(shortOf)).size).toBe(ids.length);
  });
});
