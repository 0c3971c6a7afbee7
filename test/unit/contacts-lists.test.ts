/** What lists out of offices hold: people, houses, damage, and files that are none. */
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readHouseNumber, splitStreet } from '../../src/contacts/house-numbers.ts';
import { personsOf } from '../../src/contacts/person-names.ts';
import { writeXlsx } from '../../src/contacts/xlsx-write.ts';
import { readBack } from './contacts-kit.ts';

const cells = { name: null, firstName: null, lastName: null, salutation: null, title: null };
const people = (name: string) =>
  personsOf({ ...cells, name }).map(({ title, firstName, lastName }) =>
    [title, firstName, lastName].filter(part => part !== null).join(' '),
  );

describe('a name in a list', () => {
  it.each([
    ['Müller, Hans', ['Hans Müller']],
    ['Müller, Hans u. Petra', ['Hans Müller', 'Petra Müller']],
    ['Hans und Petra Müller', ['Hans Müller', 'Petra Müller']],
    ['Hans Müller / Petra Schmidt', ['Hans Müller', 'Petra Schmidt']],
    ['Müller, Hans / Schmidt, Petra', ['Hans Müller', 'Petra Schmidt']],
    ['Dr. Anna von der Heide', ['Dr. Anna von der Heide']],
    ['Prof. Dr. Schmidt, Anna', ['Prof. Dr. Anna Schmidt']],
    ['Eheleute Meier', ['Meier']],
    ['Frau Öztürk', ['Öztürk']],
    ['Familie Nguyen (Kinder: Kim)', ['Nguyen']],
    ['Bernd Undorf', ['Bernd Undorf']],
  ])('"%s" names %j', (name, expected) => {
    expect(people(name)).toEqual(expected);
  });

  it('in two columns gives each first name its family name', () => {
    const both = (firstName: string, lastName: string) =>
      personsOf({ ...cells, firstName, lastName }).map(each => `${each.firstName} ${each.lastName}`);
    expect(both('Hans u. Petra', 'Müller')).toEqual(['Hans Müller', 'Petra Müller']);
    expect(both('Hans / Petra', 'Müller / Schmidt')).toEqual(['Hans Müller', 'Petra Schmidt']);
  });

  it('on two lines of a cell names two people, where each is a whole name', async () => {
    const { contacts } = await readBack('Name;Telefon\n"Hans Müller\nPetra Schmidt";\n"Carla\nDieter";\n');
    expect(contacts).toMatchObject([
      { name: 'Hans Müller / Petra Schmidt', persons: [{ firstName: 'Hans' }, { firstName: 'Petra' }] },
      { name: 'Carla Dieter', persons: [{ firstName: 'Carla', lastName: 'Dieter' }] },
    ]);
  });

  it('of a company is no person, and an empty flat is nobody', async () => {
    const { contacts, problems } = await readBack(
      'Name;Telefon\nBehrens & Söhne GmbH & Co. KG;0441 1111111\nLeerstand;\n',
    );
    expect(contacts).toMatchObject([
      { name: 'Behrens & Söhne GmbH & Co. KG', company: 'Behrens & Söhne GmbH & Co. KG', persons: [] },
    ]);
    expect(problems).toMatchObject([{ line: 3, isLeftOut: true }]);
  });
});

describe('an address in a list', () => {
  it.each([
    ['Bahnhofstr. 12a', 'Bahnhofstr.', '12a'],
    ['Straße des 17. Juni 135 b', 'Straße des 17. Juni', '135 b'],
    ['Am Markt 12-14', 'Am Markt', '12-14'],
    ['Rosenweg 17, Hinterhaus', 'Rosenweg', '17'],
    ['Platz der Republik', 'Platz der Republik', null],
  ])('"%s" is street and house number', (text, streetName, houseNumber) => {
    expect(splitStreet(text)).toEqual({ streetName, houseNumber });
  });

  it.each([
    ['12a', 12, 12, 'a'],
    ['12 A', 12, 12, 'a'],
    ['12-14', 12, 14, null],
    ['12/14', 12, 14, null],
    ['12–14 a', 12, 14, null],
    ['14/2', 14, 14, null],
    ['Hinterhaus', null, null, null],
  ])('the house number "%s" is understood', (text, houseFrom, houseTo, houseLetter) => {
    expect(readHouseNumber(text)).toEqual({ houseFrom, houseTo, houseLetter });
  });

  it('in one cell with postcode and city is taken apart', async () => {
    const { contacts } = await readBack('Name;Anschrift\nAnna;Rosenweg 17, 26121 Oldenburg\n');
    expect(contacts).toMatchObject([
      {
        street: 'Rosenweg 17',
        streetName: 'Rosenweg',
        houseNumber: '17',
        postcode: '26121',
        city: 'Oldenburg',
      },
    ]);
  });
});

describe('damage in a list (R127)', () => {
  const header = 'Name;Straße;Nr.;PLZ;Telefon;E-Mail;Sprache\n';
  it.each([
    ['Anna;Gasse;01. Mrz;;;;', 'Hausnummer in das Datum', { houseNumber: null }],
    ['Anna;Gasse;2026-03-01;;;;', 'Hausnummer in das Datum', { houseNumber: null }],
    ['Anna;Gasse;1;1067;;;', 'Postleitzahl „1067“', { postcode: '1067' }],
    ['Anna;#NV;1;;;;', 'Fehler von Excel', { streetName: null }],
    ['MÃ¼ller;Gasse;1;;;;', 'Umlaute beschädigt', { name: 'MÃ¼ller' }],
    ['Anna;Gasse;1;;0441 78-10 bis 05;;', 'kein Bereich', { numberRanges: [] }],
    ['Anna;Gasse;1;;;anna at home;', 'keine E-Mail-Adresse', { mailAddress: null }],
    ['Anna;Gasse;1;;;;Klingonisch', 'Sprache „Klingonisch“', { language: null }],
  ])('%s is named and not repaired', async (row, said, left) => {
    const { contacts, problems } = await readBack(header + row);
    expect(problems).toMatchObject([{ line: 2, isLeftOut: false, message: expect.stringContaining(said) }]);
    expect(contacts).toMatchObject([left]);
  });

  it('that is none says nothing: ranges of extensions, and numbers that only lack a plus sign', async () => {
    const { contacts, problems } = await readBack(
      `${header}Anna;Gasse;1;;0441 7832-10 bis -29 | 49441783295;;\n`,
    );
    expect(problems).toEqual([]);
    expect(contacts[0]).toMatchObject({
      numbers: ['+49441783295'],
      numberRanges: [{ first: '+49441783210', last: '+49441783229' }],
    });
  });

  it('of single bytes does not cost all other umlauts', async () => {
    const good = Array.from({ length: 20 }, (_, row) => `Jörg Müßig ${row};0441 78329${row % 10}\n`).join('');
    const { encoding, contacts } = await readBack(
      Buffer.concat([Buffer.from(`Name;Telefon\n${good}`), Buffer.from('J\xf6rg;1\n', 'latin1')]),
    );
    expect(encoding).toBe('utf-8');
    expect(contacts[0]?.name).toBe('Jörg Müßig 0');
  });

  it('by a quotation mark does not swallow the rows behind it', async () => {
    const rows = 'Anna;"Gasse 1;0441 1111111\nBerta;Gasse 2;0441 2222222\nCarl;"Gasse 3";0441 3333333\n';
    const { contacts, problems } = await readBack(`Name;Straße;Telefon\n${rows}`);
    expect(contacts.map(contact => contact.name)).toEqual(['Anna', 'Berta', 'Carl']);
    expect(problems).toMatchObject([{ line: 2, message: expect.stringContaining('Anführungszeichen') }]);
  });
});

describe('a file that is no list', () => {
  const sheet = writeXlsx([
    {
      name: 'A',
      rows: [
        ['Name', 'Telefon'],
        ['Anna', '0441 783295'],
      ],
      widths: [9, 9],
      hasHeader: true,
    },
  ]);
  const refused = async (bytes: Uint8Array): Promise<string> => {
    const error = await readBack(bytes).then(
      () => null,
      problem => problem as { code: string; message: string },
    );
    expect(error?.code).toBe('INPUT_INVALID');
    return error?.message ?? '';
  };

  it('is told from one: the sheet that we write ourselves is read', async () => {
    expect((await readBack(sheet)).contacts).toMatchObject([{ name: 'Anna', numbers: ['+49441783295'] }]);
  });

  it('is refused with what it is and what to do', async () => {
    expect(await refused(Buffer.from('%PDF-1.7'))).toContain('ein PDF');
    expect(await refused(Buffer.from('<html><table>'))).toContain('Internetseite');
    expect(await refused(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).toContain('XLS');
    expect(
      await refused(
        Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('EncryptedPackage', 'utf16le')]),
      ),
    ).toContain('Kennwort');
    expect(await refused(zipOf({ 'content.xml': Buffer.from('<a/>') }))).toContain('ODS');
    expect(await refused(zipOf({ 'photo.jpg': Buffer.from('x') }))).toContain('keine Excel-Tabelle');
    expect(await refused(sheet.subarray(0, sheet.length - 30))).toContain('beschädigt');
  });

  it('is refused by its directory where it is a bomb, before anything is unpacked', async () => {
    const bomb = zipOf({ 'xl/workbook.xml': Buffer.alloc(64 * 1024 * 1024, ' ') });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refused(bomb)).toContain('ungewöhnlich groß');
    const many = zipOf(
      Object.fromEntries(Array.from({ length: 600 }, (_, part) => [`xl/${part}.xml`, Buffer.from('x')])),
    );
    expect(await refused(many)).toContain('ungewöhnlich groß');
  });

  it('is refused where its directory lies about the size, and where it brings a DOCTYPE of its own', async () => {
    const lying = zipOf({ 'xl/workbook.xml': Buffer.alloc(20 * 1024 * 1024, ' ') }, { claimedBytes: 100 });
    expect(await refused(lying)).toContain('beschädigt');
    const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>';
    expect(await refused(zipOf({ 'xl/workbook.xml': Buffer.from(outside) }))).toContain('beschädigt');
  });

  /** A ZIP file as an attacker writes it: compressed, and with any size in its directory. */
  function zipOf(files: Record<string, Buffer>, { claimedBytes }: { claimedBytes?: number } = {}): Buffer {
    const locals: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const [name, bytes] of Object.entries(files)) {
      const packed = deflateRawSync(bytes);
      const facts = Buffer.alloc(26);
      facts.writeUInt16LE(20, 0);
      facts.writeUInt16LE(8, 4);
      facts.writeUInt32LE(crc32(bytes), 10);
      facts.writeUInt32LE(packed.length, 14);
      facts.writeUInt32LE(claimedBytes ?? bytes.length, 18);
      facts.writeUInt16LE(name.length, 22);
      const place = Buffer.alloc(14);
      place.writeUInt32LE(offset, 10);
      directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, Buffer.from(name));
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), packed]);
      locals.push(local);
      offset += local.length;
    }
    const whole = Buffer.concat(directory);
    const end = Buffer.alloc(18);
    const count = Object.keys(files).length;
    end.writeUInt16LE(count, 4);
    end.writeUInt16LE(count, 6);
    end.writeUInt32LE(whole.length, 8);
    end.writeUInt32LE(offset, 12);
    return Buffer.concat([...locals, whole, Buffer.from('PK\x05\x06', 'latin1'), end]);
  }
});
