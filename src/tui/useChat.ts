/** Hook that selects from the store: a component draws again only when its selection has changed. */
import {createContext, useContext, useSyncExternalStore} from 'react';
import type {Screen} from './screenContext.ts';
import type {ServerView} from './servers/servers.ts';
import type {View} from './store.ts';

export const ScreenContext = createContext<Screen | undefined>(undefined);

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (screen === undefined) throw new Error('There is no screen around this component.');
  return screen;
}

/** `select` must return the same object as long as nothing has changed. */
export function useChat<Selected>(select: (view: View) => Selected): Selected {
  const {store} = useScreen();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** All servers of the window; updates when one in the background changes. */
export function useServers(): readonly ServerView[] {
  const {servers} = useScreen();
  return useSyncExternalStore(servers.subscribe, servers.get);
}
