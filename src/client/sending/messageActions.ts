/** Sends actions on existing messages to the server. */
import {requireServerCan} from '../core/serverCan.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import type {MessageAction} from '../state/state.ts';
import type {OutboxMessage} from './outboxRows.ts';

/**
 * The server applies repeated requests with the same id once.
 * @throws server-too-old, because the action may have been written before the server's capabilities were known
 */
export async function sendMessageAction(
  client: Core,
  message: OutboxMessage,
  action: MessageAction,
): Promise<Result<'messageSend'>> {
  requireServerCan(client.getState(), 'became');
  const {roomId, clientMsgId, text} = message;
  const place = {roomId, clientMsgId, seq: action.seq};
  switch (action.kind) {
    case 'edit':
      return client.request('messageEdit', {...place, text});
    case 'delete':
      return client.request('messageDelete', {...place, ...(text !== '' && {reason: text})});
    case 'react':
      return client.request('reactionSet', {...place, emoji: action.emoji, isOn: action.isOn});
    case 'pin':
      return client.request('pinSet', {...place, isOn: action.isOn});
  }
}
