/** `/logout`: ends the login on this machine. */
import type {Command} from '../command.ts';

export const logout: Command = {
  name: 'logout',
  usage: '',
  summary: 'Ends your login on this machine; the next start asks for your password.',
  run: () => Promise.resolve({kind: 'logout'}),
};
