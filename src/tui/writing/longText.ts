/** Choices for a long paste: send it as text, as code, or as a file. */
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {sendTo, type Here} from '../../client/actions/messages/threads.ts';
import {sendFiles} from '../../client/actions/transfer.ts';
import {fileWhere} from '../../client/wording/threadWords.ts';
import type {Client} from '../../client/client.ts';
import {commandLineIn} from '../../client/input/commandLine.ts';
import {COMMANDS} from '../../client/input/commandTable.ts';
import type {Choice, Outcome} from '../../client/input/command.ts';
import type {Limits} from '../../shared/limits.ts';
import {fenced} from '../../shared/text/code.ts';
import type {EditorState} from './editor/editorState.ts';
import {lengthRefusal, sizeOf} from './editor/submit.ts';

/** Longer texts would be folded in the chat. */
const LINES_MAX = 30;

export function isLongPaste({paste, text}: EditorState, limits: Limits): boolean {
  if (paste === 'none' || commandLineIn(text, COMMANDS) !== undefined) return false;
  return linesOf(text) > LINES_MAX || lengthRefusal(text, limits) !== undefined;
}

const linesOf = (text: string): number => sizeOf(text).lines - (text.endsWith('\n') ? 1 : 0);

interface LongText {
  text: string;
  here: Here;
  limits: Limits;
  /** The text is being sent, so the draft can be cleared. */
  onSent: () => void;
}

/** A text that is too long for a message can only go as a file. */
export function waysToSend({text, here, limits, onSent}: LongText): Choice[] {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  const bare = text.slice(0, end);
  const code = fenced(bare);
  const said = (what: string) => async (client: Client) => {
    await sendTo(client, here, what);
    return sent();
  };
  const sent = (): Outcome => {
    onSent();
    return {kind: 'done'};
  };
  const isShort = (what: string) => lengthRefusal(what, limits) === undefined;
  const ways: Omit<Choice, 'number'>[] = [
    ...(isShort(bare) ? [{row: 'as text, as it is', take: said(bare)}] : []),
    ...(isShort(code) ? [{row: 'as code, its shape is kept', take: said(code)}] : []),
    {
      row: `as a file, pasted.txt${fileWhere(here)}`,
      async take(client) {
        await sendFiles(client, {paths: [await fileOf(text)], roomId: here.roomId});
        return sent();
      },
    },
  ];
  return ways.map((way, at) => ({number: at + 1, ...way}));
}

/** The file is left to the system's cleanup of temporary files, because the upload may continue after a restart. */
async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-tui-'));
  const path = join(folder, 'pasted.txt');
  await writeFile(path, text, {mode: 0o600});
  return path;
}
