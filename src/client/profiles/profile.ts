/** A profile: a server and an account on it, under a name that the person chose; a window can hold several. */
import {addressOf, shortUrl} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {PROFILE_NAME_LENGTH_MAX} from '../../shared/limits.ts';

export interface Profile {
  /** Chosen by the person; unique, ignoring case. */
  name: string;
  serverUrl: string;
  /** Login name; absent until it is known. */
  user?: string | undefined;
  /** Not connected until the person asks for it. */
  isOff?: true | undefined;
}

/** Maximum number of profiles in a window: each has a connection, a local store and a state of its own. */
export const PROFILES_MAX = 16;

/** Letters, digits, dots and colons, so that an address without scheme is valid; a link always has other characters. */
const PROFILE_NAME = new RegExp(`^[\\p{L}\\p{N}][\\p{L}\\p{N}.:_-]{0,${PROFILE_NAME_LENGTH_MAX - 1}}$`, 'u');

export const isProfileName = (name: string): boolean => PROFILE_NAME.test(name);

/** @throws profile-name-invalid, profile-name-taken */
export function requireProfileName(name: string, others: readonly Pick<Profile, 'name'>[]): string {
  if (!isProfileName(name)) throw new ChatError('profile-name-invalid', name.slice(0, 40));
  if (profileNamed(others, name) !== undefined) throw new ChatError('profile-name-taken', name);
  return name;
}

/** Finds a profile by name, ignoring case. */
export const profileNamed = <One extends Pick<Profile, 'name'>>(all: readonly One[], name: string): One | undefined =>
  all.find(one => one.name.toLowerCase() === name.toLowerCase());

/** Derives a name from the host of the address, with a number if it is taken. */
export function profileNameFor(serverUrl: string, others: readonly Pick<Profile, 'name'>[]): string {
  const host = addressOf(shortUrl(serverUrl))
    .replace(/[^\p{L}\p{N}.:_-]+/gu, '-')
    .replace(/^[.:_-]+|[.:_-]+$/g, '');
  const base = host === '' ? 'server' : host.slice(0, PROFILE_NAME_LENGTH_MAX - 3).replace(/[.:_-]+$/, '');
  const names = [base, ...Array.from({length: others.length + 1}, (_, at) => `${base}-${at + 2}`)];
  return names.find(name => profileNamed(others, name) === undefined) ?? base;
}

/** Whether both are the same account on the same server; an unknown account matches any. */
export const isProfileOf = (
  one: Pick<Profile, 'serverUrl' | 'user'>,
  {serverUrl, user}: Pick<Profile, 'serverUrl' | 'user'>,
): boolean => one.serverUrl === serverUrl && (one.user === undefined || user === undefined || one.user === user);
