/** Which login names may be registered. */
import {ChatError} from '../../../shared/errors.ts';
import {isFormerMember, NAME_PATTERN} from '../../../shared/access/loginName.ts';
import {SERVER_SENDER} from '../../storeContract/store.ts';

/** Names that could be mistaken for the server or its staff. */
const STAFF = [
  SERVER_SENDER.name,
  ...'admin administrator root system sysop sysadmin operator owner moderator mod staff support security official'.split(
    ' ',
  ),
];
/** The names above, and names that could be mistaken for a group or for nobody. */
const RESERVED: ReadonlySet<string> = new Set([
  ...STAFF,
  ...'everyone everybody here all channel room lobby online nobody anonymous someone unknown null undefined'.split(' '),
  ...'me you self chat chat-tui chattui bot notice help info'.split(' '),
]);

const LETTER_OF: Readonly<Record<string, string>> = {0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b'};

/** Maps look-alike letters and digits to one form: `adm1n`, `admln` and `adrnin` become `admin`. */
function readingOf(word: string): string {
  const letters = word.replaceAll(/[0134578]/g, digit => LETTER_OF[digit] ?? digit);
  const drawn = letters.replaceAll('rn', 'm').replaceAll('vv', 'w');
  // In short words the difference between `i` and `l` matters: `ali` is not `all`.
  return drawn.length > 3 ? drawn.replaceAll('i', 'l') : drawn;
}

const RESERVED_READINGS = new Set([...RESERVED].map(readingOf));
const STAFF_READINGS = new Set(STAFF.map(readingOf));

/** Whether the words, joined or individually, look like a reserved name. */
export const isReserved = (words: readonly string[]): boolean =>
  RESERVED_READINGS.has(readingOf(words.join(''))) ||
  (words.length > 0 && words.every(word => RESERVED_READINGS.has(readingOf(word))));

/** Whether one of the words looks like a name of the server or its staff. */
export const namesStaff = (words: readonly string[]): boolean =>
  words.some(word => STAFF_READINGS.has(readingOf(word)));

/** @throws name-invalid, name-reserved */
export function checkAccountName(name: string): void {
  if (!NAME_PATTERN.test(name)) throw new ChatError('name-invalid');
  // Separators are ignored, because `ad.min`, `admin-` and `server-admin` look like the server's staff.
  const words = name.split(/[._-]+/).filter(word => word !== '');
  if (RESERVED.has(name) || isReserved(words) || isFormerMember(name)) throw new ChatError('name-reserved', name);
}
