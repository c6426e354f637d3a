/** The root reducer: finds the reducer of a change by its name. */
import type {Change, ChangeName, Changes} from './changes.ts';
import * as reducers from './reducers.ts';
import type {State} from './state.ts';

/** Does not compile if a change has no reducer. */
const TABLE: {readonly [Name in ChangeName]: (state: State, change: Changes[Name]) => State} = reducers;

/** Pure; unchanged parts stay the same objects. */
export function reduce(state: State, change: Change): State {
  const reducer = TABLE[change.type] as (state: State, change: Change) => State;
  return reducer(state, change);
}
