/** `/cancel`: cancels a transfer. */
import {cancelTransfer} from '../../actions/transfer.ts';
import {transferCommand} from '../transferCommand.ts';

export const cancel = transferCommand({
  name: 'cancel',
  summary: 'Stops a transfer; what you send yourself is withdrawn from the room.',
  statuses: ['waiting', 'active', 'verifying', 'failed'],
  none: 'No transfer is under way.',
  act: cancelTransfer,
});
