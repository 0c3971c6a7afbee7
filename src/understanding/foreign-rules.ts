import { type EmergencyRule, rule } from './rule.ts';

/**
 * Clear words of danger in languages that callers speak, also as a recogniser or an office writes them in Latin
 * letters. Short lists on purpose: a message that is only half understood wakes somebody only for what is plain.
 */
const foreign = (ruleId: string, label: string, all: string[], unless: string): EmergencyRule =>
  rule(ruleId, 'emergency', label, all, { unless: `${unless} ${over}`, isNegative: true, isForeign: true });

/** Over, mended, asked about, or a drill. Behind "if" and "when" nothing has happened. */
const over =
  'yesterday last_week last_month last_year ago fixed repaired again_working working_again test tested drill if when how bill insurance dün geçen tamir_edildi düzeldi fatura* sigorta* ne_zaman vchera uchora pochinili posle kogda schet* wczoraj naprawion* kiedy rachun* вчера починили когда счёт* счет* вчора полагодили коли рахунок* أمس فاتورة متى';

const lifts =
  'elevator lift lifte lifti asansör* asansor* windzie лифте лифт ліфті ліфт المصعد مصعد masad almasad misad';

export const foreignRules: readonly EmergencyRule[] = [
  foreign(
    'foreign-fire',
    'Feuer oder Rauch',
    [
      'on_fire is_burning house_fire there_is_a_fire there_is_fire there_s_a_fire smoke_coming smoke_everywhere full_of_smoke yangın_var yangin_var yangın_çıktı alev_aldı alevler duman_geliyor duman_çıkıyor duman_doldu pozhar pozhara goryt gorit pożar pali_się u_nas_pożar pozhezha goryt_kvartyra пожар горит пожежа горить حريق fi_hariq fi_harik fi_hareeq hariq_fi hariq_fil harik_fil hareeq_fil hunak_hariq نار_في',
    ],
    'extinguisher fire_door fire_doors fire_drill detector battery söndürücü* merdiven* tatbikat* дверь_пожарная grill barbecue mangal пожарн*',
  ),
  foreign(
    'foreign-gas',
    'Es riecht nach Gas',
    [
      'gas gaz gazom gaza hazom ghaz газом газ газа غاز الغاز',
      'smell smells smelling leak leaking kokusu kokuyor kaçağı kacagi sızıyor pakhnet pahnet pakhne pahne zapakh zapah tянет czuć ulatnia śmierdzi пахнет пахне запах утечка витік رائحة ريحة تسرب rihat rihet raihat ri7at reehat',
    ],
    'no_smell garbage station',
  ),
  foreign(
    'foreign-water',
    'Wasser dringt ein',
    [
      'burst_pipe pipe_burst pipe_has_burst pipe_is_broken flooded is_flooding flooding water_everywhere water_pouring pouring_from pouring_through through_the_ceiling from_the_ceiling boru_patladı borusu_patladı borular_patladı su_bastı su_basmış her_yer_su tavandan_su su_fışkırıyor prorvalo zalivaet zalivaje zatopilo zalyvaie zalyvaye zatopylo s_potolka zi_steli pękła_rura rura_pękła zalało zalewa_nas leje_się прорвало заливает затопило заливає затопило с_потолка зі_стелі انفجر_الأنبوب الماء_من_السقف فيضان',
    ],
    'dripping_a_little slightly tap musluk* light paint',
  ),
  foreign(
    'foreign-sewage',
    'Abwasser drückt hoch',
    [
      'toilet tuvalet klozet unitaz toaleta toalety sewage sewer kanalizasyon kanalizaciya канализация унитаз',
      'overflowing overflow coming_up backing_up taşıyor tasiyor taştı geri_geliyor perelivaetsya pereliv* wylewa wybija поднимается переливается',
    ],
    'flush noise',
  ),
  foreign(
    'foreign-lift',
    'Jemand steckt im Aufzug',
    [
      lifts,
      'stuck trapped mahsur* kaldık kaldim kaldık kapı_açılmıyor sıkıştı* kilitli_kaldı* zastryal* zastrjal* zastryag* zastriah* utknęł* utkną* утк* застрял* застряг* عالق* محبوس* 3aliq aliq',
    ],
    'kimse_yok nobody no_one empty boş nikogo нікого никого',
  ),
  foreign(
    'foreign-power',
    'Im ganzen Haus kein Strom',
    [
      'power_is_out power_went_out power_is_off power_is_gone no_power no_electricity blackout elektrik_yok elektrikler_kesildi elektrik_kesildi sveta_net net_sveta svitla_nema nema_svitla nie_ma_prądu нет_света света_нет нема_світла',
      'whole_building entire_building whole_house entire_house all_apartments everyone bütün_bina* tüm_bina* binada_kimse bütün_apartman* vo_vsem_dome ves_dom v_budynku całym_budynku всем_доме весь_дом всьому_будинку',
    ],
    'planned announced',
  ),
  foreign(
    'foreign-electric',
    'Elektrische Gefahr',
    [
      'socket outlet wire wires fuse_box priz* rozetk* gniazd* розетк*',
      'sparks sparking burning smoking kıvılcım* kivilcim* duman yanıyor iskr* iskry искр* іскр* iskrzy',
    ],
    'bulb',
  ),
  foreign(
    'foreign-person',
    'Eine Person braucht Hilfe',
    [
      'unconscious not_breathing is_not_breathing not_responding doesn_t_answer_and nefes_almıyor bayıldı bilinci_kapalı bez_soznaniya ne_dyshit nieprzytomn* nie_oddycha без_сознания не_дышит не_дихає مغمى_عليه',
    ],
    'email mail phone website',
  ),
];
