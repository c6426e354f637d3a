/** `/encrypt`: a conversation is encrypted from here on, and stays so. */
import {ChatError} from '../../../shared/errors.ts';
import {labelOf} from '../../state/selectors.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../roomArgument.ts';

export const encrypt: Command = {
  name: 'encrypt',
  usage: '',
  summary: 'Encrypts this conversation from here on, for good.',
  details: [
    'What was said before stays as it is on the server. There is no way back to writing in the clear.',
    'In an encrypted group it lets in again whoever has begun their keys anew; make sure first that it is them.',
    'What it protects, and what it does not: /encryption',
  ],
  async run(client) {
    const {room, lock} = roomArgument(client.getState(), undefined);
    if (lock?.kind === 'sealed' && room.kind !== 'group') throw new ChatError('sealed-already', labelOf(room));
    await client.parts.keys.encrypt(room.roomId);
    return {kind: 'told', sentence: `${labelOf(room)} is encrypted from here on.`};
  },
};
