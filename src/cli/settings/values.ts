/** Kinds of settings: how a typed value is parsed, and the message if it is invalid. */
import {isIP} from 'node:net';
import {parseAddress} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {readFingerprint} from '../../shared/access/fingerprint.ts';
import {readRate} from '../../client/wording/fileWords.ts';
import {expandPath} from '../../client/transfers/up/localPaths.ts';
import {readSize} from '../../shared/text/sizeText.ts';

export interface Kind<Value> {
  /** Description of valid values, which ends the sentence "… must be". */
  expected: string;
  /** All possible values, if there are few. */
  choices?: readonly string[];
  /** `undefined` if the text is invalid. */
  parse(text: string): Value | undefined;
}

export const text: Kind<string> = {
  expected: 'some text',
  parse: typed => (typed.trim() === '' ? undefined : typed.trim()),
};

/** A path; relative ones start at the working directory, `~` is the home folder. */
export const folder: Kind<string> = {
  expected: 'a path',
  parse: typed => (typed === '' || typed.includes('\0') ? undefined : expandPath(typed)),
};

export const fingerprint: Kind<string> = {
  expected: 'SHA256: and 43 characters',
  parse: readFingerprint,
};

export const choice = <const Choice extends string>(...choices: readonly Choice[]): Kind<Choice> => ({
  expected: `one of ${choices.join(', ')}`,
  choices,
  parse: typed => choices.find(one => one === typed),
});

export const wholeNumber = (unit: string, max: number, min = 0): Kind<number> => ({
  expected: `a whole number of ${unit} from ${min} to ${max}`,
  parse: typed => {
    const value = /^\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  },
});

export const positiveInt = (unit: string, max: number) => wholeNumber(unit, max, 1);

export const port: Kind<number> = {...wholeNumber('ports', 65_535), expected: 'a port from 0 to 65535'};

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

export const hostNames: Kind<readonly string[]> = {
  expected: 'host names, separated by commas',
  parse(typed) {
    const names = typed.split(',').map(name => name.trim());
    return names.every(name => HOST_NAME.test(name)) ? names : undefined;
  },
};

/** Words for ranges that are not routed publicly, as other programs name them. */
const NETWORK_WORDS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const networksOf = (part: string): readonly string[] =>
  (Object.hasOwn(NETWORK_WORDS, part) ? NETWORK_WORDS[part] : undefined) ?? [part];

export const networks: Kind<readonly string[]> = {
  expected:
    'addresses or networks such as 10.0.0.7, 10.1.0.0/16, 2001:db8::/32, or loopback or private, separated by commas',
  parse(typed) {
    const parts = typed
      .split(',')
      .map(part => part.trim())
      .flatMap(networksOf);
    return parts.every(isNetwork) ? parts : undefined;
  },
};

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const bitsMax = family === 6 ? 128 : 32;
  return (
    family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax))
  );
}

export const publicUrl: Kind<string> = {
  expected: 'an address such as https://chat.example.org or https://example.org/chat',
  parse(typed) {
    if (!/^https?:\/\//i.test(typed.trim()) || typed.includes('#')) return undefined;
    try {
      return parseAddress(typed).serverUrl;
    } catch {
      return undefined;
    }
  },
};

/** `off`, `on`, or the name of a dictionary; never something that looks like an option or a path. */
export const dictionary: Kind<string> = {
  expected: 'off, on, or the name of a dictionary such as en_GB or de',
  parse: typed => (/^[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{1,8}){0,3}$/.test(typed) ? typed : undefined),
};

/** Bytes. `5M` and `5MiB` count by 1024, `5MB` by 1000, as `dd` and `head` do. */
export const size: Kind<number> = {
  expected: 'a size such as 500k, 5M or 1GiB',
  parse: readSize,
};

export const sizeOrOff: Kind<number> = {
  expected: `${size.expected}, or off`,
  parse: typed => (typed === 'off' ? 0 : readSize(typed)),
};

/** Bytes a second. */
export const rate: Kind<number> = {
  expected: 'bytes a second of 64k or more, such as 500k or 2M',
  parse: readRate,
};

/** A count from a flag. @throws settings-invalid */
export function readCount(typed: string, flag: string): number {
  const kind = wholeNumber('lines', 1_000_000);
  const count = kind.parse(typed);
  if (count === undefined) throw new ChatError('settings-invalid', `${flag} must be ${kind.expected}.`);
  return count;
}

/** A port on the loopback interface, or an address and a port. */
export const listenAddress: Kind<string> = {
  expected: 'a port, or an address and a port such as 127.0.0.1:9420',
  parse: typed => {
    const [, , value] = /^(\[[0-9a-f:.]+\]:|[a-z0-9.-]+:)?(\d{1,5})$/i.exec(typed) ?? [];
    return value !== undefined && Number(value) <= 65_535 ? typed : undefined;
  },
};
