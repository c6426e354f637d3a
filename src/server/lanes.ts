/** Order within one connection: requests of a lane are served as they came, and only so many may wait. */
import type {Handler} from './handler.ts';
import type {RequestName} from '../shared/protocol.ts';

type Order = Handler<RequestName>['order'];

interface Task {
  order: Order;
  run(): Promise<void>;
}

/** Running and waiting together. */
const TASKS_MAX = 1_000;

/** A class, and without lists of its own while nothing waits: with functions made for each connection two lanes took 1.2 KB of it. */
export class Lane {
  #waiting: Task[] | undefined;
  #running = 0;
  #isAlone = false;
  #onIdle: (() => void)[] | undefined;

  /** False when too many wait already. `run` never rejects. */
  add(order: Order, run: () => Promise<void>): boolean {
    const waiting = this.#waiting;
    if (this.#running + (waiting?.length ?? 0) >= TASKS_MAX) return false;
    if (waiting === undefined && this.#mayStart(order)) this.#start({order, run});
    else if (waiting === undefined) this.#waiting = [{order, run}];
    else waiting.push({order, run});
    return true;
  }

  isIdle(): boolean {
    return this.#running === 0;
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise(resolve => (this.#onIdle ??= []).push(resolve));
  }

  #mayStart(order: Order): boolean {
    return this.#running === 0 || (order === 'pipelined' && !this.#isAlone);
  }

  #start(task: Task): void {
    this.#running++;
    this.#isAlone = task.order === 'alone';
    task.run().then(
      () => this.#finish(),
      () => this.#finish(),
    );
  }

  #finish(): void {
    this.#running--;
    const waiting = this.#waiting;
    while (waiting?.[0] !== undefined) {
      const [next] = waiting;
      if (!this.#mayStart(next.order)) return;
      waiting.shift();
      this.#start(next);
    }
    this.#waiting = undefined;
    if (this.#running > 0 || this.#onIdle === undefined) return;
    for (const resolve of this.#onIdle) resolve();
    this.#onIdle = undefined;
  }
}
