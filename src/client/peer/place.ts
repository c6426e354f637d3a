/** Where this client is, as others may find it. */
import {isLoopbackHost} from '../../shared/address.ts';
import type {Core} from '../core/core.ts';
import type {OwnPlace} from './candidates.ts';
import {createPortSearches} from './portSearch.ts';

/** Of this program, whichever servers it is on. */
const searches = createPortSearches();

export const placeOf = ({options, getState}: Pick<Core, 'options' | 'getState'>): OwnPlace => ({
  hasLoopback: isLoopbackHost(new URL(options.serverUrl).hostname),
  seenAs: getState().seenAs,
  server: options,
  searches,
});
