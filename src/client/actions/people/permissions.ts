/** Reads and changes what friends may do on this machine without a question, for commands and shell verbs. */
import {statSync} from 'node:fs';
import {isAbsolute, join, normalize, sep} from 'node:path';
import {ChatError} from '../../../shared/errors.ts';
import {readSize} from '../../../shared/text/sizeText.ts';
import type {Client} from '../../client.ts';
import {
  ALL_FRIENDS,
  DIRECT_PERMISSIONS,
  type DirectPermission,
  type PermissionChange,
} from '../../local/permissions.ts';
import {expandPath} from '../../transfers/up/localPaths.ts';
import {permissionWords} from '../../wording/rows/friendWords.ts';
import {toLoginName} from '../room.ts';

const PERMISSION_USAGE = '@name|all auto-accept SIZE [folder]|off|default, or direct ask|always|never|default';

/** Names of permissions, each with the values offered by completion. */
export const PERMISSION_WORDS: Readonly<Record<string, readonly string[]>> = {
  'auto-accept': ['1M', '10M', '100M', 'off', 'default'],
  direct: [...DIRECT_PERMISSIONS, 'default'],
};

const isDirect = (word: string): word is DirectPermission => (DIRECT_PERMISSIONS as readonly string[]).includes(word);

/** @param words the words typed after `set` @throws command-usage, not-a-friend, file-unwritable */
export async function allowFriend(client: Client, words: readonly string[], usage: string): Promise<string> {
  const [who = '', what = '', value = '', folder, ...more] = words;
  const change = more.length === 0 && who !== '' ? readChange(client, what, value, folder) : undefined;
  if (change === undefined) throw new ChatError('command-usage', `${usage} ${PERMISSION_USAGE}`);
  const name = who === 'all' ? ALL_FRIENDS : toLoginName(who);
  // `direct` can be set for anybody, because everybody's file transfers ask the question; other permissions are for friends
  // only.
  const isForFriends = name !== ALL_FRIENDS && change.direct === undefined;
  if (isForFriends && client.getState().contacts.get(name)?.state !== 'friend')
    throw new ChatError('not-a-friend', name);
  await client.permissions.change(name, change);
  const all = await client.permissions.list();
  return `${name === ALL_FRIENDS ? 'All friends' : `@${name}`}: ${permissionWords(all.get(name) ?? {}) || 'you are asked'}.`;
}

function readChange(
  client: Client,
  what: string,
  value: string,
  folder: string | undefined,
): PermissionChange | undefined {
  if (what === 'direct' && folder === undefined) {
    if (value === 'default') return {direct: null};
    return isDirect(value) ? {direct: value} : undefined;
  }
  if (what !== 'auto-accept' || (folder !== undefined && ['off', 'default'].includes(value))) return undefined;
  if (value === 'default') return {acceptBytes: null, acceptFolder: null};
  if (value === 'off') return {acceptBytes: 0, acceptFolder: null};
  const acceptBytes = readSize(value);
  if (acceptBytes === undefined) return undefined;
  return {acceptBytes, acceptFolder: folder === undefined ? null : chosenFolder(client, folder)};
}

/**
 * Resolves a typed folder: absolute, below the home folder (`~`), or else below the download folder.
 * @throws file-unwritable
 */
export function chosenFolder({options}: Client, typed: string): string {
  const isFromHere = isAbsolute(typed) || /^~([/\\]|$)/.test(typed);
  const folder = normalize(isFromHere ? expandPath(typed) : join(options.downloadsDir, typed));
  const isBelow = isFromHere || folder.startsWith(normalize(options.downloadsDir) + sep);
  const stats = statSync(folder, {throwIfNoEntry: false});
  if (!isBelow || (stats !== undefined && !stats.isDirectory())) throw new ChatError('file-unwritable', typed);
  return folder;
}

/** Stores on this machine whether a person may learn its network address. @throws file-unwritable */
export async function answerAddress(client: Client, name: string, isShared: boolean): Promise<void> {
  try {
    await client.permissions.change(name, {direct: isShared ? 'always' : 'never'});
  } finally {
    client.dispatch({type: 'addressAnswered', name, isShared});
  }
}
