/** Runs the start forms on the terminal. */
import {openStart} from '../../../tui/start/openStart.tsx';
import type {StartResult} from '../../../tui/start/startPorts.ts';
import type {Shell} from '../../shell.ts';
import type {FullTerminal} from '../fullTerminal.ts';
import type {ScreenServer} from './screenServer.ts';
import {screenTheme} from '../screenTheme.ts';
import {onSignals} from '../signals.ts';
import {startPortsFor} from './startPorts.ts';

export async function runStartForms(
  shell: Shell,
  {terminal, depth, suspend}: FullTerminal,
  {server, firstSentence}: {server: ScreenServer; firstSentence: string},
): Promise<StartResult> {
  const {user} = await shell.clientSettings();
  const fixedServer = server.typed ?? server.serverUrl;
  const ports = await startPortsFor(shell, {fixedServer, fixedUser: user, firstSentence});
  const {theme} = await screenTheme(shell);
  const opened = openStart({terminal, ports, look: {depth, theme}, suspend});
  const stopSignals = onSignals(() => Promise.resolve());
  try {
    return await opened.whenClosed;
  } finally {
    stopSignals();
  }
}
