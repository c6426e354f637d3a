/** Leaving the screen: asks first when files are on their way, or when others would lose their server. */
import {mayOnServer} from '../../shared/access/roles.ts';
import {openConfirm} from '../overlays.ts';
import {showOverlay} from './overlaying.ts';
import type {Screen} from '../screenContext.ts';

export function quit(screen: Screen, lastWords: string): void {
  const {transferById} = screen.client.getState();
  const running = Object.values(transferById).filter(({status}) => status === 'active' || status === 'verifying');
  if (running.length === 0) return askAboutServer(screen, lastWords);
  showOverlay(
    screen,
    openConfirm({
      question: lastWords,
      title: 'Quit',
      text: `${running.length === 1 ? 'A file is' : `${running.length} files are`} on the way: ${running
        .slice(0, 3)
        .map(({name}) => name)
        .join(', ')}. They go on where they stopped at the next start.`,
      choices: [
        {choice: 'leave', key: 'q', label: 'Quit'},
        {choice: 'cancel', key: 's', label: 'Stay'},
      ],
    }),
  );
}

function askAboutServer(screen: Screen, lastWords: string): void {
  const {server, onlineCount, connection, me} = screen.client.getState();
  const others = onlineCount - 1;
  const mayStop = me !== undefined && mayOnServer(me.role, 'serverStop');
  if (server?.isEmbedded !== true || others < 1 || connection.status !== 'online' || !mayStop) {
    return screen.end({kind: 'quit', lastWords});
  }
  showOverlay(
    screen,
    openConfirm({
      question: lastWords,
      title: 'Quit',
      text: `${others === 1 ? 'One other person is' : `${others} others are`} connected to the server on this machine.`,
      choices: [
        {choice: 'keep', key: 'k', label: 'Keep the server running for them'},
        {choice: 'stop', key: 't', label: 'Stop the server'},
        {choice: 'cancel', key: 's', label: 'Stay'},
      ],
    }),
  );
}

/** @param lastWords what the question was asked about */
export function answerQuit(screen: Screen, lastWords: string, choice: string): void {
  const {client} = screen;
  const end = () => screen.end({kind: 'quit', lastWords});
  if (choice === 'leave') askAboutServer(screen, lastWords);
  else if (choice === 'keep') screen.run(client.request('serverKeep', {}).then(end));
  else if (choice === 'stop') screen.run(client.request('serverStop', {}).then(end));
}
