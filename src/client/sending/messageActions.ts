/** What one does to entries that are there already, on its way to the server. */
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import type {Deed} from '../state/state.ts';
import type {OutboxMessage} from './outboxFile.ts';

/** The same id again is the same deed. */
export function sendDeed(client: Core, message: OutboxMessage, deed: Deed): Promise<Result<'messageSend'>> {
  const {roomId, clientMsgId, text} = message;
  const place = {roomId, clientMsgId, seq: deed.seq};
  switch (deed.kind) {
    case 'edit':
      return client.request('messageEdit', {...place, text});
    case 'delete':
      return client.request('messageDelete', {...place, ...(text !== '' && {reason: text})});
    case 'react':
      return client.request('reactionSet', {...place, emoji: deed.emoji, isOn: deed.isOn});
    case 'pin':
      return client.request('pinSet', {...place, isOn: deed.isOn});
  }
}
