import { type EmergencyRule, rule } from './rule.ts';
import { pipe, rooms, water } from './rule-words.ts';

/** Water and sewage where they do damage now. */
export const waterRules: readonly EmergencyRule[] = [
  rule('pipe-burst', 'emergency', 'Rohrbruch', ['*rohrbruch *rohrbrüche *rohrbruchs burst_pipe pipe_burst'], {
    unless:
      'versicherung* rechnung* trockner* trocknung* gutachter* protokoll damals kondens* schadensmeldung fotos angebot abschlag* sanierung',
  }),
  rule(
    'water-entry',
    'emergency',
    'Wasser dringt ein',
    ['wassereinbruch *wassereinbruch wasseraustritt abgesoffen säuft_ab absäuft'],
    {
      unless:
        'versicherung* rechnung* gutachter* trocknung* protokoll damals schadensmeldung motor auto handy akte',
    },
  ),
  rule(
    'oil',
    'emergency',
    'Öl läuft aus',
    [
      'heizöl öl öltank *öltank',
      'läuft_aus ausläuft ausgelaufen läuft_ölig öl_läuft läuft_öl läuft_heizöl tritt_aus',
    ],
    {
      elsewhere: ['keller* *keller tank *tank heizöl heizung* *heizung waschküche haus'],
      unless: 'auto motor fahrrad flasche olivenöl scharnier*',
    },
  ),
  rule(
    'pipe-broken',
    'emergency',
    'Eine Leitung ist gebrochen',
    [
      pipe,
      'geplatzt abgeplatzt platzt gebrochen gerissen abgerissen geborsten aufgerissen burst broken_pipe geknallt angebohrt getroffen abgesprungen abgegangen gebrocken pękła лопнул* прорвал* patladı rotto explosé crevé',
    ],
    { unless: 'silikon* spiegel griff traum vertrag' },
  ),
  rule(
    'water-jet',
    'emergency',
    'Wasser strömt oder spritzt',
    [
      `${water} ${pipe} ${rooms} es`,
      'strömt schießt spritzt sprudelt flutet fontäne strahl sturzbach sturzbachartig ströme literweise eimerweise pouring gushing flooding fışkırıyor хлещет заливает затапливает залива* zalewa leje_się льёт* льет* ллє* gushing',
    ],
    { unless: 'regnet regen gas duft licht balkonkasten dusche regenwasser menschen leute besucher' },
  ),
  rule(
    'water-through',
    'emergency',
    'Wasser läuft durch Decke, Wand oder Räume',
    [
      water,
      'läuft laufen rinnt fließt kommt lauft löppt dringt drückt rauscht plätschert stürzt schwappt drückt leaking coming dripping akıyor damlıyor geliyor течет течёт тече капает leje cieknie kapie coule cae cayendo sale scende curge teče',
      `${rooms} aus_dem_*`,
    ],
    {
      strong:
        'aus_der_decke durch_die_decke von_der_decke aus_der_wand durch_die_wand über_den_boden durchs_treppenhaus durch_d_*',
      unless:
        'ins_waschbecken durch_die_rohre durch_die_leitung dünn *spülung* spülkasten toilette* wc klo *hahn hahn wasserhahn langsam ablauf läuft_nicht nicht_ab regenrinne* dachrinne* kalt lauwarm heiß warm braun trüb rostig abgestellt kondens* geräusch blumenkasten blumen gießen blumenkästen klimaanlage',
    },
  ),
  rule(
    'out-of-ceiling',
    'emergency',
    'Es läuft aus der Decke',
    [
      'decke *decke tapete tapeten wand wände deckenlampe lampe *lampe lampenfassung kronleuchter',
      'läuft rinnt fließt strömt plätschert regnet runtergelaufen schüttet',
    ],
    { unless: 'nicht_mehr kabel riss kondens*' },
  ),
  rule(
    'dripping-lamp',
    'emergency',
    'Wasser an elektrischen Teilen',
    [
      `${water} tropft tropfen läuft nass feuchtigkeit`,
      'steckdose* sicherungskasten stromkasten* *stromkasten verteilerkasten schaltkasten deckenlampe lampe light_fixture elektrik zählerkasten zählerschrank sicherungen',
    ],
    { unless: 'stehlampe wasserzähler birne' },
  ),
  rule(
    'flood',
    'emergency',
    'Räume stehen unter Wasser',
    [
      `${rooms} ${water} alles hof`,
      'unter_wasser überflutet* überschwemmt* überschwemmung überflutung vollgelaufen voll_wasser läuft_voll lauft_voll löppt_vull läuft_*_voll geflutet schwimmt schwimmen knöchelhoch knöcheltief kniehoch zentimeter_wasser zentimeter_hoch wasser_steht steht_wasser steht_das_wasser water_steiht steht_*_wasser steht_*_*_wasser flooded under_water zalan* затопил* затоплен* inondé* inundad* allagat* su_bastı basmış',
    ],
    {
      strong: 'in_den_keller in_die_wohnung',
      unless: 'hof pfütze gully mails topf untersetzer beet garten parkplatz *schüssel gießkanne teich enten',
    },
  ),
  rule(
    'tap-cannot-stop',
    'emergency',
    'Wasser lässt sich nicht abstellen',
    [
      `${water} haupthahn absperrhahn schieber hahn`,
      'nicht_abstellen nicht_abdrehen nicht_zudrehen nicht_mehr_abstellen nicht_mehr_zu nicht_zu_stoppen nicht_stoppen läuft_und_läuft hört_nicht_auf',
    ],
    { isNegative: true, unless: 'spülkasten toilette klo wc tropft' },
  ),
  rule(
    'sewage',
    'emergency',
    'Abwasser drückt hoch',
    [
      'abwasser* fäkalien *fäkalien kloake jauche sielwater sielwasser kanal kanalisation gully bodenablauf abwasserrohr klo toilette wc *abfluss abfluss dusche duschwanne duschabfluss badewanne sewage rückstau sewer toilet tuvalet канализац* égouts',
      'drückt hochgedrückt hochkommt kommt_hoch kommt_*_hoch kommt_*_*_hoch kommt_*_*_*_hoch hoch_aus steigt quillt hochgekommen läuft_über lauft_über übergelaufen überläuft übergelaufen schwappt sprudelt kommt_rin kommt_*_rin kommt_*_*_rin kommt_zurück kommt_*_zurück kommt_*_*_zurück läuft_zurück läuft_*_zurück kommt_raus kommt_*_raus kommt_*_*_raus kommt_*_*_*_raus läuft_raus läuft_*_raus backing_up coming_up overflowing overflow taşıyor вытекает поднимается déborde',
    ],
    { unless: 'preis* kosten abwasserkosten abwassergebühr* miete gebühr* vollgelaufen_ist' },
  ),
  rule(
    'sewage-room',
    'emergency',
    'Abwasser in der Wohnung',
    [
      'brühe kacke abwasser fäkalien scheiße kloake jauche braunes_wasser schmutzwasser',
      'läuft kommt drückt quillt steht schwappt fließt lauft',
    ],
    { unless: 'hahn wasserhahn *hahn leitungswasser aus_der_leitung duschkopf' },
  ),
];
