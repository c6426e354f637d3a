/** Errors of files and their transfers. */
import {errorKind, ownError, ownUsage, type ErrorKind} from './errorKind.ts';

export const FILE_ERRORS = {
  'file-not-found': errorKind(
    'There is no file {detail} here. Use {/files|chat-tui files TARGET} to see what the room has.',
    false,
    {httpStatus: 404, isOfTus: true, isFileAbsent: true},
  ),
  'file-missing': ownUsage('There is no file {detail} on this machine. Check the path.'),
  'file-is-directory': ownUsage('{detail} is a directory. Send files, or pack it first.'),
  'file-unreadable': ownUsage('{detail} cannot be read. Check its permissions.', {isLocalFile: true}),
  'files-too-many': ownUsage(
    'These are more than the {detail} files and folders that go as one, or their paths are too long. Pack ' +
      'them first, as with tar, and send that.',
  ),
  'file-not-regular': ownUsage('{detail} is not a regular file. Send a regular file.'),
  'file-too-large': errorKind('The file is too large: {detail}.', false, {httpStatus: 413, isOfTus: true}),
  'file-empty-name': errorKind('The file has no usable name. Rename it first.', false, {exit: 'usage'}),
  'file-changed': ownError('{detail} changed while it was being sent. Send it again.', {isLocalFile: true}),
  'file-gone': errorKind('The file {detail} was cancelled by its sender, or deleted.', false, {
    httpStatus: 410,
    isOfTus: true,
    isFileAbsent: true,
  }),
  'file-damaged': errorKind('The file {detail} arrived damaged and was not kept. Try {/retry|again}.', true, {
    isLocal: true,
  }),
  'file-direct': errorKind(
    'The file {detail} went from client to client and is not on the server. Ask its sender to send it again.',
    false,
    {httpStatus: 409},
  ),
  'file-incomplete': errorKind('The file {detail} is not complete on the server yet. Send the rest first.', true, {
    pausesTransfer: true,
  }),
  'file-unwritable': errorKind('{detail} cannot be written. Check the folder and its free space.', true, {
    exit: 'usage',
    isLocal: true,
  }),
  'pipe-unfit': errorKind('With --out - one file goes to standard output: {detail}.', false, {
    exit: 'usage',
    isLocal: true,
  }),
  'file-not-here': ownError(
    '{detail} does not lie on this machine. Take it first: {/get NAME|chat-tui get TARGET NAME}.',
  ),
  'file-would-run': ownError(
    '{detail} is a program, or would be run by one, and is not opened. Look at it with {/preview ' +
      'NAME|chat-tui preview TARGET NAME}, or go to its folder: {/reveal NAME|the path that get printed}.',
  ),
  'preview-none': ownError(
    'It cannot be looked at before it is taken: {detail}. Use {/get NAME|chat-tui get TARGET NAME}.',
  ),
  'quota-full': errorKind('The server has no room for this file ({detail}). Try again later.', true, {
    httpStatus: 507,
    isSaidAfterLooking: true,
  }),
  'quota-exceeded': errorKind(
    'Your files take all the space that one person has here ({detail}). Delete some: {/delete NAME|chat-tui ' +
      'delete TARGET NAME}. Or ask the owner for more.',
  ),
  'unfinished-too-many': errorKind(
    'You have offered {detail} files that are not sent whole. Send or cancel them first.',
  ),
  'log-quota-full': errorKind(
    'Your messages take all the space that one person has here ({detail}). Ask the owner for more.',
  ),
  'transfer-failed': errorKind('The transfer failed for an unforeseen reason ({detail}). Try {/retry|again}.', true, {
    isLocal: true,
  }),
  'transfer-not-found': ownError('There is no transfer {detail}. Look at the transfers pane.'),
} satisfies Record<string, ErrorKind>;
