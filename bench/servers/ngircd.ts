/** Peer: ngIRCd; nothing stored. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {irc} from '../protocols/irc.ts';
import {inNamedRooms, type ChatServer} from '../server.ts';

const settings = (port: number) => `[Global]
Name = irc.bench.local
Info = bench
Listen = 127.0.0.1
Ports = ${port}
ServerUID = root
ServerGID = root
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
ChrootDir =
`;

export const ngircd: ChatServer = {
  name: 'ngircd',
  kind: 'peer',
  needs: {program: 'ngircd', package: 'ngircd'},
  protocol: irc,
  isDurable: false,
  // Its queue of connections that wait is ten long.
  together: 8,
  prepare: async (folder, port, people) => {
    const path = join(folder, 'ngircd.conf');
    writeFileSync(path, settings(port));
    return {command: ['ngircd', '-n', '-f', path], clients: inNamedRooms(people)};
  },
};
