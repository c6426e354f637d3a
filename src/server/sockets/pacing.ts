/**
 * Pauses reading from connections without a pending request when the request budget is spent; resumes them round robin per
 * network.
 */
import type {IncomingMessage, Server as HttpServer, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {openUnauthenticatedBudget} from '../door/limits/unauthenticatedBudget.ts';
import {networkPrefixOf} from '../network.ts';
import {peerOf} from './clientAddress.ts';
import {openFairQueue} from '../door/limits/fairQueue.ts';
import {takeOver} from './takeOver.ts';

/** Cost of a request that the server answers by itself. */
const REQUEST_UNITS = 6;
/** Cost of an upgrade with its WebSocket. */
const UPGRADE_UNITS = 30;
/** Connections resumed per turn. */
const BATCH = 16;
/** Maximum number of pipelined requests per connection; clients send one at a time, and only some proxies pipeline. */
const PIPELINED_MAX = 8;

export interface Pacing {
  /** Has to be called after all listeners for requests and upgrades were added. */
  takeRequests(): void;
}

/** Has to be called before anything but HTTP listens for connections. */
export function paceConnections(server: HttpServer): Pacing {
  const budget = openUnauthenticatedBudget();
  /** Idle connections that are read from. */
  const awaited = new Set<Socket>();
  /** Idle connections that are paused. */
  const held = openFairQueue<Socket>();
  const pending = new WeakMap<Socket, number>();
  let isGoingOn = false;

  const hold = (socket: Socket) => {
    awaited.delete(socket);
    socket.pause();
    held.add(socket, networkPrefixOf(peerOf(socket).address));
  };
  const expectRequest = (socket: Socket) => {
    if (socket.destroyed) return;
    if (!budget.isOpen() || held.size() > 0) return hold(socket);
    awaited.add(socket);
  };
  const leave = (socket: Socket) => {
    awaited.delete(socket);
    held.remove(socket);
  };
  const goOn = () => {
    isGoingOn = false;
    for (let count = 0; count < BATCH && budget.isOpen(); count++) {
      const socket = held.take();
      if (socket === undefined) return;
      awaited.add(socket);
      socket.resume();
    }
    planToGoOn();
  };
  // If the latest connections had no request, the next ones are read from in the next turn.
  const planToGoOn = () => {
    if (isGoingOn || !budget.isOpen()) return;
    isGoingOn = true;
    setImmediate(goOn);
  };
  budget.listen({
    closed() {
      for (const socket of awaited) hold(socket);
    },
    opened: planToGoOn,
  });

  /** @returns false if the connection was closed */
  const began = (socket: Socket, res: ServerResponse): boolean => {
    // Done first, or the connection would be paused because of its own request.
    leave(socket);
    budget.spend(REQUEST_UNITS);
    const count = (pending.get(socket) ?? 0) + 1;
    pending.set(socket, count);
    if (count > PIPELINED_MAX) {
      socket.destroy();
      return false;
    }
    res.on('close', () => {
      const left = (pending.get(socket) ?? 1) - 1;
      pending.set(socket, left);
      if (left === 0) expectRequest(socket);
    });
    return true;
  };
  takeOver<[Socket]>(server, 'connection', (serve, socket) => {
    socket.on('close', () => leave(socket));
    serve(socket);
    expectRequest(socket);
  });
  return {
    takeRequests() {
      takeOver<[IncomingMessage, ServerResponse]>(server, 'request', (answer, req, res) => {
        if (began(req.socket, res)) answer(req, res);
      });
      takeOver<[IncomingMessage, Duplex, Buffer]>(server, 'upgrade', (take, req, socket, head) => {
        leave(req.socket);
        budget.spend(UPGRADE_UNITS);
        take(req, socket, head);
      });
      takeOver<[Error, Duplex]>(server, 'clientError', (refuse, error, socket) => {
        budget.spend(REQUEST_UNITS);
        refuse(error, socket);
      });
    },
  };
}
