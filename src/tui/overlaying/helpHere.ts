/** Collects what the help shows first: keys of the focused place, and commands for what is on screen. */
import {TITLES, type KeyPlace} from '../bindings/keyTable.ts';
import {currentRoom, isConversation} from '../../client/state/selectors.ts';
import {isUnderWay} from '../rows/transferRows.ts';
import type {View} from '../store.ts';
import type {HelpHere} from '../overlays/help.tsx';

const IN_ROOM = ['topic', 'members', 'invite', 'pins', 'notify', 'mute', 'leave', 'info', 'send', 'search'];
const IN_CONVERSATION = ['whois', 'encrypt', 'verify', 'send', 'notify', 'mute', 'block', 'search'];
const IN_THREAD = ['follow', 'unfollow'];
const WITH_FILES = ['accept', 'decline', 'cancel', 'limit'];
const NOT_SENT = ['retry', 'discard'];
const AT_START = ['list', 'join', 'create', 'msg'];

export function helpHere({state, ui}: View): HelpHere {
  const one = currentRoom(state);
  const place: KeyPlace =
    ui.selection !== undefined
      ? 'message'
      : ui.mode === 'normal'
        ? 'normal'
        : ui.focus === 'composer'
          ? 'writing'
          : ui.focus;
  const commands = [
    ...(one?.pending.some(({status}) => status === 'failed') === true ? NOT_SENT : []),
    ...(Object.values(state.transferById).some(isUnderWay) ? WITH_FILES : []),
    ...(state.openThread === undefined ? [] : IN_THREAD),
    ...(one === undefined ? AT_START : isConversation(one.room) ? IN_CONVERSATION : IN_ROOM),
  ];
  return {where: TITLES[place], commands};
}
