/** XMPP with anonymous logins and a multi-user room. Column: room. A message counts as sent when it comes back to its sender. */
import type {Protocol, Step} from '../protocol.ts';

export const HOST = 'bench.local';

const STREAM: Step = [
  `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${HOST}' version='1.0'>`,
  '</stream:features>',
];

export const xmpp: Protocol = {
  login: [
    STREAM,
    ["<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", '<success'],
    STREAM,
    [
      "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>",
      '<jid>',
    ],
    ["<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq><presence/>", "id='s'"],
  ],
  join: [
    [
      `<presence to='%1@conference.${HOST}/u%N'><x xmlns='http://jabber.org/protocol/muc'><history ` +
        `maxstanzas='0'/></x></presence>`,
      "code='110'",
    ],
  ],
  message: `<message to='%1@conference.${HOST}' type='groupchat' id='m%I'><body>%B</body></message>`,
};
