/** Errors between two clients that talk directly. */
import {errorKind, ownError} from './errorKind.ts';

export const DIRECT_ERRORS = {
  'direct-absent': errorKind('{detail} is not there now, or has a program that cannot talk directly.'),
  'direct-declined': errorKind('{detail} does not want to talk directly.'),
  'direct-refused': ownError(
    'The program of {detail} could not open a direct way to yours, and has said why there. Talk over the server instead.',
  ),
  'direct-failed': errorKind(
    'No direct way was found: the two machines cannot reach each other, or something between them does not ' +
      'let it through. Talk over the server instead.',
    false,
    {isLocal: true},
  ),
  'direct-unfit': errorKind(
    'Only a file to one person goes directly, where the server knows of it. Leave out --direct.',
    false,
    {isLocal: true, exit: 'usage'},
  ),
  'direct-unsealed': ownError(
    'This direct way to {detail} would not be sealed from device to device, although there are keys: a program is too ' +
      'old, a device is not approved or keeps none, or the server has taken the seal away. Nothing was opened. Talk ' +
      'over the server, or from a device with keys.',
    {isDirectKeyUntrusted: true},
  ),
  'direct-forged': ownError(
    'The key of this direct way was not made for you by a device of {detail}: on its way it was changed, or swapped. ' +
      'Nothing was opened. Talk over the server, and ask its operator.',
    {isDirectKeyUntrusted: true},
  ),
  'direct-stale': ownError(
    'This question of {detail} for a direct way is of another time: it was repeated, or a clock is wrong. Nothing was ' +
      'opened. Compare the clocks of both machines, and ask again.',
    {isDirectKeyUntrusted: true},
  ),
  'direct-ended': errorKind(
    'The direct conversation has ended. Use {/direct|chat-tui direct} @name to begin another.',
    false,
    {
      isLocal: true,
    },
  ),
  'direct-only': errorKind('A direct conversation has messages and files, and nothing that needs the server.', false, {
    isLocal: true,
  }),
};
