/** The list of the parts that run in every client. */
export {news} from './news.ts';
export {outgoing} from './outgoing.ts';
export {sync} from './sync.ts';
export {transfers} from './transfers/transfers.ts';
