/** Puts a listener in front of an event's existing listeners; it decides whether to call them. */
import type {EventEmitter} from 'node:events';

/** From now on the listeners that an event has hear of it when `listener` calls `pass`; those added later hear of it as usual. */
export function takeOver<Args extends unknown[]>(
  server: EventEmitter,
  name: string,
  listener: (pass: (...args: Args) => void, ...args: Args) => void,
): void {
  const behind = server.listeners(name) as ((...args: Args) => void)[];
  server.removeAllListeners(name);
  const pass = (...args: Args) => {
    for (const one of behind) one.apply(server, args);
  };
  server.on(name, (...args: unknown[]) => listener(pass, ...(args as Args)));
}
