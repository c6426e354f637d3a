/** Answers requests about the room of a direct conversation, in place of the server. */
import {ChatError} from '../../shared/errors.ts';
import type {Params, RequestName} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import type {DirectConversation} from './conversation.ts';

/** The room that a request is about; `undefined` for other requests. */
export const roomOf = (params: object): number | undefined =>
  'roomId' in params && typeof params.roomId === 'number' ? params.roomId : undefined;

/** Handles the few requests that make sense without a server; refuses all others. */
export async function answerFor(
  client: Core,
  conversation: DirectConversation | undefined,
  {name, params}: {name: RequestName; params: object},
): Promise<unknown> {
  if (name === 'roomLeave' || name === 'cursorMove') return {};
  if (conversation === undefined) throw new ChatError('direct-ended', '');
  if (name === 'messageSend') return conversation.send(params as Params<'messageSend'>);
  if (name === 'entryList') return conversation.list(params as Params<'entryList'>);
  if (name === 'memberList') {
    const {me, userByName} = client.getState();
    const members = [me, userByName[conversation.partner]].filter(user => user !== undefined);
    return {members, total: members.length, hasMore: false};
  }
  throw new ChatError('direct-only');
}
