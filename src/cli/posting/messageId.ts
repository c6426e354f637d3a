/** The id of a message that a script names itself: the same name is the same message, however often it is sent. */
import {createHash} from 'node:crypto';
import {ChatError} from '../../shared/errors.ts';

const NAME_LENGTH_MAX = 200;
/** Of 22 characters in base64url. */
const ID_BYTES = 16;

/** @throws command-usage */
export function messageIdOf(name: string): string {
  if (name === '' || name.length > NAME_LENGTH_MAX)
    throw new ChatError('command-usage', `--id takes 1 to ${NAME_LENGTH_MAX} characters`);
  return createHash('sha256')
    .update(`chat-tui message id\n${name}`)
    .digest()
    .subarray(0, ID_BYTES)
    .toString('base64url');
}
