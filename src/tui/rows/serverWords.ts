/** The state of the connection to a server in words and as a sign. */
import type {State} from '../../client/state/state.ts';
import {kindOf} from '../../shared/errors.ts';
import type {ServerView} from '../servers/servers.ts';
import type {Theme} from '../theme.ts';

type Drawn = Pick<ServerView, 'standing' | 'state'>;

/** Empty if the connection is fine. @param front connection of the server in front, which the list does not contain */
export function troubleWords({standing, state}: Drawn, front: State['connection']): string {
  if (standing === 'opening') return 'connecting';
  if (standing === 'out') return 'logged out';
  const connection = state?.connection ?? front;
  if (connection.status === 'online') return '';
  if (connection.status === 'ended') return kindOf(connection.code).endedAs ?? 'not let in';
  if (connection.status !== 'reconnecting') return 'connecting';
  return kindOf(connection.code).isAnother === true ? 'another server' : 'no connection';
}

export const serverWords = (view: Drawn, front: State['connection']): string => {
  const words = troubleWords(view, front);
  return words === '' ? 'connected' : words;
};

/** `●` connected, `…` connecting, `▲` retrying, `■` waiting for the user. */
export function serverSign({standing, state}: Drawn, front: State['connection'], theme: Theme): string {
  const status = standing === 'open' ? (state?.connection ?? front).status : undefined;
  if (status === 'online') return theme.good('●');
  if (status === 'reconnecting') return theme.bad('▲');
  return status === 'ended' || standing === 'out' ? theme.bad('■') : theme.warning('…');
}
