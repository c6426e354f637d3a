/** `send`: a message or files, from the shell; done when the server has them. */
import {Readable} from 'node:stream';
import {labelOf} from '../../client/state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Client} from '../../client/client.ts';
import type {Source} from '../../client/transfers/up/source.ts';
import type {Room} from '../../shared/model.ts';
import type {EntryLine} from '../../shared/shellOutput.ts';
import {isBlank} from '../../shared/text/text.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {patienceOf} from '../patience.ts';
import {toPlainText, withPlainLines} from '../output/plainText.ts';
import type {Shell} from '../shell.ts';
import {bytesOf, checkFiles, hasInput, isShellPipe, isStdin, textFile} from '../output/sentFiles.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {untilInterrupted} from '../interruption.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';

export const send: Verb = {
  name: 'send',
  usage: '<target> [text...]',
  summary: 'send a message or files; without text, standard input is the message; options come before the text',
  prints: 'Entry',
  options: [
    {flags: '--file <paths...>', meaning: 'send these files as well; - is standard input'},
    {flags: '--name <name>', meaning: 'what the file is called for the others, at most 255 characters'},
    {flags: '--as-file', meaning: 'send the text as a file, however long it is; called message.txt without --name'},
    JSON_OPTION,
  ],
  outlivesReader: true,
  examples: [
    ["chat-tui send '#lobby' Good morning", 'to a room'],
    ['chat-tui send @bob -- "$text"', 'what a variable holds, also a dash or what begins with one'],
    ['make 2>&1 | tail -n 20 | chat-tui send @bob', 'what a program says, to one person; - says so as well'],
    ["chat-tui send '#lobby' --file report.pdf notes.txt", 'files'],
    ["make 2>&1 | chat-tui send '#ops' --file app.tgz", 'what a program says, and a file'],
    ["tar c src | chat-tui send '#ops' --file - --name src.tar", 'what a program makes, as a file'],
    ["make 2>&1 | chat-tui send '#ops' --as-file --name build.log", 'a long text, as a file'],
  ],
  async run(shell, call) {
    const [typed = '', ...words] = call.words;
    const target = parseTarget(typed);
    const asFile = call.options.asFile === true;
    const name = textOption(call, 'name');
    const paths = call.options.file === undefined ? [] : (call.options.file as string[]);
    const sources = await checkFiles(shell, paths, asFile ? undefined : name);
    const [from] =
      words.length === 0 && isInputText(shell, paths) ? ['-'] : call.isMarked === true ? [] : words.filter(isInput);
    const isRead = from !== undefined && words.length <= 1;
    if (asFile) sources.unshift(asTextFile(shell, {name, words, from: isRead ? from : undefined}));
    const text = asFile ? '' : isRead ? await readMessage(shell, from) : withPlainLines(words.join(' '));
    if (isBlank(text) && sources.length === 0) throw new ChatError('message-empty');
    return withSession(shell, async client => {
      const room = await findRoom(client, target);
      if (!isBlank(text)) await sendText(shell, call, {client, room, text});
      if (sources.length > 0) return sendAll(shell, call, {client, room, sources});
      return undefined;
    });
  },
};

/** A lone `-` or `<(…)` in place of the text; behind `--` it is text. */
const isInput = (word: string, _index: number, words: readonly string[]): boolean =>
  words.length === 1 && (isStdin(word) || isShellPipe(word));

/** Without a text, standard input is the text; beside files only when something is put into it, and it is none of them. */
const isInputText = (shell: Shell, paths: readonly string[]): boolean =>
  paths.length === 0 || (!paths.some(isStdin) && hasInput(shell));

interface AsFile {
  name: string | undefined;
  words: readonly string[];
  from: string | undefined;
}

const asTextFile = (shell: Shell, {name = 'message.txt', words, from}: AsFile): Source =>
  textFile(name, () =>
    from === undefined ? Readable.from([Buffer.from(withPlainLines(words.join(' ')))]) : bytesOf(shell, from),
  );

interface Sending {
  client: Client;
  room: Room;
}

async function sendText(shell: Shell, call: Call, {client, room, text}: Sending & {text: string}): Promise<void> {
  const {sendAndWait} = await import('../../client/actions/message.ts');
  const {id, seq, sentAtMs, awaits} = await sendAndWait(client, room.roomId, {
    text,
    ...patienceOf(shell),
  });
  if (call.options.json === true) {
    const state = client.getState();
    shell.printJson(
      toEntryLine({seq, id, sender: state.me?.name ?? '', sentAtMs, kind: 'message', text}, labelOf(room), state),
    );
  }
  if (awaits !== undefined && shell.stderr.isTTY)
    shell.tell(`${awaits} is not online now and will get this on return.`);
}

/** @returns the exit code when a signal ended it: what was not whole by then is taken back */
async function sendAll(
  shell: Shell,
  call: Call,
  {client, room, sources}: Sending & {sources: readonly Source[]},
): Promise<number | void> {
  const {cancelTransfer, sendSources, transferFinished} = await import('../../client/actions/transfer.ts');
  const ids: string[] = [];
  const sendEach = async (): Promise<void> => {
    ids.push(...(await sendSources(client, sources, room.roomId)));
    // Whatever becomes of the others, each has its end before this call has its own.
    const ends = await Promise.allSettled(ids.map(id => transferFinished(client, id)));
    for (const end of ends) {
      if (end.status === 'fulfilled' && call.options.json === true)
        shell.printJson(await entryOf(client, room, end.value.fileId ?? ''));
    }
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  return untilInterrupted(sendEach(), () =>
    Promise.allSettled(ids.map(transferId => cancelTransfer(client, transferId))),
  );
}

/** The entry that offers a file. */
async function entryOf(client: Client, room: Room, fileId: string): Promise<EntryLine> {
  const {roomId} = room;
  const {seq} = await client.request('fileShow', {fileId});
  const {entries} = await client.request('entryList', {roomId, afterSeq: seq - 1, limit: 1});
  const [entry] = entries;
  if (entry === undefined) throw new ChatError('file-gone', fileId);
  return toEntryLine(entry, labelOf(room), client.getState());
}

/** All of standard input or of a pipe, without the line break at its end. @throws message-too-long, message-not-text */
async function readMessage(shell: Shell, from: string): Promise<string> {
  if (isStdin(from) && shell.stdin.isTTY) shell.tell('Write the message; Ctrl+D on an empty line sends it.');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(shell, from)) {
    length += chunk.length;
    // No server takes more in one packet: an endless input must not fill the memory.
    if (length > FIXED_LIMITS.packetBytesMax) {
      throw new ChatError('message-too-long', `at most ${FIXED_LIMITS.packetBytesMax} bytes are allowed`);
    }
    chunks.push(Buffer.from(chunk));
  }
  const text = toPlainText(Buffer.concat(chunks));
  if (text === undefined) throw new ChatError('message-not-text');
  return text.replace(/\n$/, '');
}
