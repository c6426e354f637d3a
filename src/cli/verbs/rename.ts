/** `rename`: renames a room. */
import {renameRoom} from '../../client/actions/roomLifecycle.ts';
import type {Room} from '../../shared/model.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const rename: Verb = {
  name: 'rename',
  usage: '<room> <name>',
  summary: 'give a room of yours another name',
  prints: 'Room',
  options: [JSON_OPTION],
  examples: [["chat-tui rename '#garden' '#allotment'", 'links to #garden still lead there']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const [typed = '', next = ''] = call.words;
      const room = await findRoom(client, {kind: 'room', name: parseRoom(typed)});
      const name = await renameRoom(client, room.roomId, next);
      if (call.options.json === true) shell.printJson(toMemberLine({...room, ...renamed(room, name)}));
      else shell.print(`${labelOf(room)} is ${labelOf({...room, name})} now.`);
    }),
};

const renamed = ({name: was, formerNames = []}: Room, name: string): Pick<Room, 'name' | 'formerNames'> =>
  was === name ? {name, formerNames} : {name, formerNames: [was, ...formerNames.filter(one => one !== name)]};
