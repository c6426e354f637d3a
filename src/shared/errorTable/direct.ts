/** What can go wrong between two clients that talk directly. */
import {kind} from './kind.ts';

export const DIRECT_ERRORS = {
  'direct-absent': kind('{detail} is not there now, or has a program that cannot talk directly.'),
  'direct-declined': kind('{detail} does not want to talk directly.'),
  'direct-failed': kind(
    'No direct way was found: the two machines cannot reach each other, or something between them does not ' +
      'let it through. Talk over the server instead.',
    false,
    {isLocal: true},
  ),
  'direct-unfit': kind(
    'Only a file to one person goes directly, where the server knows of it. Leave out --direct.',
    false,
    {isLocal: true, exit: 'usage'},
  ),
  'direct-ended': kind(
    'The direct conversation has ended. Use {/direct|chat-tui direct} @name to begin another.',
    false,
    {
      isLocal: true,
    },
  ),
  'direct-only': kind('A direct conversation has messages and files, and nothing that needs the server.', false, {
    isLocal: true,
  }),
};
