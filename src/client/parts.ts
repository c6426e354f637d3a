/** The list of the parts that run in every client. */
export {direct} from './direct/direct.ts';
export {keys} from './encryption/keys.ts';
export {nearby} from './nearby/nearby.ts';
export {news} from './log/news.ts';
export {originals} from './log/originals.ts';
export {outgoing} from './sending/outgoing.ts';
export {typing} from './sending/typing.ts';
export {sync} from './log/sync.ts';
export {threads} from './log/threads.ts';
export {transfers} from './transfers/transfers.ts';
