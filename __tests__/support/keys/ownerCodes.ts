/**
 * Owner codes of the servers that tests have started, by address: the first account that a helper makes on one takes it and owns
 * it.
 */
import {parseAddress} from '../../../src/shared/address.ts';

const codes = new Map<string, string>();

/** @param ownerLink as the server tells it; `undefined` when it has an owner */
export function offerOwnerCode(url: string, ownerLink: string | undefined): void {
  const ownerCode = ownerLink === undefined ? undefined : parseAddress(ownerLink).ownerCode;
  if (ownerCode === undefined) codes.delete(url);
  else codes.set(url, ownerCode);
}

/** For the parameters of `accountRegister`; empty when somebody took it before. */
export function takeOwnerCode(url: string): {ownerCode?: string} {
  const ownerCode = codes.get(url);
  codes.delete(url);
  return ownerCode === undefined ? {} : {ownerCode};
}
