import { type EmergencyRule, rule } from './rule.ts';

/** Somebody lies, cries, does not answer, or is shut in. */
export const personRules: readonly EmergencyRule[] = [
  rule(
    'helpless',
    'emergency',
    'Eine Person braucht Hilfe',
    [
      'bewusstlos* ohnmächtig leblos hilferufe hilfeschreie um_hilfe reagiert_nicht antwortet_nicht_mehr atmet_nicht atmet_schwer regt_sich_nicht liegt_am_boden liegt_ein_mann liegt_eine_frau liegt_jemand liegt_eine_person liegt_auf_dem_boden liegt_im_treppenhaus liegt_in_der_wohnung kommt_nicht_mehr_hoch gestürzt_und gestürzt_ist_und stöhnt stöhnen wimmert zusammengebrochen bedroht_mich unconscious calling_for_help selbstmord umbringen nicht_ansprechbar unansprechbar schreit_um',
    ],
    {
      isNegative: true,
      unless:
        'post brief firma angebot aufzug_firma müll gestürzt_und_wieder krankenhaus wieder_aufgestanden laub schnee fahrrad paket kabel',
    },
  ),
  rule(
    'lying',
    'emergency',
    'Eine Person ist gestürzt oder rührt sich nicht',
    [
      'liegt_einer liegt_jemand liegt_eine liegt_ein liegt_in liegt_im liegt_auf gestürzt hingefallen',
      'rührt_sich_nicht bewegt_sich_nicht tür_nicht_auf kommt_nicht_hoch kommt_nicht_mehr_hoch kann_nicht_aufstehen und_ruft',
    ],
    { isNegative: true, unless: 'katze hund fahrrad paket baum ast müll' },
  ),
  rule(
    'missing-neighbour',
    'emergency',
    'Jemand öffnet nicht und ist in Sorge zu suchen',
    [
      'nachbar* nachbarin mutter vater oma frau herr herrn mann mieter* bewohner*',
      'seit_tagen_nicht seit_*_tagen_nicht macht_nicht_auf öffnet_nicht meldet_sich_nicht_mehr macht_die_tür_nicht',
    ],
    {
      isNegative: true,
      elsewhere: [
        'briefkasten gerochen geruch sorge sorgen gestöhnt gerufen geklopft alt bettlägerig licht fernseher @alter hilfe',
      ],
      unless: 'laut musik party lärm hausverwaltung handwerker',
    },
  ),
  rule(
    'child-locked',
    'emergency',
    'Kind oder Herd allein hinter verschlossener Tür',
    ['zugefallen ausgesperrt zugeschlagen ins_schloss locked_out eingeschlossen eingesperrt'],
    {
      elsewhere: [
        'baby kleinkind kind_ist_drin kind_drin kind_ist_noch herd_an herd_läuft ofen_läuft herd_ist ofen_an kerze_brennt topf bügeleisen @kleinkind sohn_ist_drin tochter_ist_drin',
      ],
    },
  ),
];
