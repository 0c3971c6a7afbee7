import { foreignRules } from './foreign-rules.ts';
import { personRules } from './person-rules.ts';
import { type EmergencyRule, rule } from './rule.ts';
import { cold, frail, heating, lift, wholeHouse } from './rule-words.ts';
import { urgentRules } from './urgent-rules.ts';
import { waterRules } from './water-rules.ts';

/** Danger to life or property now. Data: a page may show and change each rule. */
export const dangerRules: readonly EmergencyRule[] = [
  rule('gas', 'emergency', 'Gasgeruch', ['*gasgeruch gasgeruch gasleck* gasaustritt gas_leak'], {
    unless: 'gaszähler übung',
  }),
  rule(
    'gas-smell',
    'emergency',
    'Es riecht nach Gas',
    [
      'gas *gas gase gaz gazu газом газ газу gás غاز',
      'riecht riechts riech rieche riechen roch stinkt stinkts geruch strömt zischt leck gerochen riechn ruukt smell smells smelling leak kokuyor kokusu odeur sent huele olor odore puzza czuć zapach пахнет запах пахне miroase miris رائحة',
    ],
    { strong: 'stark_nach_gas', unless: 'abgase auspuff benzin riech_nichts rieche_nichts riecht_nicht' },
  ),
  rule(
    'gas-eggs',
    'emergency',
    'Geruch nach faulen Eiern',
    ['riecht stinkt geruch', 'faulen_eiern verfaulten_eiern'],
    { unless: 'müll* tonne* biotonne abfluss gully' },
  ),
  rule(
    'carbon-monoxide',
    'emergency',
    'Kohlenmonoxid-Warner',
    [
      'co comelder cowarner coalarm kohlenmonoxid* gasmelder gaswarner carbon_monoxide *gasmelder',
      'alarm piept schrillt ausgelöst schlägt angeschlagen geht_los heult losgegangen warnt piepst melder anzeige alarmiert beeping going_off',
    ],
    { unless: 'batterie* einmal kaufen anbringen installieren wartung' },
  ),
  rule(
    'fire',
    'emergency',
    'Feuer oder Rauch',
    [
      'brennt* brennts brand wohnungsbrand kellerbrand küchenbrand zimmerbrand feuer flamme flammen *flammen rauch rauchwolke* qualm qualmt raucht rauchentwicklung verschmort* schmort schmorgeruch brandgeruch glimmt angesengt verkohlt lichterloh gebrannt fire smoke burning flames yangın duman yanıyor incendie fumée fuego incendio humo fumo pożar dym pali_się пожар дым горит пожежа горить vatra حريق دخان',
    ],
    {
      strong:
        'balkon_brennt balkon_*_brennt balkon_*_*_brennt rauch_aus_der flamme flammen *flammen qualm qualmt lichterloh feuer_im feuer_in ganze_wohnung ganze_zimmer',
      unless:
        '*rauchmelder* rauchmelder* rauchwarnmelder* licht lampe* *lampe leuchte* *leuchte birne* kontroll* sonne augen zigarette* kifft kiffen kiffer* gekifft marihuana raucher* *raucher balkon* grill* grillen grillt kamin* kippen vape shisha feuerlöscher brandschutz* feuerwehrzufahrt feuerstelle lagerfeuer osterfeuer kerzen kerze raucht_auf raucht_im raucht_in raucht_ständig raucht_immer cannabis joint zigarren probealarm schornsteinfeger ausgegangen treppenhauslicht haustürlicht flurlicht extinguisher fire_door fire_doors fire_drill fire_alarm detector* drill fired söndürücü* merdiven* tatbikat*',
    },
  ),
  rule(
    'burning-smell',
    'emergency',
    'Brandgeruch',
    [
      'riecht riechts stinkt stinkts geruch gestank',
      'verbrannt verbrannt* verschmort* brenzlig kokelig rauch qualm angebrannt plastik gummi kabel burning',
    ],
    { unless: 'essen topf zigarette* nachbarin_kocht müll* treppenhaus_nach_rauch neuer neue kocht teppich' },
  ),
  rule(
    'smoke-alarm',
    'emergency',
    'Rauchmelder schlägt an',
    [
      '*rauchmelder rauchmelder* *rauchwarnmelder* feuermelder brandmelder* brandmeldeanlage smoke_alarm smoke_detector',
      'alarm schrillt ausgelöst schlägt geht_los heult losgegangen durchgehend ununterbrochen pausenlos niemand_öffnet niemand_macht rauch going_off angeschlagen',
    ],
    { unless: 'batterie* einmal stunde minute alle fehlalarm probealarm test* wartung austausch prüf*' },
  ),
  rule(
    'electric',
    'emergency',
    'Elektrische Gefahr',
    [
      'steckdose* *steckdose sicherungskasten* stromkasten* kabel *kabel leitung *leitung verteiler* zählerkasten zählerschrank *schalter schalter lampe *lampe herd boiler durchlauferhitzer elektrik draht drähte socket outlet wire wires fuse_box priz* розетк* prise enchufe gniazd* klingelkasten',
      'funken funkt funkts sprüht knistert kokelt kokeln knistern knisterts knisternd schmoren zischen schmort qualmt blitzt brizzelt britzelt brutzelt zischt blank blanke blanker freiliegt freiliegend* offenliegend* heraushängen glüht gezündelt verschmort stromschlag sparks sparking bare kıvılcım искр* іскр* étincelles chispas scintille',
    ],
    { unless: 'geputzt blankgeputzt gescheuert so_blank schild birne' },
  ),
  rule('shock', 'emergency', 'Stromschlag', [
    'stromschlag *stromschlag eine_gewischt eine_geschmiert schlag_bekommen unter_spannung elektrischen_schlag electric_shock',
  ]),
  rule(
    'power-house',
    'emergency',
    'Im ganzen Haus kein Strom',
    [
      'kein_strom keinen_strom kein_licht strom_weg strom_ist_weg strom_ausgefallen stromausfall *stromausfall strom_ausfall ohne_strom strom_fehlt strom no_power power_went_off power_outage elektrik_yok elektrik_kesik no_electricity dunkel stockdunkel zappenduster im_dunkeln keinen_saft kein_saft',
      wholeHouse,
    ],
    {
      isNegative: true,
      unless:
        'teurer kostet preis* abgelesen ablesen ablesung tarif jalousien angekündigt abgestellt_wird abgeschaltet stromanbieter abrechnung treppenhauslicht zahlen zahle',
    },
  ),
  rule(
    'power-frail',
    'emergency',
    'Kein Strom, und jemand braucht ein Gerät',
    ['kein_strom keinen_strom strom_weg stromausfall ohne_strom strom_ist_weg strom_ausgefallen'],
    {
      isNegative: true,
      elsewhere: [
        'beatmung* beatmungsgerät sauerstoff* dialyse* heimbeatmung insulin* atemgerät absauggerät',
      ],
    },
  ),
  rule(
    'lift-stuck',
    'emergency',
    'Jemand steckt im Aufzug',
    [
      lift,
      'stecke steckt stecken steckengeblieben stecken_geblieben bewegt_sich_nicht rührt_sich_nicht komm_nicht_raus kommen_hier_nicht komme_hier_nicht fährt_nicht_weiter zwischen_zwei zwischen_den_stockwerken feststecke feststeckt feststecken festsitzt festsitzen sitzt_fest sitze_fest sitzen_fest hängt_fest hängen_fest hänge_fest eingeschlossen eingesperrt gefangen fest komme_nicht_raus kommt_nicht_raus kommen_nicht_raus nicht_raus ist_jemand_drin noch_jemand_drin jemand_ist_drin sind_leute_drin ruft_jemand klopft_jemand um_hilfe notknopf notruftaste hilferuf* stuck trapped mahsur kaldı* sıkıştı* bloccat* atrapad* encerrad* coincé* bloqué* utknęł* utkną* застря* застряг* zaglavi* عالق',
    ],
    {
      isNegative: true,
      strong:
        'wir_stecken ich_stecke wir_sitzen ich_sitze bin_eingesperrt sind_eingesperrt leute_drin_fest steckt_der steckt_die steckt_ein_mann steckt_eine_frau stecken_leute',
      unless:
        'zettel post stau teppich schuhe zugeht leer niemand_drin keiner_drin schlüssel festgestellt wartung fest_eingeplant notknopf_prüfen defekten_notknopf notruftelefon',
    },
  ),
  rule(
    'lift-inside',
    'emergency',
    'Jemand ist im stehenden Aufzug',
    [
      'bin_in_lift bin_im_lift bin_im_aufzug sind_im_aufzug sitze_im_aufzug sitzen_im_aufzug bin_im_fahrstuhl sind_im_fahrstuhl sitze_im_fahrstuhl sitzen_im_fahrstuhl steh_im_aufzug stehe_im_aufzug stehe_*_im_aufzug stehe_*_im_fahrstuhl stecken_im_aufzug ich_in_aufzug ich_in_lift',
    ],
    {
      elsewhere: [
        'kaputt steht steckt licht_ist_aus dunkel notknopf hilfe nicht_weiter stehengeblieben stehen_geblieben bewegt_sich_nicht türen_gehen_nicht tür_geht_nicht rührt',
      ],
      unless: 'gefahren wenn spiegel',
    },
  ),
  rule(
    'lift-person',
    'emergency',
    'Jemand ist im stehenden Aufzug',
    [
      lift,
      'drin drinnen bin_im bin_*_im sind_im sind_*_im sind_*_*_im sind_*_*_*_im sitze_im sitzen_im stehe_im',
      'stehen_geblieben stehengeblieben bleibt_stehen geht_nicht_auf geht_nicht_mehr_auf gehen_nicht_auf gehen_nicht_mehr_auf nix_gehen_auf öffnet_nicht öffnet_sich_nicht öffnen_nicht',
    ],
    { isNegative: true, unless: 'leer niemand_drin keiner_drin wartung zettel' },
  ),
  rule('heating-house', 'emergency', 'Heizung im ganzen Haus aus', [heating, cold, wholeHouse], {
    season: 'winter',
    isNegative: true,
    unless: 'nicht_im_ganzen abrechnung* kosten* ablesung abgelesen wartung',
  }),
  rule('heating-frail', 'emergency', 'Heizung aus, und jemand ist schutzbedürftig', [heating, cold], {
    season: 'winter',
    isNegative: true,
    elsewhere: [frail],
    unless:
      'heizung_geht. heizungskeller heizungsraum heizungsableser* fußbodenheizung nachtspeicherheizung klopft nicht_so_warm heizung_läuft. heizung_funktioniert. einer_von ein_heizkörper ein_zimmer eine_heizung nur_im nur_in abrechnung* kosten* heizkostenabrechnung ablesung',
  }),
  rule(
    'house-cold',
    'emergency',
    'Das ganze Haus ist kalt',
    [wholeHouse, 'kalt eiskalt saukalt bitterkalt kälte friert'],
    { season: 'winter', elsewhere: [heating] },
  ),
  rule(
    'cold-frail',
    'emergency',
    'Wohnung ist kalt, und jemand ist schutzbedürftig',
    [
      'null_grad vier_grad fünf_grad sechs_grad sieben_grad acht_grad neun_grad zehn_grad elf_grad zwölf_grad dreizehn_grad vierzehn_grad fünfzehn_grad 5_grad 6_grad 7_grad 8_grad 9_grad 10_grad 11_grad 12_grad 13_grad 14_grad 15_grad',
      'wohnung zimmer heizung* heizkörper* drin drinnen hier wir schlafzimmer kinderzimmer',
    ],
    { season: 'winter', elsewhere: [frail], unless: 'minus wasser warmwasser draußen keller' },
  ),
  rule(
    'flat-cold-frail',
    'emergency',
    'Wohnung ist eiskalt, und jemand ist schutzbedürftig',
    ['wohnung zimmer schlafzimmer kinderzimmer', 'eiskalt eiskalte eiskalten saukalt bitterkalt'],
    { season: 'winter', elsewhere: [frail], unless: 'wasser warmwasser draußen keller' },
  ),
  rule(
    'door-open',
    'emergency',
    'Tür steht nachts offen',
    [
      'haustür* *haustür eingangstür* tür *tür hoftor tor wohnungstür hoftür kellertür front_door',
      'offen sperrangelweit nicht_schließen nicht_mehr_schließen schließt_nicht nicht_mehr_zu geht_nicht_zu nicht_zu aufgebrochen eingetreten aufgetreten nicht_abschließen nicht_verschließen schloss_ist_abgebrochen won_t_close open',
    ],
    {
      isNegative: true,
      elsewhere: [
        'nacht nachts mitternacht heut_nacht heute_nacht abend spätabends dunkel dunkeln 22_uhr 23_uhr einbrecher eingebrochen einbruch fremde typen angst gestalten allein ungesichert aufgebrochen eingetreten night',
      ],
      unless:
        'sprechanlage türöffner immer_wieder ständig_offen lärm knallt zugemacht wenn_jemand steht_tagsüber',
    },
  ),
  rule(
    'burglar',
    'emergency',
    'Einbruch im Gange',
    [
      'einbrecher* jemand_bricht bricht_jemand einzubrechen aufzubrechen eingebrochen_wird breaking_in',
      'gerade jetzt versucht versuchen im_haus im_keller wohnung tür',
    ],
    { unless: 'gestern letzte woche zeitung nachbarhaus polizeibericht' },
  ),
  rule(
    'falling-parts',
    'emergency',
    'Teile fallen herab oder drohen zu fallen',
    [
      '*ziegel dachziegel* *putz balkon* *balkon vordach* *vordach fassade* fassadenteile stuck brocken *brocken ast *ast baum *baum dachrinne* regenrinne* schornstein* *kamin blech dachblech decke *decke geländer *geländer fensterscheibe scheibe *fenster gerüst* markise *platte *platten mauer* brüstung* betonteile betonstücke beton glasscheibe steine dachpfannen eiszapfen satellitenschüssel roof tile balcony ceiling',
      'fällt fallen gefallen herunterfallen herunterfällt runterfallen runterfällt heruntergefallen runtergefallen abgestürzt abzustürzen stürzt abstürzen absturz* hängt_nur_noch nur_noch_an hängt_nur hängt_halb halb_unten lose einsturz* eingestürzt umzustürzen umgestürzt droht kracht runtergekracht umgekippt rausgebrochen herausgebrochen senkt_sich runtergekommen heruntergekommen gelöst_und löst_sich lösen_sich einer_schraube kippt collapsed falling collapse absturzgefahr abgebrochen_und',
    ],
    {
      unless:
        'schlüssel aufgefallen ausgefallen gefallen_lassen gefällt baum_fällen gefällt_werden fällen wackelt wackeln geräusch kosten* duschvorhang badematte silikon fugen schrank küchenschrank laub blätter kastanien nüsse fällt_mir fliese_im',
    },
  ),
  rule(
    'collapse',
    'emergency',
    'Einsturzgefahr',
    [
      'einsturzgefahr einsturz eingestürzt einzustürzen decke_ist_runtergekommen decke_kommt_runter lebensgefahr explosion explodiert',
    ],
    {
      unless: 'preis* preise kosten*',
    },
  ),
  rule(
    'declared',
    'emergency',
    'Der Anrufer nennt es einen Notfall',
    [
      'ist_ein_notfall ist_ein_absoluter_notfall akuter_notfall emergency_please this_is_an_emergency echter_notfall',
    ],
    { unless: 'im_notfall falls wenn kein' },
  ),
];

/** Emergencies first: their words are not counted a second time. */
export const emergencyRules: readonly EmergencyRule[] = [
  ...waterRules,
  ...dangerRules,
  ...personRules,
  ...foreignRules,
  ...urgentRules,
];
