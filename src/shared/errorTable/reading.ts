/** Errors of finding a place in a log. */
import {errorKind, ownError, ownUsage} from './errorKind.ts';

export const READING_ERRORS = {
  'server-too-old': ownError('The server is too old for this. Ask its operator to update chat-tui.', {
    isSearchAbsent: true,
  }),
  'link-invalid': ownUsage('{detail} is no link to a message. It looks like #room/12 or chat-tui://HOST/#room/12.'),
  'link-elsewhere': ownError(
    'This link leads to {detail}, where you have no account on this machine; nothing was sent there. If you ' +
      'know that server, go there with: chat-tui join {detail}',
  ),
  'message-elsewhere': ownError(
    'This message is on {detail}; nothing was sent there. Do it where you are logged in to that server.',
  ),
  'date-invalid': ownUsage(
    '{detail} is no place. Use a date such as 2026-11-03, yesterday, 14:30 or 3d, or first, oldest, newest, ' +
      'or a link such as #room/12.',
  ),
  'search-invalid': errorKind(
    'This cannot be searched for. {detail} Use words, "a phrase", begin*, from:@name, in:#room, after:2026-11-03, has:link.',
    false,
    {exit: 'usage'},
  ),
  'search-unavailable': errorKind(
    'This server cannot search, because its Node.js is older than 22.16. Ask its operator to update it.',
    false,
    {isSearchAbsent: true},
  ),
  'place-not-found': errorKind('There is nothing to go to: {detail}.'),
} as const;
