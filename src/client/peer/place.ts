/** Where this client is, as others may find it. */
import {isLoopbackHost} from '../../shared/address.ts';
import type {Core} from '../core/core.ts';
import type {OwnPlace} from './candidates.ts';

export const placeOf = ({options, getState}: Pick<Core, 'options' | 'getState'>): OwnPlace => ({
  hasLoopback: isLoopbackHost(new URL(options.serverUrl).hostname),
  seenAs: getState().seenAs,
  server: options,
});
