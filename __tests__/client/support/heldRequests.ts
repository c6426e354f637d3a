/** A slow line of one client: each of its requests passes a gate on its way, and its answer another one on the way back. */
import type {Params, RequestName} from '../../../src/shared/protocol.ts';
import type {Member} from './member.ts';

export interface Gates {
  /** `nth` counts the requests of this name from 1. */
  up?: (name: RequestName, nth: number, params: Params<RequestName>) => Promise<unknown> | undefined;
  down?: (name: RequestName, nth: number) => Promise<unknown> | undefined;
}

/** @returns a function that opens the line again */
export function throughGates({client}: Member, {up, down}: Gates): () => void {
  const {line} = client;
  const straight = line.request.bind(line);
  const counts = new Map<RequestName, number>();
  line.request = async (name, params) => {
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    await up?.(name, nth, params);
    try {
      return await straight(name, params);
    } finally {
      await down?.(name, nth);
    }
  };
  return () => void (line.request = straight);
}

/** Something that happens once, and can be waited for. */
export function moment() {
  const {promise, resolve} = Promise.withResolvers<void>();
  return {came: promise, comes: () => resolve()};
}
