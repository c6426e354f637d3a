/** A conversation is encrypted because a person said so; in an encrypted group, whoever has begun anew is let in again. */
import {ChatError} from '../../shared/errors.ts';
import type {Room} from '../../shared/model.ts';
import {othersIn} from './locks.ts';
import {isStillIn} from './makingEpoch.ts';
import type {KeySession} from './session.ts';

/** @throws encrypt-people, encrypt-impossible, sealed-already, keys-absent, root-changed, and what the server says */
export async function encryptRoom(
  {name: me, accounts, conversations, isApproved}: KeySession,
  room: Room | undefined,
  isSealed: boolean,
): Promise<void> {
  const others = othersIn(room);
  if (room === undefined || others.length === 0) throw new ChatError('encrypt-people');
  if (isSealed && room.kind === 'direct') return;
  if (!isApproved()) throw new ChatError('keys-absent');
  for (const name of others) {
    if ((await accounts.refresh(name)).length === 0) throw new ChatError('encrypt-impossible', `@${name}`);
    if (accounts.isBroken(name)) throw new ChatError('root-changed', `@${name}`);
  }
  const before = isSealed ? await conversations.refresh(room.roomId) : undefined;
  const last = before?.epochs.at(-1)?.statement;
  if (last !== undefined && others.every(name => isStillIn(last, name, accounts)))
    throw new ChatError('sealed-already', 'This conversation');
  await conversations.renew(room.roomId, [me, ...others], {letsIn: true});
}
