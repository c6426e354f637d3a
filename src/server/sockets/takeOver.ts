/** Puts a listener in front of an event's existing listeners and lets it decide whether to call them. */
import type {EventEmitter} from 'node:events';

/** Existing listeners get an event when `listener` calls `pass`; listeners added later get it as usual. */
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
