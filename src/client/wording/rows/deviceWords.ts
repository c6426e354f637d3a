/** Logged-in devices as rows of a table. */
import {deviceLabel, lastUseWords} from '../../../shared/access/loginCells.ts';
import type {Device} from '../../../shared/model.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';

/** Contains text from others, not yet passed through `display()`. */
export const deviceCells = (devices: readonly Device[]): (string | number)[][] =>
  devices.map(device => [
    device.number,
    deviceLabel(device),
    device.isThis ? 'this one' : lastUseWords(device),
    device.address,
    device.expiresAtMs === undefined
      ? `since ${dateTimeOf(device.createdAtMs)}`
      : `until ${dateTimeOf(device.expiresAtMs)}`,
  ]);

export const endedWords = (count: number): string =>
  count === 0
    ? 'No other device is logged in.'
    : `${count === 1 ? 'One device is' : `${count} devices are`} logged out.`;
