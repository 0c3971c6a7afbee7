/** Figures of speech: they are read as nothing and quoted in no summary. */
export const figuresOfSpeech: readonly string[] = [
  'brennt_der_baum brennt_die_hütte hütte_brennt brennt_die_luft baum_brennt brennt_mir_unter brennt_mir_auf brennt_uns_auf auf_den_nägeln brennt_es_an_allen_ecken',
  'brennt_die_frage brennende_frage brennend_interessier* feuer_und_flamme feuer_gefangen feuer_unterm feuer_unter_dem_hintern feuer_unter_dem_arsch feuer_unter_dem_allerwertesten mit_dem_feuer feuer_machen',
  'wasser_bis_zum_hals steht_mir_bis steht_uns_bis bis_zum_hals bis_oberkante fass_zum_überlaufen fass_läuft das_fass_ins_wasser ins_wasser_gefallen fällt_ins_wasser nah_am_wasser wasser_im_mund',
  'auf_dem_schlauch leitung_stehen lange_leitung auf_der_leitung unter_strom_steh* unter_strom_bin',
  'vorm_explodieren vor_dem_explodieren am_explodieren kurz_vorm_platzen platzt_mir_der platzt_einem_der mir_platzt kragen_geplatzt kragen_platzt geplatzte* termin_geplatzt vertrag_geplatzt in_die_luft an_die_decke decke_gehen decke_auf_den_kopf fällt_die_decke_auf fällt_mir_die_decke',
  'messer_in_der_tasche messer_auf wie_ein_messer dach_überm_kopf vom_hocker aus_allen_wolken stein_vom_herzen',
  'flut_von überschwemmt_mit überflutet_mit land_unter_im überschwemmt_uns_mit überschwemmen_uns_mit gas_geben vollgas gib_gas gasgeben geben_gas dampf_machen dampf_ablassen',
  'alarm_schlagen roter_alarm raucht_der_kopf raucht_mir mir_raucht qualmt_der_kopf schall_und_rauch rauch_um_nichts köpfe_rauchen',
  'am_ertrinken ersticke_in versinke_in ertrinke_in tot_umfallen bombe_geplatzt wie_vom_blitz trifft_mich_der_schlag trifft_einen_der_schlag mich_der_schlag zusammengebrochen_wie hölle_los hölle_auf_erden die_hölle_hier wie_im_irrenhaus schockiert fix_und_fertig',
  'nachbarschaft_brennt brennt_nicht_an brennt_nix_an brennt_nichts_an es_brennt_nicht brennt_ja_nicht nichts_am_brennen nicht_brennen',
];

/** Takes back what was said before. */
export const withdrawals: readonly string[] = [
  'geht_wieder geht_*_wieder gehts_wieder läuft_wieder_alles läuft_alles_wieder läuft_jetzt_wieder funktioniert_wieder funktioniert_*_wieder tuts_wieder tut_wieder fährt_wieder fährt_ja_wieder springt_wieder läuft_sie_wieder läuft_die_*_wieder läuft_der_*_wieder heizt_wieder haben_wieder_strom strom_ist_wieder ist_er_wieder_da ist_der_strom_wieder licht_ist_wieder wieder_warm wieder_dicht wieder_frei wieder_draußen wieder_in_ordnung wieder_okay wieder_gut alles_warm alles_dicht alles_trocken alles_gut alles_in_ordnung',
  'hat_sich_erledigt hat_sich_*_erledigt sich_erledigt ist_erledigt entwarnung fehlalarm falscher_alarm blinder_alarm falschen_alarm missverständnis irrtum behoben repariert gelöst_das war_nichts nichts_passiert kein_grund_zur stellte_sich_heraus hat_sich_herausgestellt hat_sich_rausgestellt hat_sich_aufgeklärt schon_vorbei ist_vorbei vorüber gelöscht abgesichert zurückziehen zurücknehmen vergessen_sie_meinen vergessen_sie_den',
  'brauchen_keinen brauchen_niemanden brauche_keinen brauche_niemanden braucht_keiner braucht_niemand brauchen_sie_nicht müssen_niemanden müssen_keinen keiner_zu_kommen niemand_zu_kommen keiner_mehr_kommen niemand_mehr_kommen nicht_mehr_zu_kommen nicht_mehr_nötig nicht_nötig nicht_gleich_einen nicht_einen_schicken niemanden_schicken keinen_schicken storniere* abbestellen never_mind fixed_now',
];
