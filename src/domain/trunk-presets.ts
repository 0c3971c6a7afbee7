/** What is known of the usual providers and telephone systems: good defaults, and where to find the rest. */
import type { TrunkInput, TrunkPresetName } from './trunk.ts';

export interface TrunkPreset {
  preset: TrunkPresetName;
  /** As people call it. */
  title: string;
  /** German: what to enter and where to find it. */
  hint: string;
  /** A whole trunk to begin with. An address that is not certain is empty: it stands in the customer's papers. */
  defaults: TrunkInput;
}

/** Renewed often, so that a router in between keeps the way back open (many forget it after 2 minutes). */
const THROUGH_A_ROUTER_SECONDS = 110;
const IN_THE_HOUSE_SECONDS = 300;

const basis: TrunkInput = {
  name: '',
  preset: 'generic',
  kind: 'registration',
  transport: 'udp',
  srtp: false,
  server: '',
  user: '',
  authUser: null,
  fromDomain: null,
  outboundProxy: null,
  matchAddresses: [],
  dtmf: 'auto',
  codecs: ['alaw', 'ulaw', 'g722'],
  maxChannels: 10,
  ownNumber: null,
  isEnabled: true,
  expirySeconds: THROUGH_A_ROUTER_SECONDS,
};

const make = (
  preset: TrunkPresetName,
  title: string,
  hint: string,
  change: Partial<TrunkInput> = {},
): TrunkPreset => ({ preset, title, hint, defaults: { ...basis, preset, name: title, ...change } });

/** In the order the page offers them. */
export const trunkPresets: readonly TrunkPreset[] = [
  make(
    'fritzbox',
    'FRITZ!Box',
    'Legen Sie in der FRITZ!Box unter Telefonie > Telefoniegeräte ein neues Telefon „LAN/WLAN (IP-Telefon)“ an. Tragen Sie hier den Benutzernamen und das Kennwort ein, die Sie dort vergeben. Als ankommende Rufnummern wählen Sie dort die, die Hausruf annehmen soll.',
    { server: 'fritz.box', maxChannels: 2, expirySeconds: IN_THE_HOUSE_SECONDS },
  ),
  make(
    'telekom',
    'Telekom',
    'Voreingestellt ist der Privat- und Geschäftsanschluss mit Einzelrufnummern: Benutzername ist die Rufnummer mit Landesvorwahl (+49…), Anmeldename und Passwort stehen im Kundencenter. Bei DeutschlandLAN SIP-Trunk und CompanyFlex stehen Registrar, Anmeldename und Proxy in Ihren Zugangsdaten: tragen Sie sie statt der Voreinstellung ein.',
    { server: 'tel.t-online.de', transport: 'tcp', maxChannels: 2, expirySeconds: 480 },
  ),
  make(
    'placetel',
    'Placetel',
    'Legen Sie im Placetel-Webportal ein VoIP-Ziel (SIP-Trunk) an. Server, Nutzerkennung und Passwort stehen dort bei Ihren Zugangsdaten.',
  ),
  make(
    'sipgate',
    'sipgate',
    'Benutzername ist die SIP-ID, das Passwort ist das SIP-Passwort aus dem sipgate-Konto, nicht das Ihrer Anmeldung auf der Webseite. Für sipgate trunking passt der voreingestellte Server; für einzelne Nebenstellen (sipgate team) ist er sipgate.de.',
    { server: 'sipconnect.sipgate.de' },
  ),
  make(
    'fonial',
    'fonial',
    'Legen Sie im fonial-Kundenkonto unter „SIP-Benutzer“ einen Benutzer an und verknüpfen Sie ihn mit Ihrer Rufnummer. Server, Benutzername und Passwort stehen dort bei Ihren Zugangsdaten.',
  ),
  make(
    'starface',
    'STARFACE',
    'Legen Sie in der STARFACE-Administration ein SIP-Telefon (Standard-SIP) für einen Benutzer an. Server ist die Adresse Ihrer STARFACE; Benutzername und Passwort des Telefons stehen in dessen Einstellungen.',
    { expirySeconds: IN_THE_HOUSE_SECONDS },
  ),
  make(
    '3cx',
    '3CX',
    'Legen Sie in 3CX eine Nebenstelle an. Server ist die Adresse Ihrer 3CX, Benutzername die Nebenstelle; Anmeldename (Authentication ID) und Passwort stehen in deren SIP-Einstellungen. Dort muss die Anmeldung von Hausrufs Netz aus erlaubt sein.',
    { expirySeconds: IN_THE_HOUSE_SECONDS },
  ),
  make(
    'nfon',
    'NFON',
    'Legen Sie im NFON-Portal eine Nebenstelle mit einem SIP-Gerät an. Server, Benutzername und Passwort stehen dort bei Ihren Zugangsdaten.',
  ),
  make(
    'generic',
    'Anderer Anbieter oder andere Anlage',
    'Server, Benutzername und Passwort stehen in Ihren Zugangsdaten. Erkennt die Gegenseite Sie an Ihrer IP-Adresse, wählen Sie „feste IP-Adresse“.',
    { name: 'Telefonanschluss' },
  ),
];
