/** The table of roles as rows, with the reader's own role marked. */
import {ROOM_RIGHTS, SERVER_RIGHTS, mayOnServer} from '../../../shared/access/roles.ts';
import type {State} from '../../state/state.ts';

export function rightsRows({me}: Pick<State, 'me'>): string[] {
  const own = me?.role ?? 'member';
  const width = 'moderator'.length;
  const row = (least: string, what: string, mark: string) => `${mark} ${least.padEnd(width)}  ${what}`;
  return [
    `You are ${own === 'owner' ? 'the owner' : own === 'admin' ? 'an admin' : `a ${own}`}. Each role may ` +
      'also do what those below it may.',
    '',
    'On the server (✓ you may):',
    ...Object.entries(SERVER_RIGHTS).map(([action, {least, what}]) =>
      row(least, what, mayOnServer(own, action as keyof typeof SERVER_RIGHTS) ? '✓' : ' '),
    ),
    '',
    'In a room:',
    ...Object.values(ROOM_RIGHTS).map(({least, what}) => row(least, what, ' ')),
  ];
}
