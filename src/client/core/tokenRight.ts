/**
 * Checks the rights of a program token before a request whose answer would be empty without the right, as if there were
 * nothing.
 */
import {ChatError} from '../../shared/errors.ts';
import type {TokenRight} from '../../shared/access/tokenRights.ts';
import type {State} from '../state/state.ts';

/** A person's login has all rights. @throws token-right-missing */
export function requireRight({grant}: Pick<State, 'grant'>, right: TokenRight): void {
  if (grant?.rights.includes(right) === false) throw new ChatError('token-right-missing', right);
}
