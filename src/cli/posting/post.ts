/** Sends a message or files from the shell to a room; done when the server has them. */
import {labelOf} from '../../client/state/selectors.ts';
import type {Client} from '../../client/client.ts';
import type {Route} from '../../client/core/route.ts';
import type {Source} from '../../client/transfers/up/source.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Room} from '../../shared/model.ts';
import type {EntryLine} from '../../shared/output/shellOutput.ts';
import {untilInterrupted} from '../ending/interruption.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import type {RetryOptions} from '../../client/actions/messages/message.ts';
import {retryOptionsOf} from '../retries.ts';
import type {Shell} from '../shell.ts';
import type {Call} from '../verb.ts';
import {createHash} from 'node:crypto';

interface Posting {
  client: Client;
  room: Room;
}

interface Message {
  text: string;
  /** Idempotency key: repeating it does not send again; absent: a new one. */
  clientMsgId?: string | undefined;
  retryOptions?: RetryOptions;
}

/** @returns login name of the other person of a conversation, if offline */
export async function sendText(
  shell: Shell,
  call: Call,
  {client, room, text, clientMsgId, retryOptions = retryOptionsOf(shell)}: Posting & Message,
): Promise<string | undefined> {
  const {sendAndWait} = await import('../../client/actions/messages/message.ts');
  const {id, seq, sentAtMs, awaits} = await sendAndWait(client, room.roomId, {
    text,
    clientMsgId,
    ...retryOptions,
  });
  if (call.options.json === true) {
    const state = client.getState();
    const entry = {seq, id, sender: state.me?.name ?? '', sentAtMs, kind: 'message' as const, text};
    shell.printJson(toEntryLine(entry, labelOf(room), state));
  }
  return awaits;
}

/** @returns the exit code after a signal, which cancels unfinished transfers */
export async function sendAll(
  shell: Shell,
  call: Call,
  {client, room, sources, route}: Posting & {sources: readonly Source[]; route?: Route | undefined},
): Promise<number | void> {
  const {cancelTransfer, sendSources, transferFinished} = await import('../../client/actions/transfer.ts');
  const {showTransfers} = await import('../output/transferProgress.ts');
  const stopShowing = showTransfers(shell, client);
  const ids: string[] = [];
  const sendEach = async (): Promise<void> => {
    ids.push(...(await sendSources(client, sources, room.roomId, route)));
    // Waits for every transfer, even if some have failed.
    const ends = await Promise.allSettled(ids.map(id => transferFinished(client, id)));
    for (const end of ends) {
      if (end.status === 'fulfilled' && call.options.json === true)
        shell.printJson(await entryOf(client, room, end.value.fileId ?? ''));
    }
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  return untilInterrupted(sendEach(), () =>
    Promise.allSettled(ids.map(transferId => cancelTransfer(client, transferId))),
  ).finally(stopShowing);
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

/** The error for text that does not fit a packet, so no server accepts it. */
export const beyondAnyServer = (): ChatError =>
  new ChatError('message-too-long', `at most ${FIXED_LIMITS.packetBytesMax} bytes are allowed`);

const NAME_LENGTH_MAX = 200;
/** Encoded as 22 characters of base64url. */
const ID_BYTES = 16;

/** @throws command-usage */
export function requireIdName(name: string): void {
  if (name === '' || name.length > NAME_LENGTH_MAX)
    throw new ChatError('command-usage', `--id takes 1 to ${NAME_LENGTH_MAX} characters`);
}

/** Message id derived from a name given by a script: repeating the name does not send again. */
export const messageIdOf = (name: string): string => hashedId(name);

/** The same for a line of such a stream, by its number. */
export const lineIdOf = (name: string, number: number): string => hashedId(`${name}\n${number}`);

function hashedId(named: string): string {
  return createHash('sha256')
    .update(`chat-tui message id\n${named}`)
    .digest()
    .subarray(0, ID_BYTES)
    .toString('base64url');
}
