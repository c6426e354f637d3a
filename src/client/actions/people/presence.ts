/** Sets one's own presence, shows people, kicks them and sets their server role. */
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {ServerRole} from '../../../shared/access/roles.ts';
import type {Client} from '../../client.ts';
import {toLoginName} from '../room.ts';

export async function goAway(client: Client, status = ''): Promise<void> {
  await setPresence(client, 'away', status.slice(0, FIXED_LIMITS.statusLengthMax));
}

export async function comeBack(client: Client): Promise<void> {
  await setPresence(client, 'online', '');
}

async function setPresence(client: Client, state: 'online' | 'away', status: string): Promise<void> {
  await client.request('presenceSet', {state, status});
  client.dispatch({type: 'selfChanged', state, status});
}

/** @throws user-not-found */
export async function showUser(client: Client, name: string): Promise<Result<'userShow'>> {
  const shown = await client.request('userShow', {name: toLoginName(name)});
  client.dispatch({type: 'usersMet', users: [shown.user]});
  return shown;
}

/**
 * For the owner and admins: ends the person's connections and transfers, and keeps them out for `forMs`, by default ten
 * minutes; they and the others are told.
 * @throws not-allowed, user-not-found
 */
export async function kick(client: Client, name: string, reason = '', forMs?: number): Promise<void> {
  await client.request('userKick', {
    name: toLoginName(name),
    reason: reason.slice(0, FIXED_LIMITS.reasonLengthMax),
    // Older servers refuse unknown keys.
    ...(forMs !== undefined && {forMs}),
  });
}

/** Gives somebody a role on the server; `owner` transfers ownership. @throws not-allowed, owner-stays, user-not-found */
export async function setRole(client: Client, name: string, role: ServerRole): Promise<void> {
  await client.request('userRoleSet', {name: toLoginName(name), role});
}
