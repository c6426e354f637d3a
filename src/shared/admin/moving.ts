/** Admin commands that take paths on the server's machine: backup, export, import. */
import {plural} from '../text/figures.ts';
import {sizeText} from '../text/sizeText.ts';
import {command} from './command.ts';
import {maybeWord, option, word} from './field.ts';

export const backup = command({
  action: 'backupMake',
  where: 'machine',
  summary: 'save the data of the server, while it runs; each backup is a folder of its own in FOLDER',
  fields: {
    folder: word('text', 'FOLDER'),
    keep: option(
      'count',
      '--keep <count>',
      'keep so many of the newest in the folder, at least 1, and remove older ones',
      {
        min: 1,
        max: 1_000_000,
      },
    ),
  },
  // Older servers do not report which files differ.
  columns: {
    path: 'text',
    bytes: 'bytes',
    files: 'count',
    linked: 'count',
    entries: 'count',
    missing: 'count',
    differing: 'count?',
  },
  cells: ({path, bytes, entries, files, differing = 0}) => [
    path,
    sizeText(bytes),
    plural(entries, 'entry'),
    plural(files, 'file'),
    differing === 0 ? '' : `${differing} differ from what their senders said`,
  ],
  examples: [['chat-tui admin backup /backup/chat --keep 14', 'files that the backup before has take no more room']],
});

const filesOption = (meaning: string) => option('text', '--files <folder>', meaning);

export const exportRooms = command({
  action: 'backupMake',
  where: 'machine',
  summary: 'write a room, or all rooms and conversations, as JSON lines, while the server runs',
  fields: {
    room: maybeWord('room', '#ROOM'),
    all: option('flag', '--all', 'all rooms and conversations instead of one room'),
    to: option(
      'text',
      '--to <file>',
      'where to; a path of at most 4000 characters that is not there yet. In the shell, without it: standard output',
    ),
    files: filesOption('copy the bytes of their files into this folder as well'),
  },
  columns: {rooms: 'count', entries: 'count', files: 'count'},
  cells: ({rooms, entries, files}) => [plural(rooms, 'room'), plural(entries, 'entry'), plural(files, 'file')],
  examples: [
    ["chat-tui admin export '#garden' > garden.jsonl", 'one room; its last line says that it is whole'],
    ['chat-tui admin export --all --to /backup/all.jsonl --files /backup/files', 'with the bytes of all files'],
  ],
});

export const importRooms = command({
  action: 'backupMake',
  where: 'machine',
  summary: 'take the rooms of an export into the running server; the same again adds nothing',
  fields: {
    path: word('text', 'FILE'),
    into: option(
      'room',
      '--into <room>',
      'name of the room, at most 64 characters, where the file has one room; without it: as it was',
    ),
    authors: option(
      'choice',
      '--authors <who>',
      'former: by former members (the default); same: who has the same name here',
      {
        choices: ['former', 'same'],
      },
    ),
    map: option('text', '--map <names>', 'whose messages they are here, as old=new,old=new, at most 4000 characters'),
    owner: option(
      'person',
      '--owner <user>',
      'who owns a room that nobody owns here: a login name of at most 32 characters',
    ),
    files: filesOption('folder with the bytes of their files, as export wrote it'),
  },
  columns: {rooms: 'count', entries: 'count', known: 'count', passedOver: 'count', differing: 'count?'},
  cells: ({rooms, entries, known, passedOver, differing = 0}) => [
    plural(rooms, 'room'),
    plural(entries, 'entry'),
    `${known} were there already`,
    passedOver === 0 ? '' : `${plural(passedOver, 'conversation')} passed over`,
    differing === 0 ? '' : `${plural(differing, 'file')} passed over, with other bytes than were sent`,
  ],
  examples: [
    ["chat-tui admin import garden.jsonl --into '#old-garden' --owner @ann", 'its messages are by former members'],
    ['chat-tui admin import all.jsonl --authors same --files files', 'between two servers of the same people'],
  ],
});
