/** IRC. Column: room. Nothing is acknowledged, and a sender does not get its own message back. */
import type {Protocol} from '../protocol.ts';

export const irc: Protocol = {
  login: [['NICK u%N\\r\\nUSER u%N 0 * :u%N\\r\\n', ' 001 ']],
  join: [['JOIN #%1\\r\\n', ' 366 ']],
  message: 'PRIVMSG #%1 :%B\\r\\n',
  keepAlive: ['PONG :bench\\r\\n', 'PING :'],
};
