/** Friend requests (ask, accept, decline, end) and blocking. */
import type {Contact} from '../../../shared/model.ts';
import type {Client} from '../../client.ts';
import {toLoginName} from '../room.ts';

/**
 * @returns state `asked` until the other person answers; `friend` when they had asked before.
 * @throws user-not-found, direct-self, too-many-friends
 */
export const addFriend = (client: Client, name: string): Promise<Contact> =>
  told(client, client.request('friendAdd', {name: toLoginName(name)}));

/** @throws no-friend-request */
export const acceptFriend = (client: Client, name: string): Promise<Contact> =>
  told(client, client.request('friendAdd', {name: toLoginName(name), isAnswer: true}));

/** Ends a friendship; also withdraws or declines a friend request. @throws not-a-friend */
export const removeFriend = (client: Client, name: string): Promise<Contact> =>
  told(client, client.request('friendRemove', {name: toLoginName(name)}));

/** Hides a person's messages and excludes them from counts; the person is not told. @throws too-many-blocks */
export const blockPerson = (client: Client, name: string, isBlocked = true): Promise<Contact> =>
  told(client, client.request('personBlock', {name: toLoginName(name), isBlocked}));

async function told(client: Client, answer: Promise<Contact>): Promise<Contact> {
  const contact = await answer;
  client.dispatch({type: 'contactChanged', contact});
  return contact;
}
