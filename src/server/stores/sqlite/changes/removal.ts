/** Who may do something to what others have written; asked by running work. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Rights} from '../rights.ts';

/** In a conversation nobody removes what the other one said. @throws not-in-room, not-allowed */
export function requireRemoval(rights: Rights, roomId: number, userId: number): void {
  if (rights.requireRoom(roomId, userId, 'messageRemove').kind === 'direct') throw new ChatError('not-allowed');
}

/** In a conversation both may. @throws not-in-room, not-allowed */
export function requirePin(rights: Rights, roomId: number, userId: number): void {
  if (rights.standingOf(roomId, userId)?.kind !== 'direct') rights.requireRoom(roomId, userId, 'pin');
}
