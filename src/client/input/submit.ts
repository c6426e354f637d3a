/** What becomes of a typed line: a command, or a message to the room on screen. */
import {sendText} from '../actions/message.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Client} from '../client.ts';
import type {Outcome} from './command.ts';
import {commandLineIn} from './commandLine.ts';
import {getCommand} from './commandSearch.ts';
import {COMMANDS} from './commandTable.ts';
import {wordsOf} from './words.ts';

/** Never throws for what a person can meet: a refusal is an outcome, and the text belongs back into the composer. */
export async function submit(client: Client, line: string): Promise<Outcome> {
  try {
    const command = commandLineIn(line, COMMANDS);
    if (command !== undefined) {
      const {name, rest} = command;
      return await getCommand(COMMANDS, name).run(client, {words: wordsOf(rest), rest, commands: COMMANDS});
    }
    return await say(client, line.startsWith('//') ? line.slice(1) : line);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return {kind: 'refused', code: error.code, detail: error.detail};
  }
}

async function say(client: Client, text: string): Promise<Outcome> {
  const {currentRoomId, me} = client.getState();
  if (me === undefined || currentRoomId === undefined) throw whyNowhere(client);
  await sendText(client, currentRoomId, text);
  return {kind: 'done'};
}

/** Nobody is logged in before the server has answered, which is not for the person to mend. */
export function whyNowhere(client: Pick<Client, 'getState'>): ChatError {
  const {connection, me} = client.getState();
  if (connection.status === 'ended') return new ChatError(connection.code, connection.detail);
  const isThere = connection.status === 'online' || connection.status === 'anonymous';
  return new ChatError(isThere && me === undefined ? 'not-signed-in' : 'disconnected');
}
