/** `/accept`: downloads an offered file. */
import {acceptTransfer} from '../../actions/transfer.ts';
import {transferCommand} from '../transferCommand.ts';

export const accept = transferCommand({
  name: 'accept',
  summary: 'Takes a file that is offered to you.',
  statuses: ['offered'],
  more: ['cancelled'],
  none: 'Nothing is offered to you.',
  act: acceptTransfer,
});
