/** Order within one connection: requests of a lane are served as they came, and only so many may wait. */
import type {Handler} from './handler.ts';
import type {RequestName} from '../shared/protocol.ts';

type Order = Handler<RequestName>['order'];

export interface Lane {
  /** False when too many wait already. `run` never rejects. */
  add(order: Order, run: () => Promise<void>): boolean;
  isIdle(): boolean;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

interface Task {
  order: Order;
  run(): Promise<void>;
}

/** Running and waiting together. */
const TASKS_MAX = 1_000;

export function openLane(): Lane {
  const waiting: Task[] = [];
  let running = 0;
  let isAlone = false;
  let onIdle: (() => void)[] = [];

  function start(task: Task): void {
    running++;
    isAlone = task.order === 'alone';
    void task.run().then(finish);
  }
  function finish(): void {
    running--;
    while (waiting.length > 0) {
      const [next] = waiting;
      if (next === undefined || !mayStart(next.order)) return;
      waiting.shift();
      start(next);
    }
    if (running > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  }
  const mayStart = (order: Order) => running === 0 || (order === 'pipelined' && !isAlone);

  return {
    add(order, run) {
      if (running + waiting.length >= TASKS_MAX) return false;
      if (waiting.length === 0 && mayStart(order)) start({order, run});
      else waiting.push({order, run});
      return true;
    },
    isIdle: () => running === 0,
    idle: () => (running === 0 ? Promise.resolve() : new Promise(resolve => onIdle.push(resolve))),
  };
}
