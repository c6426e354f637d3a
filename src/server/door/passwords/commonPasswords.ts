/** Passwords that every guessing list begins with: those of zxcvbn-ts and some more, in lower case. */
import {FIXED_LIMITS} from '../../../shared/limits.ts';

const WORDS = `
password password1 password12 password123 password1234 password2 password3 password! password1! passw0rd passw0rd1 p@ssw0rd
p@ssword p@ssw0rd1 pa$$word pa$$w0rd
12345678 123456789 1234567890 12345678910 0123456789 01234567 012345678 987654321 9876543210 87654321 11111111 111111111
1111111111 00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999
12341234 123123123 123321123 112233445566 11223344 1122334455 121212121 12121212 123454321 1234567a 12345678a 123456789a
a12345678 a123456789 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
zaq12wsx zaq1zaq1 zaq1xsw2 2wsx3edc !qaz2wsx 1qaz!qaz
qwertyui qwertyuiop qwertyu1 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty77 qwerty!@ qwerty1! qweqweqwe
qweasdzxc qwe123qwe qweasd123 qwer1234 qwert123 qwert1234 qwert12345 qwertz123 qwertzuiop azertyuiop azerty123 asdfghjk
asdfghjkl asdfasdf asdf1234 asdfqwer asdf12345 asdasdasd asd123asd zxcvbnm1 zxcvbnm123 zxcvbnm, zxcvbnm,. zxcvzxcv zxcv1234
poiuytrewq lkjhgfdsa mnbvcxz1 aaaaaaaa aaaaaaaaa aaaaaaaaaa abababab abcd1234 abcdefgh abcdefg1 abcdefghi abcdefghij abc12345
abc123456 abc123abc abcabcabc a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aabbccdd xxxxxxxx zzzzzzzz
iloveyou iloveyou1 iloveyou2 iloveyou! iloveyou123 iloveu123 ilovegod ilovejesus ilovemom ilovehim iloveher loveyou1 lovelove
love1234 lovelife loverboy lover123 mylove123 truelove trustno1 trustno11 trustnoone letmein1 letmein12 letmein123 letmein!
letmeinnow welcome1 welcome12 welcome123 welcome1234 welcome! welcome2 welcome@123 changeme changeme1 changeme123 changeit
default1 default123 secret12 secret123 topsecret
administrator admin123 admin1234 admin12345 admin123456 admin@123 adminadmin administrador root1234 rootroot toor1234 superuser
superman1 test1234 test12345 testtest testing1 testing123 tester123 guest123 guest1234 user1234 username username1 login123
master12 master123 demo1234 temp1234 temppass computer computer1 internet internet1 internet123 server123 database oracle123
mysql123 postgres system123 linux123 windows1 windows10 microsoft google123 facebook facebook1 twitter1 youtube1 linkedin
samsung1 samsung123 iphone123 nintendo playstation minecraft minecraft1 pokemon1 pokemon123 fortnite starcraft warcraft
counterstrike
football football1 football12 football123 baseball baseball1 baseball12 basketball basketball1 softball softball1 volleyball
hockey123 soccer12 soccer123 soccer10 swimming swimmer1 gymnastics skateboard snowboard liverpool liverpool1 liverpoolfc
chelsea1 chelsea123 chelseafc arsenal1 arsenal123 manchester manutd123 barcelona barcelona1 realmadrid juventus juventus1
intermilan steelers steelers1 packers1 cowboys1 yankees1 lakers24 patriots redskins eagles123 raiders1 ferrari1 mercedes
mercedes1 porsche1 porsche911 mustang1 corvette corvette1 chevrolet camaro123 yamaha123 motorola motorcycle harley123
harleydavidson
princess princess1 princess12 princess123 sunshine sunshine1 sunshine12 sunshine123 butterfly butterfly1 chocolate chocolate1
strawberry cupcake1 cookie123 banana123 blueberry raspberry cinnamon vanilla1 pineapple watermelon starwars starwars1 startrek1
superman superman12 superman123 batman123 batman12 spiderman spiderman1 ironman1 captain1 wolverine jordan23 jordan123 michael1
michael12 michael123 michelle michelle1 jennifer jennifer1 jessica1 jessica123 ashley123 ashley12 amanda123 andrea123 brittany
christopher christian christina christine danielle daniel123 david123 elizabeth elizabeth1 alexander alexander1 alexandra
alexandria anthony1 anthony123 andrew123 benjamin benjamin1 brandon1 brandon123 caroline catherine charlie1 charlie123 charlotte
cameron1 stephanie stephen1 samantha samantha1 sebastian robert123 richard1 rebecca1 victoria victoria1 veronica valentina
nicholas nicholas1 nathaniel natalie1 matthew1 matthew123 melissa1 margaret maximus1 jonathan jonathan1 joshua123 justin123
jasmine1 isabella isabella1 gabriela gabriel1 francesco fernando emmanuel dominic1 patricia patrick1 thomas123 william1
william123 vincent1 killer123 hunter12 hunter123 ranger123 shadow12 shadow123 master1234 monkey12 monkey123 dragon12 dragon123
dragon1234 tigger12 tigger123 ginger123 pepper123 buster123 bailey123 maggie123 cookie12 summer12 summer123 winter123 autumn123
spring123 january1 february september october1 november december december1 monday123 friday13
mustang123 freedom1 freedom123 whatever whatever1 whatever123 nothing1 something anything blink182 metallica metallica1 slipknot
slipknot1 nirvana1 greenday1 linkinpark eminem123 rockstar1 rockandroll guitar123 musiclover hiphop123 babygirl babygirl1
babyboy1 babyblue sweetheart sweetie1 sweetpea1 beautiful beautiful1 gorgeous1 handsome1 lollipop lollipop1 bubbles1 bubblegum
blessed1 jesus123 jesuschrist jesussaves godisgood godislove heaven123 angel123 angels123 angelina angelica diamond1 diamond123
platinum precious purple123 orange123 yellow123 green123 midnight midnight1 moonlight starlight rainbow1 rainbow123 unicorn1
elephant elephant1 dolphin1 dolphins panther1 cheetah1 leopard1 scorpion crocodile mickey123 mickeymouse snoopy123 garfield
garfield1 tinkerbell cinderella pikachu1 naruto123 dragonball dragonballz sasuke123 hello123 hello1234 hello12345 hellohello
hellokitty goodluck happy123 happiness friends1 friends4ever forever1 forever21 myspace1 myspace123 mypassword mypassword1
mypass123 nopassword yourpassword thepassword newpassword oldpassword passpass pass1234 pass12345 passwd123 password01
password11 password21 password99 password2020 password2021 password2022 password2023 password2024 password2025 password2026
summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 winter2022 winter2023 winter2024 winter2025 spring2024
spring2025 autumn2024 autumn2025 welcome2023 welcome2024 welcome2025 welcome2026 qwerty2023 qwerty2024 qwerty2025 admin2023
admin2024 admin2025
correcthorsebatterystaple letmeinplease opensesame sesame123 abracadabra mellon123 swordfish swordfish1 matrix123 zerocool
hacker123 hackerman fuckyou1 fuckyou123 fuckyou2 fuckoff1 fuckthis asshole1 bullshit bitch123 pussycat 69696969 420420420
13131313 10101010 20202020 12345qwert 12345qwerty 123qweasd 123qweasdzxc 123qwe123 1234qwer 1234asdf 1234abcd 1234567q 123abc123
123456abc 123456aa 123456qwerty 147258369 159753456 159357258 147852369 741852963 789456123 963852741 456456456 789789789
102030405060 1029384756 5201314520 woaini1314 woaini520 chattui1 chat-tui chattui123
`;

/** Passwords with spaces are listed separately, because the others are separated by spaces. */
const OWN = [...WORDS.trim().split(/\s+/), 'correct horse battery staple', 'open sesame'];

let common: Promise<ReadonlySet<string>> | undefined;

/**
 * Common passwords of at least eight characters, out of 49,000. Loaded when the first password is chosen, because most starts
 * need none.
 */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= readDictionary().then(
    words => new Set([...words, ...OWN].filter(({length}) => length >= LENGTH_MIN).map(toLower)),
  );
  return common;
}

/** In the bundle, the exports of a CommonJS package are in `default`. */
async function readDictionary(): Promise<readonly string[]> {
  const library: Library & {default?: Library} = await import('@zxcvbn-ts/language-common');
  return (library.default ?? library).dictionary['passwords-common'];
}

type Library = Pick<typeof import('@zxcvbn-ts/language-common'), 'dictionary'>;

const LENGTH_MIN = FIXED_LIMITS.passwordLengthMin;
const toLower = (text: string) => text.normalize('NFKC').toLowerCase();

export const isCommonPassword = async (password: string): Promise<boolean> =>
  (await commonPasswords()).has(toLower(password));
