/** `/open` and `/reveal`: opens a downloaded file in its program, or the folder that it is in. */
import {ChatError} from '../../../shared/errors.ts';
import {checkOpenable, placeOfFile} from '../../actions/files.ts';
import type {Command, Typed} from '../command.ts';
import {completeFiles} from '../typed/fileNames.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const pathOf = ({client, state}: Typed, words: readonly string[], name: string): Promise<string> => {
  const [wanted] = words;
  if (wanted === undefined || words.length > 1) throw new ChatError('command-usage', `/${name} name|number`);
  return placeOfFile(client, roomArgument(state, undefined).room.roomId, wanted);
};

export const open: Command = {
  name: 'open',
  usage: 'name|number',
  summary: 'Opens a file of this room that you have taken, in the program that your machine has for it.',
  details: [
    'Programs, scripts, links and pages are never opened: /reveal shows the folder. Over ssh the path is copied instead.',
  ],
  complete: completeFiles,
  async run(client, {words, state}) {
    const path = await pathOf({client, state}, words, 'open');
    checkOpenable(path);
    return {kind: 'openPath', path, how: 'open'};
  },
};

export const reveal: Command = {
  name: 'reveal',
  usage: 'name|number',
  summary: 'Shows the folder in which a file lies that you have taken.',
  complete: completeFiles,
  async run(client, {words, state}) {
    return {kind: 'openPath', path: await pathOf({client, state}, words, 'reveal'), how: 'reveal'};
  },
};
