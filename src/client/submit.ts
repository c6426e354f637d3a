/** What becomes of a typed line: a command, or a message to the room on screen. */
import {sendText} from './actions/message.ts';
import {ChatError} from '../shared/errors.ts';
import type {Client} from './client.ts';
import type {Outcome} from './command.ts';
import {getCommand} from './commandSearch.ts';
import {COMMANDS} from './commandTable.ts';
import {wordsOf} from './words.ts';

/** `/name` and what follows it. */
const COMMAND_LINE = /^\/(?!\/)(\S*)\s?([\s\S]*)$/;

/** Never throws for what a person can meet: a refusal is an outcome, and the text belongs back into the composer. */
export async function submit(client: Client, line: string): Promise<Outcome> {
  try {
    const command = COMMAND_LINE.exec(line);
    if (command !== null) {
      const [, name = '', after = ''] = command;
      const rest = after.trim();
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
  if (me === undefined || currentRoomId === undefined) throw new ChatError('not-signed-in');
  await sendText(client, currentRoomId, text);
  return {kind: 'done'};
}
