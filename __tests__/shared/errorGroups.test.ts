/** Error codes that have something in common have a trait in the error table: nowhere else stands a list of them. */
import {expect, test} from '@jest/globals';
import {ERRORS} from '../../src/shared/errorTable.ts';
import {isErrorCode} from '../../src/shared/errors.ts';
import {sources, withoutComments} from '../support/suite/sources.ts';

const WORD = /'([a-z]+(?:-[a-z]+)*)'/g;
/** Literals of nothing but words: those of a list, and those by HTTP status. */
const LIST = /\[\s*(?:'[a-z-]+',?\s*){2,}\]/g;
const BY_STATUS = /\{\s*(?:\d{3}: '[a-z-]+',?\s*){2,}\}/g;
const BEGINNING = /\bcode\.(?:startsWith|endsWith|includes)\('([a-z-]+)'\)/g;

// What servers of release 1.0 knew does not change any more.
const FROZEN = 'src/server/requests/oldest.ts';
const looked = sources
  .filter(({path}) => !path.startsWith('src/shared/errorTable') && path !== FROZEN)
  .map(({path, code}) => ({path, code: withoutComments(code)}));

/** Words such as `busy` are ordinary ones as well; a hyphen tells a code. */
const areCodes = (words: readonly string[]): boolean =>
  words.every(isErrorCode) && words.some(word => word.includes('-'));

test('groups of error codes are traits of the error table', () => {
  const lists = looked.flatMap(({path, code}) =>
    [LIST, BY_STATUS]
      .flatMap(pattern => Array.from(code.matchAll(pattern), ([all]) => all))
      .filter(all => areCodes(Array.from(all.matchAll(WORD), ([, word = '']) => word)))
      .map(all => `${path}: ${all}`),
  );
  expect(lists).toEqual([]);
});

test('and are not told by how their names begin', () => {
  const codes = Object.keys(ERRORS);
  const parts = looked.flatMap(({path, code}) =>
    Array.from(code.matchAll(BEGINNING), ([, part = '']) => part)
      .filter(part => codes.some(known => known.includes(part)))
      .map(part => `${path}: ${part}`),
  );
  expect(parts).toEqual([]);
});
