/** State kept between runs: server and account used last, where logins are kept, theme. */
import {join} from 'node:path';
import {isChatStyle, type ChatStyle} from '../../client/wording/screenChoices.ts';
import {isProfileName, profileNamed, PROFILES_MAX, type Profile} from '../../client/profiles/profile.ts';
import {parseAddress} from '../../shared/address.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import type {Paths} from './paths.ts';
import {readJson, writePrivate} from './privateFile.ts';
import {isThemeFileName} from './themeFiles.ts';

interface Remembered {
  /** URL of the server used last. */
  server?: string;
  /** Login name used last, by URL of the server. */
  userByServer: Readonly<Record<string, string>>;
  /**
   * Label of the room that was on screen last, by `login@URL`: earlier releases had it here, now it is in the account's local
   * store.
   */
  roomByAccount: Readonly<Record<string, string>>;
  /** By `login@URL`. */
  storeByAccount: Readonly<Record<string, 'keychain' | 'file'>>;
  /** What the person answered when there was no keychain. */
  withoutKeychain?: 'file' | 'memory';
  /** How messages are set out on the screen. */
  chatStyle?: ChatStyle;
  /** Which colours it has. */
  theme?: string;
  /** The servers that stand side by side in the window, in their order; empty for who has only ever had one there. */
  profiles: readonly Profile[];
}

const fileOf = (paths: Paths) => join(paths.stateDir, 'remembered.json');

/** Invalid content counts as absent. */
export function readRemembered(paths: Paths): Remembered {
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

/** Does nothing where the folder cannot be written. */
export function remember(paths: Paths, change: (before: Remembered) => Partial<Remembered>): void {
  const before = readRemembered(paths);
  try {
    writePrivate(fileOf(paths), `${JSON.stringify({...before, ...change(before)}, null, 1)}\n`);
  } catch {
    // See above.
  }
}

export interface Used {
  serverUrl: string;
  name: string;
}

/** Drops the room kept by an earlier release: it is in the account's local store now. */
export const rememberUsed = (paths: Paths, {serverUrl, name}: Used): void =>
  remember(paths, ({userByServer, roomByAccount}) => {
    const {[`${name}@${serverUrl}`]: _taken, ...others} = roomByAccount;
    return {server: serverUrl, userByServer: {...userByServer, [serverUrl]: name}, roomByAccount: others};
  });
