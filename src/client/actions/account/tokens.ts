/** Makes, lists and revokes tokens for programs. */
import {isTokenRight, type TokenRight} from '../../../shared/access/tokenRights.ts';
import {parseDuration} from '../../../shared/words/duration.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {ProgramToken} from '../../../shared/model.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {requireCapability} from '../../core/serverCan.ts';

export interface WantedToken {
  name: string;
  rights: readonly TokenRight[];
  /** Absent: the token is valid in all rooms. */
  roomIds?: readonly number[] | undefined;
  forMs: number;
}

/** @throws not-in-room, too-many-tokens, server-too-old */
export async function createToken(client: Client, wanted: WantedToken): Promise<Result<'tokenCreate'>> {
  await requireCapability(client, 'tokens');
  const {name, rights, roomIds, forMs} = wanted;
  return client.request('tokenCreate', {
    name,
    rights: [...rights],
    forMs,
    ...(roomIds !== undefined && {roomIds: [...roomIds]}),
  });
}

/** Newest first. @throws server-too-old */
export async function listTokens(client: Client): Promise<readonly ProgramToken[]> {
  await requireCapability(client, 'tokens');
  return (await client.request('tokenList', {})).tokens;
}

/** @param typed a number of the list. @throws token-not-found, server-too-old */
export async function revokeToken(client: Client, typed: string): Promise<void> {
  await requireCapability(client, 'tokens');
  if (!/^\d{1,9}$/.test(typed) || Number(typed) === 0) throw new ChatError('token-not-found', typed.slice(0, 20));
  await client.request('tokenRevoke', {number: Number(typed)});
}

/** @param forTyped a lifetime such as `30d` @param rights for example `read,send` @throws token-usage */
export function readWanted(name: string, {forTyped, rights}: {forTyped: string; rights: string}): WantedToken {
  const words = rights.toLowerCase().split(',');
  const forMs = parseDuration(forTyped) ?? 0;
  const isGood = words.every(isTokenRight) && forMs >= FIXED_LIMITS.tokenMsMin && forMs <= FIXED_LIMITS.tokenMsMax;
  if (!isGood || name.trim() === '' || name.length > FIXED_LIMITS.deviceNameLengthMax)
    throw new ChatError('token-usage');
  return {name, rights: words.filter(isTokenRight), forMs};
}
