/** State kept between runs: server and account used last, where logins are kept, the servers of the window. */
import {join} from 'node:path';
import {isChatStyle, type ChatStyle} from '../../client/wording/screenChoices.ts';
import {isProfileName, profileNamed, PROFILES_MAX, type Profile} from '../../client/profiles/profile.ts';
import {parseAddress} from '../../shared/address.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import type {Paths} from './paths.ts';
import {readJson, writePrivate} from './privateFile.ts';
import {isThemeFileName} from './themeFiles.ts';

interface Remembered {
  /** URL of the last server. */
  server?: string;
  /** Last login name by URL of the server. */
  userByServer: Readonly<Record<string, string>>;
  /** Label of the last room by `login@URL`; written by earlier releases, now in the account's local store. */
  roomByAccount: Readonly<Record<string, string>>;
  /** Where logins are stored, by `login@URL`. */
  storeByAccount: Readonly<Record<string, 'keychain' | 'file'>>;
  /** The user's answer to where logins are stored without a keychain. */
  withoutKeychain?: 'file' | 'memory';
  /** Layout of messages; written by earlier releases, now the setting `layout`. */
  chatStyle?: ChatStyle | undefined;
  /** Theme; written by earlier releases, now the setting `theme`. */
  theme?: string | undefined;
  /** Servers of the window in order; empty if there has only ever been one. */
  profiles: readonly Profile[];
}

const fileOf = (paths: Pick<Paths, 'stateDir'>) => join(paths.stateDir, 'remembered.json');

/** Invalid content counts as absent. */
export function readRemembered(paths: Pick<Paths, 'stateDir'>): Remembered {
  const found = readJson(fileOf(paths)) ?? {};
  const answer = found.withoutKeychain;
  return {
    ...(typeof found.server === 'string' && {server: found.server}),
    userByServer: only(
      found.userByServer,
      (value): value is string => typeof value === 'string' && NAME_PATTERN.test(value),
    ),
    roomByAccount: only(
      found.roomByAccount,
      (value): value is string => typeof value === 'string' && value.length <= 70,
    ),
    storeByAccount: only(found.storeByAccount, value => value === 'keychain' || value === 'file'),
    ...(isChatStyle(found.chatStyle) && {chatStyle: found.chatStyle}),
    ...(isThemeFileName(found.theme) && {theme: found.theme}),
    profiles: profilesIn(found.profiles),
    ...((answer === 'file' || answer === 'memory') && {withoutKeychain: answer}),
  };
}

function profilesIn(list: unknown): Profile[] {
  const profiles: Profile[] = [];
  for (const found of Array.isArray(list) ? list.slice(0, PROFILES_MAX) : []) {
    const {name, serverUrl, user, isOff} = (found ?? {}) as Record<string, unknown>;
    const isRight = typeof name === 'string' && isProfileName(name) && profileNamed(profiles, name) === undefined;
    if (!isRight || typeof serverUrl !== 'string' || !isServerUrl(serverUrl)) continue;
    const isKnown = typeof user === 'string' && NAME_PATTERN.test(user);
    profiles.push({name, serverUrl, ...(isKnown && {user}), ...(isOff === true && {isOff})});
  }
  return profiles;
}

function isServerUrl(text: string): boolean {
  try {
    return parseAddress(text).serverUrl === text;
  } catch {
    return false;
  }
}

function only<T>(table: unknown, isRight: (value: unknown) => value is T): Record<string, T> {
  const pairs = typeof table === 'object' && table !== null ? Object.entries(table) : [];
  return Object.fromEntries(pairs.filter((pair): pair is [string, T] => isRight(pair[1])));
}

/** Changes the file; does nothing if the folder is not writable. */
export function remember(paths: Pick<Paths, 'stateDir'>, change: (before: Remembered) => Partial<Remembered>): void {
  const before = readRemembered(paths);
  try {
    writePrivate(fileOf(paths), `${JSON.stringify({...before, ...change(before)}, null, 1)}\n`);
  } catch {
    // Ignored, see above.
  }
}

/** Settings that earlier releases kept here, by name of the setting. */
const MOVED = {theme: 'theme', layout: 'chatStyle'} as const;

/** Drops such a setting; does nothing for any other. */
export function forgetMoved(paths: Pick<Paths, 'stateDir'>, setting: string): void {
  const name = Object.hasOwn(MOVED, setting) ? MOVED[setting as keyof typeof MOVED] : undefined;
  if (name !== undefined && readRemembered(paths)[name] !== undefined) remember(paths, () => ({[name]: undefined}));
}

export interface Used {
  serverUrl: string;
  name: string;
}

/** Remembers the last server and account. Drops the room stored by an earlier release, which is in the local store now. */
export const rememberUsed = (paths: Paths, {serverUrl, name}: Used): void =>
  remember(paths, ({userByServer, roomByAccount}) => {
    const {[`${name}@${serverUrl}`]: _taken, ...others} = roomByAccount;
    return {server: serverUrl, userByServer: {...userByServer, [serverUrl]: name}, roomByAccount: others};
  });
