import { type EmergencyRule, rule } from './rule.ts';
import { cold, heating, lift } from './rule-words.ts';

/** What cannot wait long, but is no danger. */
export const urgentRules: readonly EmergencyRule[] = [
  rule('heating', 'urgent', 'Heizung geht nicht', [heating, `${cold} einige zimmer wird_nicht`], {
    season: 'winter',
    isNegative: true,
    unless:
      'heizung_geht. einer_von ein_heizkörper abrechnung* kosten* heizkostenabrechnung ablesung lauwarm gluckert pfeift rauscht tropft',
  }),
  rule(
    'hot-water',
    'urgent',
    'Kein warmes Wasser',
    [
      'warmwasser *warmwasser warmes_wasser warme_wasser heißes_wasser hot_water sıcak_su',
      'kein keins nicht keine weg ausgefallen kalt no ohne fehlt',
    ],
    { isNegative: true, unless: 'abrechnung* kosten* zähler*' },
  ),
  rule(
    'water-off',
    'urgent',
    'Kein Wasser',
    ['kein_wasser kein_leitungswasser wasser_ist_weg wasser_weg ohne_wasser no_water'],
    { isNegative: true, unless: 'angekündigt mehr_im läuft_kein tropft keller' },
  ),
  rule(
    'power',
    'urgent',
    'Kein Strom',
    [
      'kein_strom keinen_strom strom_weg strom_ist_weg stromausfall strom_ausgefallen ohne_strom kein_licht hauptsicherung_*_raus no_power',
    ],
    { isNegative: true, unless: 'angekündigt stromanbieter keller' },
  ),
  rule(
    'toilet',
    'urgent',
    'Toilette verstopft',
    [
      'toilette klo wc toilet tuvalet',
      'verstopft läuft_nicht geht_nicht blocked clogged tıkalı kaputt defekt',
    ],
    { isNegative: true, unless: 'gäste* zweite zweites gästewc' },
  ),
  rule('drain', 'urgent', 'Abfluss verstopft', ['abfluss *abfluss rohr', 'verstopft übergelaufen steht'], {
    unless: 'langsam',
  }),
  rule(
    'damp',
    'urgent',
    'Es tropft oder wird feucht',
    [
      'decke *decke wand *wand fleck* *fleck wasserfleck',
      'tropft tropfen feucht feuchter nass größer breitet wächst feuchtigkeit nasser',
    ],
    { unless: 'alt alter trocken längst jahren farbe' },
  ),
  rule('water-damage', 'urgent', 'Wasserschaden', ['wasserschaden wasserschäden'], {
    unless: 'alt alter versicherung* rechnung* trocken gutachter* letztes damals',
  }),
  rule(
    'lift-out',
    'urgent',
    'Aufzug steht, und jemand ist darauf angewiesen',
    [lift, 'nicht steht kaputt defekt ausgefallen außer_betrieb still stufe hält stehengeblieben kein'],
    {
      isNegative: true,
      elsewhere: [
        'rollstuhl* rollator* krücken gehbehindert* praxis patienten kinderwagen operiert operation hüfte knie @alter angewiesen schwanger* pflegebedürftig* behindert* treppen_nicht kommt_nicht_runter komme_nicht_runter arzttermin',
      ],
    },
  ),
  rule('deadline', 'urgent', 'Frist in wenigen Tagen', [
    'frist* *frist gericht* räumung* kündigungsfrist klage* sperrung* abgestellt',
    'morgen übermorgen heute läuft_ab freitag montag dienstag mittwoch donnerstag tagen',
  ]),
  rule('locked-out', 'urgent', 'Ausgesperrt', [
    'ausgesperrt zugefallen locked_out komme_nicht_rein kommen_nicht_rein komm_nicht_rein',
  ]),
  rule(
    'key-lost',
    'urgent',
    'Schlüssel verloren',
    ['schlüssel *schlüssel schlüsselbund', 'verloren gestohlen geklaut'],
    { unless: 'briefkastenschlüssel kellerschlüssel gefunden' },
  ),
  rule('break-in', 'urgent', 'Einbruch', ['einbruch eingebrochen aufgebrochen'], {
    unless: 'briefkasten fahrradkeller versicherung* nebenan',
  }),
  rule(
    'door',
    'urgent',
    'Tür schließt nicht',
    [
      'haustür* *haustür eingangstür* wohnungstür',
      'nicht_schließen nicht_mehr schließt_nicht geht_nicht_zu nicht_zu offen aufgebrochen',
    ],
    { isNegative: true, unless: 'briefträger klingel' },
  ),
  rule(
    'urgent-said',
    'urgent',
    'Der Anrufer bittet um Eile',
    [
      'dringend dringende dringender dringendes eilig eilt sofort umgehend unverzüglich schnellstmöglich schnellstens beeilen urgent immediately acil срочно терміново pilne urgente',
    ],
    { unless: 'ab_sofort' },
  ),
];
