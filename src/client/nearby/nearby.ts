/**
 * Announces the person on the networks of this machine if the setting allows it; otherwise no module is loaded and no port is
 * opened.
 */
import {addressOf, isLoopbackHost} from '../../shared/address.ts';
import type {PersonAnnouncement} from '../../shared/nearby/announcement.ts';
import type {Announcing} from '../../shared/nearby/announcing.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';

export interface NearbyPart extends Part {
  readonly isShown: boolean;
  /** @throws nearby-unusable */
  show(): Promise<void>;
  hide(): Promise<void>;
}

/** @returns the announcement; `undefined` when nobody is logged in */
function ownAnnouncement({options, getState}: Pick<Core, 'options' | 'getState'>): PersonAnnouncement | undefined {
  const {me} = getState();
  if (me === undefined) return undefined;
  const {serverUrl, identity} = options;
  const isHere = isLoopbackHost(new URL(serverUrl).hostname);
  const fingerprint = identity?.fingerprint;
  return {
    kind: 'person',
    name: me.name,
    ...(fingerprint !== undefined && {fingerprint}),
    // A loopback address would mean a different server on every other machine.
    ...(fingerprint === undefined && !isHere && {server: addressOf(serverUrl)}),
  };
}

export function nearby(client: Core): NearbyPart {
  let isShown = client.options.isNearby === true;
  let announcing: Announcing | undefined;
  /** Serializes `show` and `hide`, so that the last call wins. */
  let doing: Promise<unknown> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const done = doing.then(step);
    doing = done.catch(() => undefined);
    return done;
  };
  const begin = () =>
    inTurn(async () => {
      const first = ownAnnouncement(client);
      if (!isShown || announcing !== undefined || first === undefined) return;
      const {openAnnouncing} = await import('../../shared/nearby/announcing.ts');
      announcing = await openAnnouncing(() => ownAnnouncement(client) ?? first);
    });
  const end = () =>
    inTurn(async () => {
      const one = announcing;
      announcing = undefined;
      await one?.close();
    });
  return {
    get isShown() {
      return isShown;
    },
    async show() {
      isShown = true;
      await begin().catch((error: unknown) => {
        isShown = false;
        throw error;
      });
    },
    async hide() {
      isShown = false;
      await end();
    },
    on: {
      sessionOpened() {
        if (isShown) client.background(begin());
      },
      sessionClosed: () => void end(),
    },
    close: end,
  };
}
