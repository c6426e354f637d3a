/** Who may do something to what others have written; asked by running work. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Rights} from '../access/rights.ts';

/** In a conversation nobody removes what another one said. @throws not-in-room, not-allowed */
export function requireRemoval(rights: Rights, roomId: number, userId: number): void {
  const {kind} = rights.requireRoom(roomId, userId, 'messageRemove');
  if (kind === 'direct' || kind === 'group') throw new ChatError('not-allowed');
}

/** In a conversation everybody may. @throws not-in-room, not-allowed */
export function requirePin(rights: Rights, roomId: number, userId: number): void {
  const kind = rights.standingOf(roomId, userId)?.kind;
  if (kind !== 'direct' && kind !== 'group') rights.requireRoom(roomId, userId, 'pin');
}
