/** A server with the account on it, under a name of one's own; a window can hold several. */
import {addressOf, shortUrl} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';

export interface Profile {
  /** Of one's own choosing; no two are called the same. */
  name: string;
  serverUrl: string;
  /** Login name; absent until it is known. */
  user?: string | undefined;
  /** Not connected until the person asks for it. */
  isOff?: true | undefined;
}

/** Each holds a connection, a local store and a state of its own. */
export const PROFILES_MAX = 16;

const NAME_LENGTH_MAX = 24;
/** With letters, digits, dots and colons as an address without a scheme has them; a link has always something else. */
const PROFILE_NAME = /^[\p{L}\p{N}][\p{L}\p{N}.:_-]{0,23}$/u;

export const isProfileName = (name: string): boolean => PROFILE_NAME.test(name);

/** @throws profile-name-invalid, profile-name-taken */
export function requireProfileName(name: string, others: readonly Pick<Profile, 'name'>[]): string {
  if (!isProfileName(name)) throw new ChatError('profile-name-invalid', name.slice(0, 40));
  if (profileNamed(others, name) !== undefined) throw new ChatError('profile-name-taken', name);
  return name;
}

/** However it is written, in small letters or capitals. */
export const profileNamed = <One extends Pick<Profile, 'name'>>(all: readonly One[], name: string): One | undefined =>
  all.find(one => one.name.toLowerCase() === name.toLowerCase());

/** A name from the host of its address, with a number where that is taken. */
export function profileNameFor(serverUrl: string, others: readonly Pick<Profile, 'name'>[]): string {
  const host = addressOf(shortUrl(serverUrl))
    .replace(/[^\p{L}\p{N}.:_-]+/gu, '-')
    .replace(/^[.:_-]+|[.:_-]+$/g, '');
  const base = host === '' ? 'server' : host.slice(0, NAME_LENGTH_MAX - 3).replace(/[.:_-]+$/, '');
  const names = [base, ...Array.from({length: others.length + 1}, (_, at) => `${base}-${at + 2}`)];
  return names.find(name => profileNamed(others, name) === undefined) ?? base;
}

/** The same account on the same server; whose account it is may not be known yet. */
export const isProfileOf = (
  one: Pick<Profile, 'serverUrl' | 'user'>,
  {serverUrl, user}: Pick<Profile, 'serverUrl' | 'user'>,
): boolean => one.serverUrl === serverUrl && (one.user === undefined || user === undefined || one.user === user);
