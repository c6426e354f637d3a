/** `/decline`: declines an offered file. */
import {declineTransfer} from '../../actions/transfer.ts';
import {transferCommand} from '../transferCommand.ts';

export const decline = transferCommand({
  name: 'decline',
  summary: 'Turns down a file that is offered to you; its sender is told.',
  statuses: ['offered'],
  none: 'Nothing is offered to you.',
  act: declineTransfer,
});
