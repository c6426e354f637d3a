/** The interface through which the local history uses its client. */
import type {AccountStores} from '../local/accountStore.ts';
import type {Change, ChangeName, Changes} from '../state/changes.ts';
import type {Backoff} from '../line/backoff.ts';
import type {State} from '../state/state.ts';
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import type {HistoryBounds} from './bounding.ts';

export interface HistoryHost {
  options: {
    serverUrl: string;
    /** Login name of the account, as this machine remembers it. */
    account?: string;
    isHeadless?: boolean;
    /** Absent: no history is kept. */
    history?: HistoryBounds;
    firstRoom?: string;
    backoff?: Backoff;
    now: () => number;
  };
  local: AccountStores;
  getState(): State;
  dispatch(change: Change): void;
  request<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>>;
  notify(level: 'info' | 'warning' | 'error', text: string): void;
  background(work: Promise<unknown>): void;
}

/** Handlers by name of the change; `before` is the state to which the change was applied. */
export type Handlers = {[Name in ChangeName]?: (change: Changes[Name], before: State) => void};
