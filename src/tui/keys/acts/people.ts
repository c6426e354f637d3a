/** Opens conversations with one person, and answers friend requests. */
import {acceptFriend, blockPerson, removeFriend} from '../../../client/actions/people/friends.ts';
import * as actions from '../../../client/actions/room.ts';
import {roomByLabel} from '../../../client/state/selectors.ts';
import type {Outcome} from '../../../client/input/command.ts';
import {becameWords} from '../../../client/wording/rows/friendWords.ts';
import {showOutcome} from '../../overlaying/outcome.ts';
import {nameOfKey} from '../../rows/people.ts';
import type {Screen} from '../../screenContext.ts';
import {enterRoom} from './rooms.ts';

export function openDirect(screen: Screen, name: string): void {
  const {client} = screen;
  const state = client.getState();
  if (name === state.me?.name) return;
  const known = roomByLabel(state, `@${name}`);
  if (known !== undefined) enterRoom(screen, known.room.roomId);
  else screen.run(actions.openDirect(client, name).then(({roomId}) => enterRoom(screen, roomId)));
}

/** Opens the row with this key of the people pane: a friend request is answered, else a conversation opens. */
export function openPerson(screen: Screen, key: string): void {
  const name = nameOfKey(key);
  const isAsking = key !== name && screen.client.getState().contacts.get(name)?.state === 'asking';
  if (isAsking) showOutcome(screen, askedBy(name));
  else openDirect(screen, name);
}

function askedBy(name: string): Outcome {
  const told = async (answer: Promise<Parameters<typeof becameWords>[0]>): Promise<Outcome> => ({
    kind: 'told',
    sentence: becameWords(await answer),
  });
  return {
    kind: 'choose',
    title: `@${name} wants to be your friend`,
    choices: [
      {number: 1, row: 'Accept', take: client => told(acceptFriend(client, name))},
      {number: 2, row: 'Decline; they are not told', take: client => told(removeFriend(client, name))},
      {number: 3, row: 'Block', take: client => told(blockPerson(client, name))},
    ],
  };
}
