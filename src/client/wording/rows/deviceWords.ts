/** Logged-in devices as rows of a table. */
import type {Device} from '../../../shared/model.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';

/** Foreign parts not yet passed through `display()`. */
export const deviceCells = (devices: readonly Device[]): (string | number)[][] =>
  devices.map(({number, deviceName, address, createdAtMs, lastUsedAtMs, connections, isThis, expiresAtMs}) => [
    number,
    expiresAtMs !== undefined ? `token ${deviceName}` : deviceName === '' ? '(unnamed)' : deviceName,
    isThis
      ? 'this one'
      : connections > 0
        ? 'connected'
        : address === ''
          ? 'never used'
          : `used ${dateTimeOf(lastUsedAtMs)}`,
    address,
    expiresAtMs === undefined ? `since ${dateTimeOf(createdAtMs)}` : `until ${dateTimeOf(expiresAtMs)}`,
  ]);

export const endedWords = (count: number): string =>
  count === 0
    ? 'No other device is logged in.'
    : `${count === 1 ? 'One device is' : `${count} devices are`} logged out.`;
