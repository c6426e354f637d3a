/** Peer: InspIRCd; nothing stored. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {irc} from '../protocols/irc.ts';
import {inNamedRooms, type ChatServer} from '../server.ts';

const settings = (folder: string, port: number) => `<server name="irc.bench.local" description="bench" network="bench">
<admin name="a" nick="a" email="a@bench.local">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect name="main" allow="*" timeout="120" pingfreq="600" threshold="100000000" commandrate="2000000000" fakelag="no"
  recvq="1048576" softsendq="67108864" hardsendq="67108864" localmax="20000" globalmax="20000" limit="20000" maxchans="100"
  resolvehostnames="no" useident="no" uniqueusername="no" maxconnwarn="no">
<performance softlimit="20000" somaxconn="4096" netbuffersize="10240" quietbursts="yes" nouserdns="yes">
<pid file="${folder}/pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="${folder}/log">
<files motd="">
`;

export const inspircd: ChatServer = {
  name: 'InspIRCd',
  kind: 'peer',
  needs: {program: 'inspircd', package: 'inspircd'},
  protocol: irc,
  isDurable: false,
  prepare: async (folder, port, people) => {
    const path = join(folder, 'inspircd.conf');
    writeFileSync(path, settings(folder, port));
    return {
      command: ['inspircd', '--runasroot', '--nofork', '--config', path],
      clients: inNamedRooms(people),
    };
  },
};
