/** Admin commands for rooms, files and the disk. */
import {plural, dateTimeOf} from '../text/figures.ts';
import {sizeText} from '../text/sizeText.ts';
import {command, noCells} from './command.ts';
import {words} from './field.ts';

export const rooms = command({
  action: 'statsRead',
  summary: 'list rooms, how many are in them, and how much was said there',
  fields: {},
  columns: {room: 'text', kind: 'text', memberCount: 'count', entries: 'count', messageBytes: 'bytes?', topic: 'text'},
  cells: ({room, kind, memberCount, entries, messageBytes, topic}) => [
    room,
    kind,
    plural(memberCount, 'member'),
    `${entries} entries`,
    messageBytes === undefined ? '' : sizeText(messageBytes),
    topic,
  ],
  examples: [['chat-tui admin rooms', 'public rooms, and private ones that you are in']],
});

export const files = command({
  action: 'fileListAll',
  summary: 'list all files on the server, largest first',
  fields: {},
  columns: {fileId: 'text', sender: 'text', sizeBytes: 'bytes', offeredAtMs: 'atMs', state: 'text', name: 'text'},
  cells: ({fileId, sizeBytes, sender, offeredAtMs, state, name}) => [
    fileId,
    sizeText(sizeBytes),
    `@${sender}`,
    dateTimeOf(offeredAtMs),
    state === 'complete' ? '' : state,
    name,
  ],
  examples: [['chat-tui admin files | head', 'id, size, sender, time, and the name where you are in the room']],
});

export const storage = command({
  action: 'fileListAll',
  summary: 'list who uses how much: files and messages of each person, most first',
  fields: {},
  columns: {name: 'text', fileBytes: 'bytes', unfinishedFiles: 'count', messageBytes: 'bytes'},
  cells: ({name, fileBytes, unfinishedFiles, messageBytes}) => [
    name === '' ? 'all together' : `@${name}`,
    `${sizeText(fileBytes)} of files`,
    `${sizeText(messageBytes)} of messages`,
    unfinishedFiles === 0 ? '' : `${unfinishedFiles} unfinished`,
  ],
  examples: [['chat-tui admin storage | head', 'the total, then who has most']],
});

export const remove = command({
  action: 'fileDelete',
  summary: 'remove files of anybody, in any room, to free the disk; their rooms are told',
  fields: {fileIds: words('FILE-ID...')},
  columns: {fileId: 'text', state: 'text'},
  cells: noCells,
  examples: [['chat-tui admin delete 0mCxE6vD1Qf3kUuW9aZb2A', 'an id that admin files shows']],
});
