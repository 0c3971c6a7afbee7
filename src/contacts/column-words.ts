/**
 * How German property software and people's own lists head their columns: lower case, umlauts spelled out,
 * nothing but letters and digits. The first word is the one our own template uses.
 */
import type { ContactField } from '../domain/contact-import.ts';

export const synonyms: Record<Exclude<ContactField, 'number'>, string> = {
  externalId: `kontaktnummer kontaktnr externalid externeid id kontaktid personennummer personennr personenid
    mieternummer mieternr mieterid kundennummer kundennr kundenid debitor debitorennummer debitorennr kreditor
    vertragsnummer vertragsnr adressnummer adressnr adressid mieterkonto`,
  salutation: 'anrede salutation geschlecht',
  title: 'titel akademischertitel akadtitel title',
  firstName: 'vorname vornamen firstname givenname rufname vorname1',
  lastName: 'nachname familienname zuname lastname surname name1 nachname1',
  name: `name kontakt kontaktname vollername vollstaendigername anzeigename mieter mietername bewohner
    bewohnername ansprechpartner bezeichnung fullname displayname person personenname eigentuemer
    eigentuemername vertragspartner nutzer nutzername kunde mieterin namen nachnamevorname namevorname
    nameundvorname vornamenachname vornamename suchname kurzname`,
  company: 'firma firmenname unternehmen company organisation organization firma1 companyname',
  role: `rolle typ kontakttyp kontaktart art funktion gruppe role personenart personengruppe adressart
    adresstyp kontaktrolle nutzerart vertragsart kategorie`,
  street: `strasse str strassehausnummer strasseundhausnummer strassehausnr strassehnr strassenr strasseundnr
    strassenname anschrift adresse objektadresse objektstrasse street address strasseobjekt wohnadresse
    hausadresse liegenschaftsadresse gebaeudeadresse`,
  houseNumber: 'hausnummer hausnr hnr housenumber hsnr strassennummer',
  postcode: 'plz postleitzahl postcode zip zipcode objektplz',
  city: 'ort stadt wohnort city town gemeinde objektort plzort',
  object: `objekt objektname objektnummer objektnr objektbezeichnung liegenschaft immobilie gebaeude weg
    property verwaltungsobjekt liegenschaftsnummer wirtschaftseinheit wieinheit anlage gemeinschaft
    wegname haus`,
  unit: `einheit einheitnr einheitnummer einheitennummer mieteinheit verwaltungseinheit wohnung
    wohnungsnummer wohnungsnr whg whgnr we wenr lage unit apartment mietobjekt nutzeinheit nutzungseinheit
    ve venr etage geschoss wohnungslage mietobjektnummer objekteinheit`,
  mailAddress: 'email emailadresse mail mailadresse emailprivat email1',
  manager: `sachbearbeiter sachbearbeiterin betreuer betreuerin objektbetreuer objektbetreuerin verwalter
    verwalterin zustaendig zustaendigkeit zustaendigerverwalter zustaendigerobjektbetreuer objektmanager
    objektverantwortlicher hausverwalter kundenbetreuer objektverwalter teamverantwortlicher manager
    sachbearbeiterin zustaendigersachbearbeiter`,
  managerMailAddress: `emailsachbearbeiter sachbearbeiteremail emailverwalter verwalteremail emailbetreuer
    betreueremail zustaendigeremail emailzustaendig manageremail emailobjektbetreuer mailsachbearbeiter
    sachbearbeitermail objektbetreueremail`,
  language: 'sprache language muttersprache korrespondenzsprache',
  noTranscription: `nichtverschriften keineverschriftung keinetranskription nichttranskribieren
    keineverschriftlichung nichtverschriftlichen notranscription datenschutzsperre`,
};

/** "Telefon 2", "Mobil (privat)", "Tel. geschäftlich", "Handynummer"; never "Telefax". */
export const isNumberHeader = (key: string): boolean => numberHeader.test(key);

const numberHeader =
  /^(tel|telefon|telefonnr|telefonnummer|telefonnummern|rufnummer|rufnummern|rufnr|telnr|telprivat|festnetz|festnetznr|festnetznummer|mobil|mobilnr|mobilnummer|mobiltelefon|mobilfunk|mobilfunknummer|mobile|mobiltel|handy|handynr|handynummer|phone|phonenumber|mobilephone|kontakttelefon|weiteretelefonnummer|weiterenummer|durchwahl)(privat|priv|gesch|geschaeftlich|dienstlich|dienst|arbeit|buero|firma|festnetz|mobil|mobile|home|work|weitere|tagsueber|abends|mieter|eigentuemer|hauptmieter)?[0-9]{0,2}$/;
