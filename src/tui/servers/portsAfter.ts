/** Forms of the start in which nobody is logged in before something else is over. */
import type {StartPorts} from '../start/startPorts.ts';

/** Wraps the ports so that no login completes before `before` has resolved. @param before never rejects */
export function portsAfter(before: Promise<void>, ports: StartPorts): StartPorts {
  return {
    ...ports,
    async register(...asked) {
      await before;
      await ports.register(...asked);
    },
    async login(...asked) {
      await before;
      await ports.login(...asked);
    },
    async loginBySsh(...asked) {
      await before;
      await ports.loginBySsh(...asked);
    },
  };
}
